"""Rows of many files into one raw table: for every key the highest file's row stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import ledger
from orchestration.landing.receipts import QuarantineError, Receipt
from orchestration.landing.staged import TYPED
from orchestration.quoting import quoted

# Of which file a row of `landing_typed` is: _row, file_id, place in the file, landed_at.
SET = "landing_set"
_CLAIMS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def insert(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    new: list[Receipt],
    standing: Sequence[str],
) -> Counter[str]:
    """Put the rows that belong there into the raw table; return what each file keeps out of it."""
    target = ledger.raw_table(extract)
    columns = ", ".join(quoted(name) for name, _ in ledger.raw_columns(extract)[:-3])
    shadows: Counter[str] = Counter()
    wanted, kept_out = sum(receipt.loaded for receipt in new), 0
    chosen, given = "", []
    if extract.load == "snapshot":
        top = standing[-1]
        wanted = sum(receipt.loaded for receipt in new if receipt.file_id == top)
        if wanted:
            connection.execute(f"delete from {target}")
        chosen, given = "where file_id = ?", [top]
    elif _are_claimed(connection, extract, target):
        shadows = _settle(connection, extract, target, standing)
        chosen = "where _row in (select _row from temp.landing_claims where is_new and is_winner)"
        [(kept_out,)] = connection.execute(
            "select count(*) from temp.landing_claims where is_new and not is_winner"
        ).fetchall()
    inserted = connection.execute(
        f"insert into {target} ({columns}, _file_id, _row, _loaded_at) "
        f"select {columns}, file_id, place, landed_at from temp.{TYPED} "
        f"inner join temp.{SET} using (_row) {chosen} order by _row",
        given,
    ).fetchall()[0][0]
    if inserted + kept_out != wanted:
        raise QuarantineError(f"{wanted} records were read, but {inserted} arrived.")
    return shadows


def _are_claimed(connection: duckdb.DuckDBPyConnection, extract: Extract, target: str) -> bool:
    """Whether a key stands in two of the files, or in one of them and in the raw table."""
    key = ", ".join(quoted(name) for name in extract.key)
    found = connection.execute(
        f"(select 1 from temp.{TYPED} semi join {target} using ({key}) limit 1) union all "
        f"(select 1 from temp.{TYPED} group by {key} having count(*) > 1 limit 1)"
    ).fetchall()
    return bool(found)


def _settle(
    connection: duckdb.DuckDBPyConnection, extract: Extract, target: str, standing: Sequence[str]
) -> Counter[str]:
    """Make `landing_claims` and take out of the raw table what a higher file has."""
    names = [quoted(name) for name in extract.key]
    key = ", ".join(names)
    connection.execute(
        _CLAIMS.format(
            key=key, key_of_claims=", ".join(f"claims.{name}" for name in names), target=target
        ),
        {"file_ids": list(standing)},
    )
    connection.execute(
        f"delete from {target} where ({key}) in "
        f"(select ({key}) from temp.landing_claims where not is_new and not is_winner)"
    )
    found = connection.execute(
        "select shadow_of, count(*) from temp.landing_claims where shadow_of is not null group by 1"
    ).fetchall()
    return Counter(dict(found))
