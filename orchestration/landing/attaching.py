"""Sources queried where they live: the raw table is a view, with the contract's names and types.

Nothing is copied, so there are no rejects: a value that does not fit its type reads as null and is
counted, and what a record must have is left to the gate. The receipt counts what was there when
the run looked; what the source says later in the run is the source's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import warehouse
from orchestration.company.departments import Extract
from orchestration.landing import attachments, dated, guard, header, ledger, mapping, value_changes
from orchestration.landing.archive import Archived
from orchestration.landing.blank import blank_receipt
from orchestration.landing.casting import from_text
from orchestration.landing.delivery import Delivery
from orchestration.landing.parquet_files import same_type, source_of
from orchestration.landing.receipts import ATTACHED, Drift, QuarantineError, Receipt
from orchestration.landing.staged import Staged, extras_as_json
from orchestration.landing.typed import ENOUGH
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings


def attach(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    settings: Settings,
    run_id: str | None = None,
) -> Receipt:
    """Make the raw table a view over its source, and return the receipt, written anew each time.

    A source that does not fit the contract is quarantined, and what was there before stays as it
    is. Raises SourceError when the source cannot be read.
    """
    blank = _blank(connection, extract, run_id)
    described = dated.columns(connection, extract)
    names = [name for name, _ in described]
    guarded = guard.standing(settings)
    erased = guarded.condition(extract, settings) if guarded else ""
    try:
        found = header.match(names, mapping.fields(extract))
        table = dated.relation(connection, extract)
        values, drift, relation = _values(extract, found, described, table)
        receipt = _count(connection, erased, values, relation, blank)
    except QuarantineError as error:
        receipt = blank.refused(str(error))
        _write(connection, extract, receipt, error.drift)
        return receipt
    extra = extras_as_json([(name, f"to_json({quoted(names[i])})") for name, i in found.extras])
    selected = ", ".join(f"{value} as {quoted(name)}" for name, (_, value) in values.items())
    kept = f" where ({erased}) is not true" if erased else ""
    view = (
        f"create view {ledger.raw_table(extract)} as "
        f"select * from (select {selected}, cast({extra} as varchar) as _extra, "
        f"{literal(receipt.file_id)} as _file_id, cast(null as bigint) as _row, "
        f"cast({literal(str(receipt.landed_at))} as timestamp) as _loaded_at "
        f"from {relation}){kept}"
    )
    _write(connection, extract, receipt, found.drift + drift, view)
    return receipt


def _blank(connection: duckdb.DuckDBPyConnection, extract: Extract, run_id: str | None) -> Receipt:
    now = datetime.now(UTC).replace(tzinfo=None)
    path = Path(extract.pattern)
    last = max((one.sequence for one in ledger.receipts(connection, extract)), default=0)
    blank = blank_receipt(
        extract, last, Delivery(extract, path, 0, now), Archived("", 0, path), run_id
    )
    return replace(blank.identified(ATTACHED), status=ATTACHED)


def _values(
    extract: Extract, found: header.Header, described: Sequence[tuple[str, str]], table: str
) -> tuple[dict[str, tuple[str, str]], tuple[Drift, ...], str]:
    """(text, value) of every contracted column as SQL, where types differ, and what SQL reads."""
    fields, drift = {}, []
    for column in mapping.fields(extract).columns:
        name, kind = described[found.positions[column.name]]
        fields[column.name] = source_of(column, quoted(name), kind)
        if not same_type(column.data_type, kind):
            detail = f"{kind} at the source, contracted {column.data_type}"
            drift.append(Drift("type_changed", column.name, detail, "cast"))
    mapped = mapping.columns(extract, Staged(table, fields, 0, lambda _: (), drift=tuple(drift)))
    values = {}
    for column in extract.columns:
        source = mapped.sources[column.name]
        value = source.typed or from_text(column, source.text)
        values[column.name] = (source.text, f"cast({value} as {column.data_type})")
    return values, mapped.drift, mapped.relation


def _count(
    connection: duckdb.DuckDBPyConnection,
    suppressed: str,
    values: dict[str, tuple[str, str]],
    relation: str,
    blank: Receipt,
) -> Receipt:
    """Count records, suppressed records and unfit values in one scan of the source."""
    read = ", ".join(
        f"{value} as {quoted(name)}, "
        f"nullif(trim({text}), '') is not null and {value} is null as {quoted('unfit ' + name)}"
        for name, (text, value) in values.items()
    )
    counts = "".join(
        f", count({quoted(name)}), count(*) filter (where {quoted('unfit ' + name)})"
        for name in values
    )
    [(records, erased, *found)] = connection.execute(
        f"select count(*), count(*) filter (where {suppressed or 'false'}){counts} "
        f"from (select {read} from {relation})"
    ).fetchall()
    unfit = {
        name: (bad, good)
        for name, good, bad in zip(values, found[::2], found[1::2], strict=True)
        if bad
    }
    said = [f"{bad} values of {name} do not fit their type" for name, (bad, _) in unfit.items()]
    if any(bad >= ENOUGH and bad > good for bad, good in unfit.values()):
        raise QuarantineError(f"Type changed: {', '.join(said)}.")
    reason = f"Queried where it lives; {', '.join(said)} and read as null." if said else None
    return replace(
        blank,
        records_in=records,
        loaded=records - erased,
        suppressed=erased,
        reason=reason or "Queried where it lives.",
    )


def _write(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    receipt: Receipt,
    drift: tuple[Drift, ...],
    view: str | None = None,
) -> None:
    """Write receipt and drift, and with a `view` put it in place of the raw table."""
    ledger.empty_kept(connection)
    with warehouse.transaction(connection):
        for other in ledger.receipts(connection, extract):
            if other.status == ATTACHED or not other.sha256:
                ledger.forget(connection, other.file_id)
            elif view:
                ledger.write_receipt(connection, replace(other, superseded_by=receipt.file_id))
        ledger.write_receipt(connection, receipt)
        ledger.write_details(connection, receipt, drift)
        if view:
            attachments.enter(connection, extract, view)
            value_changes.keep_attached(connection, extract, receipt)
