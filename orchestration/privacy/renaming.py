"""What outlives the build and names records or customers: renamed by tombstones, line by line.

The crosswalk, events and redirects keep their history under numbers that nothing resolves; so do
treatment and holdout groups. A steward's decision on an erased person's record is dropped.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import duckdb

from orchestration import at_rest, journal, private, queries, remembered
from orchestration.identity.stewardship import decision_file
from orchestration.privacy import keys, tombstones
from orchestration.privacy.tombstones import Tombstone
from orchestration.settings import Settings

_RENAME = queries.text(__file__, "rename_numbers.sql")


def numbers(settings: Settings) -> None:
    """Rename records and customers in the journal of numbers; nothing where none is to be."""
    if not journal.of(settings, "numbers").end().n:
        return
    with at_rest.connect() as connection:
        keys.add_macros(connection, keys.key(settings))
        tombstones.load(connection, settings)
        remembered.recall(connection, settings)
        rename(connection)
        changed = connection.execute("select count(*) from renamed").fetchall()[0][0]
        if changed:
            remembered.rewrite(connection, settings, "numbers")


def rename(connection: duckdb.DuckDBPyConnection) -> None:
    """Rename records and customers in `identity`, by the table `tombstones` and the macro `keyed`;
    what is remembered of an erased record's values goes.
    """
    connection.execute(_RENAME)


def assignments(settings: Settings) -> int:
    """Rename customers in the log of treatment and holdout; returns how many rows."""
    secret, known = keys.key(settings), _by_hash(settings, "customer")
    count = 0
    for path in sorted(settings.assignments.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        renamed = 0
        for row in rows:
            one = known.get(keys.keyed(secret, f"customer|{row['customer_id']}"))
            if one is not None and one.stands_as:
                row["customer_id"] = one.stands_as
                renamed += 1
        if renamed:
            count += renamed
            _write_assignments(path, rows)
    return count


def _write_assignments(path: Path, rows: list[dict[str, str]]) -> None:
    """The file under the name of its new content, then the old one goes; twice is once."""
    rows.sort(key=lambda row: row["customer_id"])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    digest = hashlib.sha256(text.getvalue().encode()).hexdigest()[:12]
    target = path.with_name(f"{path.stem.rpartition('-')[0]}-{digest}.csv")
    draft = path.with_name(".renamed")
    private.write(draft, text.getvalue())
    draft.replace(target)
    if target != path:
        path.unlink()


def decisions(settings: Settings) -> int:
    """Drop stewards' decisions on records of erased people; returns how many lines."""
    path = settings.decisions
    if not path.is_file() or not path.stat().st_size:
        return 0
    lines = decision_file.read(path).to_pylist()
    secret, known = keys.key(settings), _by_hash(settings, "id")
    gone = {
        line["decision_id"]
        for line in lines
        if any(
            keys.keyed(secret, _message(line[name])) in known
            for name in ("record_a", "record_b")
            if line[name]
        )
    }
    gone |= {line["decision_id"] for line in lines if line["undoes"] in gone}
    if gone:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, decision_file.COLUMNS, lineterminator="\n")
        writer.writeheader()
        for line in lines:
            if line["decision_id"] not in gone:
                writer.writerow({name: line[name] or "" for name in decision_file.COLUMNS})
        draft = path.with_name(f".{path.name}.draft")
        private.write(draft, text.getvalue())
        draft.replace(path)
    return len(gone)


def _message(record_id: str) -> str:
    department, _, source = record_id.partition(":")
    return f"id|{department}|{source.strip().upper()}"


def _by_hash(settings: Settings, kind: str) -> dict[str, Tombstone]:
    return {one.hash: one for one in tombstones.every(settings) if one.kind == kind}
