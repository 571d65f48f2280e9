"""Reading how the rows of a file make up records: wrapped lists, pairs, continuation rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from orchestration.company import checks
from orchestration.company.contract import Column
from orchestration.company.mapped import Footer, Pairs, Shape
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said
from orchestration.origin import Origin

PART = r"[^.\[\]\s][^.\[\]]*"
RECORDS = re.compile(rf"(\[\]|{PART}(\[\])?)(\.{PART}(\[\])?)*")
JSON = ("json", "jsonl")
GRIDS = ("csv", "xlsx")
MOST_ABOVE, MOST_BELOW = 1_000, 100


def shape(
    meta: Said, form: str, origin: Origin, found: Sequence[Column], of: str, notes: Notes
) -> Shape:  # fmt: skip
    """Read the shape of a table's files; mistakes go to `notes`."""
    for word in ("records", "pairs"):
        if word in meta and form not in JSON:
            notes.add(meta.line_of(word), of, f"{word} is for format json and jsonl, not for "
                      f"{form}.")  # fmt: skip
    for word in ("header_rows", "footer"):
        if word in meta and (form not in GRIDS or origin.source == "postgres"):
            notes.add(meta.line_of(word), of, f"{word} is for format csv and xlsx, not for "
                      f"{origin.source if origin.source == 'postgres' else form}.")  # fmt: skip
    for word in ("fill_down", "first_row_of"):
        if word in meta and origin.is_attached:
            notes.add(meta.line_of(word), of, f"{word} needs files; this table is attached.")
    names = [column.name for column in found]
    fill, within = _fill(meta, names, of, notes)
    return Shape(
        records=_records(meta, of, notes),
        pairs=_pairs(meta, found, of, notes),
        fill_down=fill,
        fill_within=within,
        first_row_of=checks.names(meta, "first_row_of", names, of, notes),
        header_rows=_header_rows(meta, of, notes),
        footer=_footer(meta, of, notes),
    )


def _header_rows(meta: Said, of: str, notes: Notes) -> tuple[int, ...]:
    said = meta.get("header_rows")
    listed = said if isinstance(said, list) else [said]
    if said is None or isinstance(said, str | bool):
        return ()
    if not listed or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in listed):
        notes.add(meta.line_of("header_rows"), of, f"header_rows {said!r} must number rows of the "
                  "file from 1: header_rows: 4, or [3, 4] for names in two rows.")  # fmt: skip
        return ()
    if listed != sorted(set(listed)):
        right = ", ".join(map(str, sorted(set(listed))))
        notes.add(meta.line_of("header_rows"), of, f"header_rows {said!r} must go from top to "
                  f"bottom: [{right}].")  # fmt: skip
    if max(listed) > MOST_ABOVE:
        notes.add(meta.line_of("header_rows"), of, f"header_rows {max(listed)}: names stand in the "
                  f"first {MOST_ABOVE:,} rows.")  # fmt: skip
        return ()
    return tuple(sorted(set(listed)))


def _footer(meta: Said, of: str, notes: Notes) -> Footer | None:
    said = meta.get("footer")
    if isinstance(said, int) and not isinstance(said, bool):
        if 1 <= said <= MOST_BELOW:
            return Footer(rows=said)
        notes.add(meta.line_of("footer"), of, f"footer {said} must be 1 to {MOST_BELOW} rows, or "
                  'what they begin with: footer: "Total".')  # fmt: skip
        return None
    listed = said if isinstance(said, list) else [said]
    if said is None or isinstance(said, bool | dict):
        return None
    words = [one for one in listed if isinstance(one, str) and one.strip(" *")]
    if len(words) < len(listed) or not words:
        notes.add(meta.line_of("footer"), of, f"footer {said!r} must be what the rows below the "
                  'table begin with: footer: ["Total", "Printed on *"].')  # fmt: skip
        return None
    return Footer(words=tuple(words))


def _records(meta: Said, of: str, notes: Notes) -> str:
    said = meta.get("records")
    if not isinstance(said, str):
        return ""
    if RECORDS.fullmatch(said) and said.endswith("[]"):
        return said
    path = said.rstrip("[].") or "tickets"
    notes.add(meta.line_of("records"), of, f"records {said!r} must be the path of a list and end "
              f'in []: "{path}[]", or "[]" for a plain list.')  # fmt: skip
    return ""


def _fill(
    meta: Said, names: list[str], of: str, notes: Notes
) -> tuple[tuple[str, ...], tuple[str, ...]]:  # fmt: skip
    said = meta.get("fill_down")
    if not isinstance(said, Said):
        return checks.names(meta, "fill_down", names, of, notes), ()
    notes.known(said, ("columns", "within"), of, "fill_down")
    filled = checks.names(meta, "fill_down", names, of, notes, said.get("columns", []))
    within = checks.names(meta, "fill_down", names, of, notes, said.get("within", []))
    if not filled:
        notes.add(meta.line_of("fill_down"), of, "fill_down must list columns: [...].")
    return filled, within


def _pairs(meta: Said, found: Sequence[Column], of: str, notes: Notes) -> tuple[Pairs, ...]:
    said: Any = meta.get("pairs")
    if said is None:
        return ()
    if isinstance(said, str | list):
        listed = [said] if isinstance(said, str) else said
        pairs = [Pairs(str(path)) for path in listed]
    else:
        pairs = [_one_pairs(meta, path, how, of, notes) for path, how in said.items()]
    for one in pairs:
        if not any(column.extract_name.startswith(f"{one.path}.") for column in found):
            notes.add(meta.line_of("pairs"), of, f"pairs {one.path!r}: no column reads it; write "
                      f"extract_name: {one.path}.KEY.")  # fmt: skip
    return tuple(pairs)


def _one_pairs(meta: Said, path: str, how: Any, of: str, notes: Notes) -> Pairs:
    line = meta.line_of("pairs")
    if not isinstance(how, Said):
        notes.add(line, of, f"pairs {path}: must say {{key: KEY FIELD, value: VALUE FIELD}}.")
        return Pairs(path)
    notes.known(how, ("key", "value"), of, "pairs")
    value = how.get("value", "value")
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    if not isinstance(how.get("key", "key"), str) or not values or (
        not all(isinstance(one, str) for one in values)
    ):  # fmt: skip
        notes.add(how.line, of, f"pairs {path}: key must be a field, value a field or several.")
        return Pairs(path)
    return Pairs(path, how.get("key", "key"), tuple(values))
