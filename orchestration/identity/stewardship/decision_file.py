"""The decisions file: a CSV that is only ever appended to, a line per decision or revocation.

Companies keep it under version control. Whoever appends holds the file's lock, so two stewards at
once get two whole lines.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orchestration import at_rest, private, tabular

COLUMNS = (
    "decision_id", "decision", "record_a", "record_b", "author", "reason", "decided_on",
    "expires_on", "undoes",
)  # fmt: skip
REQUIRED = ("decision_id", "decision", "record_a", "record_b", "author", "reason", "decided_on")
Texts = npt.NDArray[np.str_]
KINDS = ("link", "unlink", "undo")


class DecisionsError(ValueError):
    """The decisions file cannot be read as decisions, or does not hold the one that was named."""


@dataclass(frozen=True)
class Decision:
    """One line to append; `undoes` names the decision that a revocation takes back."""

    decision: str
    record_a: str
    record_b: str
    author: str
    reason: str
    decided_on: date
    expires_on: date | None = None
    undoes: str | None = None


def read(path: Path | None) -> pa.Table:
    """Every line in order: `COLUMNS`, days as dates, `record_a < record_b`, and `line` from 1.

    No file means no lines. Raises DecisionsError, naming the line, when a column, a value or a
    decision that an undo names is missing, a day is no day, or an id stands twice.
    """
    if path is None or not path.exists() or not path.stat().st_size:
        return _typed(pa.table({name: pa.array([], pa.string()) for name in COLUMNS}), "")
    return _typed(_lines(path)[0], path.name)


def with_line(lines: pa.Table, decision: Decision) -> pa.Table:
    """What `read` would give after `decision` was appended; its `decision_id` is `proposed`."""
    row = {
        "decision_id": "proposed",
        "decision": decision.decision,
        "record_a": min(decision.record_a, decision.record_b),
        "record_b": max(decision.record_a, decision.record_b),
        "author": decision.author,
        "reason": decision.reason,
        "decided_on": decision.decided_on,
        "expires_on": decision.expires_on,
        "undoes": decision.undoes,
        "line": lines.num_rows + 1,
    }
    return pa.concat_tables([lines, pa.Table.from_pylist([row], schema=lines.schema)])


def _lines(path: Path) -> tuple[pa.Table, str]:
    """`COLUMNS` as text, and the delimiter of the file."""
    with at_rest.connect() as connection:
        try:
            table = tabular.read_table(connection, path, "lines")
        except tabular.UnreadableTableError as error:
            raise DecisionsError(
                f"{path.name} is no table of decisions: a line is damaged. {error}"
            ) from error
        if missing := set(COLUMNS) - set(table.columns):
            raise DecisionsError(f"{path.name} lacks {', '.join(sorted(missing))}.")
        cells = ", ".join(f"coalesce({column}, '') as {column}" for column in COLUMNS)
        return connection.execute(f"select {cells} from lines").to_arrow_table(), table.delimiter


def _typed(lines: pa.Table, name: str) -> pa.Table:
    text = {column: np.array(lines[column].to_pylist(), dtype=str) for column in COLUMNS}
    for column in REQUIRED:
        _refuse(name, text[column] == "", f"has no {column}")
    unknown = ~np.isin(text["decision"], KINDS)
    _refuse(name, unknown, "holds an unknown decision; it is link, unlink or undo")
    ids, is_undo = text["decision_id"], text["decision"] == "undo"
    repeated = np.ones(len(ids), bool)
    repeated[np.unique(ids, return_index=True)[1]] = False
    _refuse(name, repeated, "repeats a decision_id")
    lost = is_undo & ~np.isin(text["undoes"], ids[~is_undo])
    _refuse(name, lost, "undoes a decision that is not there")
    swapped = text["record_a"] > text["record_b"]
    records = {
        "record_a": np.where(swapped, text["record_b"], text["record_a"]),
        "record_b": np.where(swapped, text["record_a"], text["record_b"]),
    }
    columns = {column: _filled(values) for column, values in (text | records).items()}
    for column in ("decided_on", "expires_on"):
        try:
            columns[column] = columns[column].cast(pa.date32())
        except pa.ArrowInvalid as error:
            raise DecisionsError(f"{name}: a {column} is no day; write it YYYY-MM-DD.") from error
    return pa.table({**columns, "line": pa.array(np.arange(1, len(ids) + 1))})


def _filled(values: Texts) -> pa.Array:
    return pa.array(values.astype(object), pa.string(), mask=values == "")


def _refuse(name: str, wrong: npt.NDArray[np.bool_], what: str) -> None:
    """Raise for the first decision of which `wrong` holds, counted from 1."""
    found = np.flatnonzero(wrong)
    if len(found):
        raise DecisionsError(f"{name}: decision {found[0] + 1} {what}.")


def append(path: Path, decision: Decision) -> str:
    """Append one line, durably, and return its `decision_id`.

    Raises DecisionsError when the file there cannot be read as decisions, or when what is to be
    undone is not there or has been undone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+b", opener=private.opener) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before = read(path)
        delimiter = _appendable(path)
        if decision.undoes is not None and decision.undoes in before["undoes"].to_pylist():
            raise DecisionsError(f"{decision.undoes} has been undone already.")
        values = [
            decision.decision, decision.record_a, decision.record_b, decision.author,
            decision.reason, decision.decided_on.isoformat(),
            decision.expires_on.isoformat() if decision.expires_on else "", decision.undoes or "",
        ]  # fmt: skip
        digest = hashlib.sha256("\0".join([str(len(before)), *values]).encode()).hexdigest()
        decision_id = f"D-{digest[:8].upper()}"
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        if not os.fstat(file.fileno()).st_size:
            writer.writerow(COLUMNS)
        elif _lacks_line_end(path):
            text.write("\n")
        writer.writerow([decision_id, *values])
        file.write(text.getvalue().encode())
        file.flush()
        os.fsync(file.fileno())
    return decision_id


def _appendable(path: Path) -> str:
    """The delimiter to append with. Raises DecisionsError where a line of CSV would spoil the file.

    Decisions are read from any kind of table, and written to CSV in UTF-8 alone.
    """
    content = path.read_bytes()
    if not content:
        return ","
    try:
        start = content.decode("utf-8").lstrip("\ufeff \r\n\t")[:1]
    except UnicodeDecodeError:
        start = "["
    if start in ("[", "{") or content.startswith((b"PK\x03\x04", b"PAR1")):
        raise DecisionsError(f"{path.name} is no CSV in UTF-8: decisions cannot be added to it.")
    return _lines(path)[1]


def _lacks_line_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"
