"""The way of a file: archived under its hash, read against its contract, committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import (
    archive,
    arriving,
    attaching,
    attachments,
    bounds,
    content,
    controls,
    guard,
    ledger,
    modes,
    reuse,
    settling,
    together,
    unmatched,
    value_changes,
)
from orchestration.landing import delivered as journaled
from orchestration.landing.archive import Archived
from orchestration.landing.blank import blank_receipt, no_file, waits
from orchestration.landing.commit import commit, commit_rebuild
from orchestration.landing.delivery import Delivery
from orchestration.landing.known import Known
from orchestration.landing.known import known as what_is_known
from orchestration.landing.receipts import QUARANTINED, QuarantineError, Receipt
from orchestration.landing.staged import Staged, clear
from orchestration.landing.together import Arrived
from orchestration.settings import Settings

LOST = "The archived bytes are gone or have changed; see customer360 verify."
MENDED = "The archived bytes had changed and were put back from the delivery."


def land(
    extract: Extract,
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    run_id: str | None = None,
    on_file: Callable[[Receipt], None] | None = None,
) -> tuple[Receipt, ...]:
    """Land every new file of one extract, oldest first, and return a receipt for each.

    Files that lie in the folder as they did when they were landed get no new receipt. Where no
    file has ever matched, one receipt says so, `missing`, and is not written down. `on_file`
    hears of each receipt as soon as it is written. Where the contract's columns have changed, the
    raw table is first read anew from the archive; deliveries that the journal knows and this build
    does not are landed from there. Raises OSError when archive or disk fail,
    SourceError when a bucket or database cannot be read, QuarantineError when a file landed earlier
    no longer fits the changed contract.
    """
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(ledger.TABLES)
    if guarded := guard.standing(settings):
        guarded.begin(connection, settings)
    if extract.origin.is_attached:
        attached = attaching.attach(connection, extract, settings, run_id)
        if on_file:
            on_file(attached)
        return (attached,)
    was_attached = attachments.begin_leaving(connection, extract)
    is_other = ledger.prepare_raw(connection, extract) or was_attached
    if is_other or reuse.parts_to_refuse(connection, extract, ledger.raw_table(extract)):
        commit_rebuild(connection, extract, settings, ledger.receipts(connection, extract))
        attachments.end_leaving(connection, extract)
    value_changes.catch_up(connection, extract, settings)
    landing = _Landing(connection, extract, settings, run_id, on_file)
    landing.restore()
    delivered, waiting = arriving.ready(extract, settings)
    nothing_ever_came = not delivered and not waiting and not landing.known.receipts
    if nothing_ever_came and (reason := unmatched.reason(extract, settings)):
        return (no_file(extract, reason, run_id),)
    try:
        for delivery in delivered:
            if grown := landing.deliver(delivery):
                waiting.append(grown)
        landing.finish()
    finally:
        journaled.write_down(connection, extract, settings)
        if extract.origin.source == "folder":
            _give_back(settings, delivered)
    clear(connection)
    left = {one.delivery.path for one in waiting}
    arriving.remember(extract, settings, [one for one in delivered if one.path not in left])
    arriving.note_waiting(extract, settings, waiting)
    landing.written += [waits(one.delivery, one.reason, run_id) for one in waiting]
    return tuple(landing.written)


def _give_back(settings: Settings, delivered: Sequence[Delivery]) -> None:
    """Where a delivery held an erased person, its redacted successor lies there now."""
    if guarded := guard.standing(settings):
        guarded.give_back(settings, [one.path for one in delivered])


@dataclass
class _Landing:
    """One extract on its way: what is known of it, and small files that wait for others."""

    connection: duckdb.DuckDBPyConnection
    extract: Extract
    settings: Settings
    run_id: str | None
    on_file: Callable[[Receipt], None] | None
    known: Known = field(init=False)
    written: list[Receipt] = field(default_factory=list)
    _waiting: list[Arrived] = field(default_factory=list)
    _weight: int = 0
    _unflushed: list[Path] = field(default_factory=list)
    _is_together: bool = field(init=False)

    def __post_init__(self) -> None:
        self.known = what_is_known(self.connection, self.extract)
        self._is_together = together.is_possible(self.extract, self.settings)

    def restore(self) -> None:
        """Land, in their order, the deliveries that the journal knows and this build does not."""
        folder = self.settings.extracts / self.extract.department
        for blank, refused in journaled.unknown(self.extract, self.settings, self.known.receipts):
            if refused is not None:
                self._once(blank.refused(refused))
                continue
            try:
                archived, is_mended = _fetched(blank, folder, self.settings)
            except (OSError, ValueError):
                self._once(blank.refused(LOST))
            else:
                self._take(Arrived(blank, archived, is_mended=is_mended))
        self.finish()

    def deliver(self, delivery: Delivery) -> arriving.Waiting | None:
        """Land one delivery, or let it wait for others, unless its receipt is written already.

        Returns what is left for the next run because it changed while it was copied.
        """
        is_told_anew = delivery.totals is not None
        if not is_told_anew and arriving.is_landed(
            delivery, self.known.by_name.get(delivery.name, ())
        ):
            return None
        with arriving.fetched(delivery, self.settings):
            try:
                problem = unreadable(delivery, self.settings)
            except OSError as error:
                problem = f"The file cannot be opened: {error.strerror}."
            if problem:
                nothing = Archived("", 0, delivery.path)
                self._once(self._blank(delivery, nothing).refused(problem))
                return None
            later = self._unflushed if self._is_together else None
            archived = archive.keep(delivery.path, self.settings.archive, later=later)
            if settling.grew(delivery, self.settings):
                archive.forget(archived, self._unflushed)
                said = f"{delivery.name} is left for the next run: {settling.GROWS}"
                return arriving.Waiting(delivery, said, True)
            blank = self._blank(delivery, archived)
            if delivery.name != delivery.path.name:
                self._once(blank.refused(ledger.NO_NAME))
                return None
            if delivery.totals is not None and controls.write_down(
                self.extract, self.settings, blank, delivery.totals
            ):
                self._reconsider(blank, archived)
            self._take(Arrived(blank, archived, delivery.path))
        return None

    def _reconsider(self, blank: Receipt, archived: Archived) -> None:
        """Read content again that was refused, now that its control file says something else."""
        self._land_waiting()
        same = self.known.by_content.get(blank.sha256, [])
        refused = (r for r in same if r.file_name == blank.file_name and r.status == QUARANTINED)
        if old := next(refused, None):
            again = replace(blank, sequence=old.sequence)
            self._read(again, archived, replaces=old.file_id)

    def finish(self) -> None:
        """Land what waits, and tell the values anew where files came out of their order."""
        self._land_waiting()
        value_changes.catch_up(self.connection, self.extract, self.settings)

    def _blank(self, delivery: Delivery, archived: Archived) -> Receipt:
        return blank_receipt(self.extract, -1, delivery, archived, self.run_id)

    def _take(self, arrived: Arrived) -> None:
        if not self._waiting and _is_settled(self.known, arrived.blank):
            return
        weight = together.weight(self.extract, arrived.archived.size)
        if not self._is_together or weight > together.SMALL:
            self._land_waiting()
            self._alone(arrived)
            return
        self._waiting.append(arrived)
        self._weight += weight
        if len(self._waiting) >= together.MOST_FILES or self._weight >= together.MOST_BYTES:
            self._land_waiting()

    def _land_waiting(self) -> None:
        waiting, self._waiting, self._weight = self._waiting, [], 0
        archive.flush(self._unflushed)
        self._land_together(waiting)

    def _land_together(self, waiting: Sequence[Arrived]) -> None:
        """Land what waits, all of it in order where the order says whose a key is."""
        if len(waiting) > 1:
            self.known, new, waiting = together.land(
                self.connection, self.extract, self.settings, self.known, waiting
            )
            self._note(new)
            if len(waiting) > 1 and reuse.is_told_apart(self.extract):
                half = len(waiting) // 2
                self._land_together(waiting[:half])
                self._land_together(waiting[half:])
                return
        for arrived in waiting:
            self._alone(arrived)

    def _alone(self, arrived: Arrived) -> None:
        """Land one file by itself; its bytes are put back from `source` where they changed."""
        blank, is_mended = self._numbered(arrived.blank), arrived.is_mended
        if _is_settled(self.known, blank):
            return
        same = self.known.by_content.get(blank.sha256, [])
        first = next((receipt for receipt in same if receipt.is_accepted), None)
        if first is not None:
            is_again = any(modes.counts(r) and r.file_name == blank.file_name for r in same)
            reason = modes.AGAIN if is_again else f"The same content as {first.file_name}."
            self._once(blank.repeated(first, reason))
            return
        if arrived.source is not None:
            is_mended = archive.mend(arrived.source, arrived.archived, self.settings.archive)
        self._read(blank, arrived.archived, is_mended=is_mended)

    def _read(
        self,
        blank: Receipt,
        archived: Archived,
        *,
        is_mended: bool = False,
        replaces: str | None = None,
    ) -> None:
        """Load one file; see `load`."""
        clear(self.connection)
        self._renew(
            load(
                self.connection,
                self.extract,
                self.settings,
                self.known.receipts,
                blank,
                archived,
                is_mended=is_mended,
                replaces=replaces,
            )
        )

    def _once(self, receipt: Receipt) -> None:
        """Write a receipt that brings no rows, unless it is written already."""
        if receipt.file_id in self.known.file_ids:
            return
        clear(self.connection)
        known, numbered = self.known.receipts, self._numbered(receipt)
        self._renew(commit(self.connection, self.extract, self.settings, known, numbered))

    def _numbered(self, receipt: Receipt) -> Receipt:
        return receipt if receipt.sequence else replace(receipt, sequence=self.known.last + 1)

    def _renew(self, new: Receipt) -> None:
        self.known = what_is_known(self.connection, self.extract)
        self._note([new])

    def _note(self, new: list[Receipt]) -> None:
        self.written += new
        for receipt in new:
            if self.on_file:
                self.on_file(receipt)


def load(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    known: Sequence[Receipt],
    blank: Receipt,
    archived: Archived,
    replaces: str | None = None,
    *,
    is_mended: bool = False,
) -> Receipt:
    """Read and commit one archived file; `blank` is its receipt before anything is known.

    The receipt of id `replaces` gives way to the new one. `is_mended`: the archive's copy was not.
    """
    ledger.prepare_raw(connection, extract)
    lower = modes.below(extract, known, blank)

    def refuse(staged: Staged) -> None:
        target = ledger.raw_table(extract)
        reuse.refuse(connection, extract, staged, target, lower, blank.file_name)

    try:
        said = controls.expected(extract, settings, blank)
        controls.refuse(extract, said, archived)
        held = content.read(connection, extract, archived, settings, refuse)
        if said is not None:
            controls.refuse_rows(extract, said.said_by, said.rows, held.rows)
        receipt = held.fill(blank)
        if is_mended:
            receipt = replace(receipt, reason=f"{MENDED} {receipt.reason or ''}".rstrip())
        drift = held.drift
        return commit(connection, extract, settings, known, receipt, drift, replaces=replaces)
    except QuarantineError as error:
        clear(connection)
        refused = blank.refused(str(error))
        drift = error.drift
        return commit(connection, extract, settings, known, refused, drift, replaces=replaces)


def _is_settled(known: Known, blank: Receipt) -> bool:
    """Whether a delivery changes nothing: its content is accepted and stands under its name.

    Or it was refused under it before.
    """
    same = known.by_content.get(blank.sha256, [])
    if not any(receipt.is_accepted for receipt in same):
        return any(receipt.file_name == blank.file_name for receipt in same)
    version = known.versions.get(blank.file_name)
    return version is not None and version.sha256 == blank.sha256


def _fetched(blank: Receipt, folder: Path, settings: Settings) -> tuple[Archived, bool]:
    """Content from the archive; where it is damaged, put back from the file in the folder first.

    Says also whether it had to be.

    Raises FileNotFoundError or ValueError where neither holds it.
    """
    try:
        return archive.fetch(blank.sha256, settings.archive), False
    except (OSError, ValueError):
        if not archive.put_back(folder / blank.file_name, blank.sha256, settings.archive):
            raise
        return archive.fetch(blank.sha256, settings.archive), True


def unreadable(delivery: Delivery, settings: Settings) -> str | None:
    """Why a delivery is not even copied, as a sentence; None where it can be.

    Raises OSError where it cannot be opened.
    """
    path, folder = delivery.path, settings.extracts / delivery.extract.department
    is_ours = delivery.extract.origin.source != "folder" or settings.follow_links
    if not is_ours and path.exists() and bounds.leads_out(path, folder):
        return "The file is a link out of the department's folder."
    if not path.is_file() and path.exists():
        raise OSError(0, "it is a pipe or a device")
    path.open("rb").close()
    return "The file is empty: it holds zeros alone." if bounds.is_hole(path) else None
