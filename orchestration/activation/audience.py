"""Checking a list before it is sent: read it, find its people, judge them, write what may go."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration import tabular
from orchestration.activation import columns, handovers, outputs, people, published, verdicts
from orchestration.settings import Settings

SENDER = "whoever sends the list"
ANSWERS = ("allowed", "blocked", "unknown")


@dataclass(frozen=True)
class Check:
    """What a check found, in counts: no personal value is in it.

    `identifiers` are (title, kind) of the columns that were looked up. `reasons` are (answer,
    reason, rows); a row with two reasons counts under each. `repeated` rows name the same customers
    as an earlier one. `seconds` is how long it took.
    """

    build: published.Build
    message: verdicts.Message
    rows: int
    answers: dict[str, int]
    reasons: tuple[tuple[str, str, int], ...]
    identifiers: tuple[tuple[str, str], ...]
    has_header: bool
    repeated: int
    clean_list: Path
    written: int
    answer_list: Path
    seconds: float


def check(
    settings: Settings,
    path: Path,
    *,
    purpose: str,
    channel: str,
    on: date,
    out: Path | None = None,
    forced: Sequence[str] = (),
    has_header: bool | None = None,
    include_unknown: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Check:
    """Check the list in `path` and write the clean list to `out`, the answers beside it.

    Without `out` the clean list is `<name>.allowed.csv` beside the list, a file or a folder; a
    pattern of files needs `out`. Raises
    published.NothingPublishedError, tabular.UnreadableTableError, columns.UnknownColumnError,
    verdicts.UnknownMessageError, and OSError where the results cannot be written.
    """
    started = time.monotonic()
    asked = verdicts.message(purpose, channel, on)
    clean = out or path.with_name(f"{path.stem}.allowed.csv")
    answers = clean.with_name(f"{clean.stem.removesuffix('.allowed')}.answers.csv")
    with published.reading(settings) as connection:
        build = published.build(connection)
        _check_targets(path, out, clean, answers)
        progress("Reading the list")
        shape = tabular.read_cells(connection, path, "list_rows")
        layout = columns.layout(connection, shape, forced=forced, has_header=has_header)
        progress("Finding its people")
        people.find(connection, layout)
        progress("Asking consent, caps and complaints")
        verdicts.judge(connection, asked, build, layout.top)
        progress("Writing")
        try:
            written = outputs.write_list(
                connection, shape, layout, clean, include_unknown=include_unknown
            )
            outputs.write_answers(connection, answers)
        except duckdb.IOException as error:
            raise OSError(f"{clean.parent} cannot be written.") from error
        counted = connection.execute(
            "select answer, count(*) from list_answers group by answer"
        ).fetchall()
        reasons = connection.execute(
            "select answer, reason, count(*) "
            "from (select answer, unnest(labels) as reason from list_answers) "
            "group by answer, reason order by 3 desc, 1, 2"
        ).fetchall()
        again = connection.execute(
            "select count(*) - count(distinct customers) from list_answers where customers <> ''"
        ).fetchone()
    what = f"list for {asked.purpose} by {asked.channel}"
    handovers.note(settings, SENDER, what, on, (clean, answers))
    return Check(
        build=build,
        message=asked,
        rows=sum(int(rows) for _, rows in counted),
        answers={answer: int(dict(counted).get(answer, 0)) for answer in ANSWERS},
        reasons=tuple((str(answer), str(reason), int(rows)) for answer, reason, rows in reasons),
        identifiers=tuple((one.title, one.kind) for one in layout.identifiers),
        has_header=bool(layout.header),
        repeated=int(again[0]) if again else 0,
        clean_list=clean,
        written=written,
        answer_list=answers,
        seconds=time.monotonic() - started,
    )


def _check_targets(path: Path, out: Path | None, clean: Path, answers: Path) -> None:
    """Refuse to write over the list, or beside a pattern of files, which is no place."""
    files = tabular.files_of(path)
    if out is None and not path.exists():
        raise tabular.UnreadableTableError(f"{path} is a pattern: name the clean list with --out.")
    taken = [place for place in (clean, answers) if place.exists()]
    if any(place.samefile(file) for file in files for place in taken):
        raise tabular.UnreadableTableError("The clean list cannot replace the list: name another.")
