"""A search of every byte for given values: plain, in any case, in base64, packed and decoded.

Files are read as they lie; gzip, zip and workbooks are unpacked, Parquet and DuckDB decoded column
by column. What is found is told by place and number, never by value.
"""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from orchestration import at_rest, sealed
from orchestration.activation import handovers
from orchestration.publishing.snapshot import DATABASE
from orchestration.quoting import quoted
from orchestration.settings import Settings
from orchestration.tabular import xlsx_sheet

_SHORT, _LONG = 5, 8
_CHUNK = 4 << 20
_DEEPEST = 4


@dataclass(frozen=True)
class Found:
    """A place that holds some of the values: `how` it was read, and how many of them it holds."""

    path: Path
    how: str
    values: int


class Needles:
    """Values to look for. Those of fewer than five characters tell nobody and are left out."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = sorted({v.strip().lower() for v in values if len(v.strip()) >= _SHORT})
        folded = {value.encode(): place for place, value in enumerate(self.values)}
        folded |= {value.encode("utf-16-le"): place for place, value in enumerate(self.values)}
        packed: dict[bytes, int] = {}
        for place, value in enumerate(self.values):
            for text in {value, value.upper(), value.title(), *_originals(values, value)}:
                packed |= dict.fromkeys(_base64(text.encode()), place)
        self._folded, self._packed = _Index(folded), _Index(packed)

    def within(self, content: bytes) -> set[int]:
        """Which values some bytes hold, by their place in `values`."""
        folded = content.lower()
        found = self._folded.within(folded)
        if not content.isascii():
            found |= self._folded.within(content.decode("utf-8", "ignore").lower().encode())
        return found | self._packed.within(content)


def _originals(values: Iterable[str], lowered: str) -> Iterator[str]:
    yield from (v.strip() for v in values if v.strip().lower() == lowered)


def _base64(value: bytes) -> Iterator[bytes]:
    """What base64 makes of a value wherever in a text it stands, whole characters of it only."""
    for offset in range(3):
        padded = base64.b64encode(b"\0" * offset + value)
        start = (0, 2, 3)[offset]
        end = len(padded.rstrip(b"=")) - (0 if (len(value) + offset) % 3 == 0 else 1)
        if end - start >= _LONG:
            yield padded[start:end]


class _Index:
    """Byte strings by their first bytes, looked for in one pass over a text."""

    def __init__(self, strings: dict[bytes, int]) -> None:
        self._groups = []
        for width, wanted in (
            (_LONG, {s: p for s, p in strings.items() if len(s) >= _LONG}),
            (_SHORT, {s: p for s, p in strings.items() if _SHORT <= len(s) < _LONG}),
        ):
            heads: dict[int, list[tuple[bytes, int]]] = {}
            for string, place in wanted.items():
                heads.setdefault(int.from_bytes(string[:width], "little"), []).append(
                    (string, place)
                )
            if heads:
                keys = np.array(sorted(heads), dtype=np.uint64)
                self._groups.append((width, keys, heads))

    def within(self, content: bytes) -> set[int]:
        found: set[int] = set()
        for width, keys, heads in self._groups:
            for at, head in _positions(content, width, keys):
                for string, place in heads[head]:
                    if content.startswith(string, at):
                        found.add(place)
        return found


def _positions(
    content: bytes, width: int, keys: npt.NDArray[np.uint64]
) -> Iterator[tuple[int, int]]:
    """Where `width` bytes of a text are one of the keys: (position, key).

    Two bytes are looked up in a table first; few positions are left to be compared whole.
    """
    mask = np.uint64((1 << 8 * width) - 1)
    likely = np.zeros(1 << 16, dtype=np.bool_)
    likely[(keys & np.uint64(0xFFFF)).astype(np.int64)] = True
    for start in range(0, len(content), _CHUNK):
        part = content[start : start + _CHUNK + _LONG - 1]
        part += b"\0" * (2 * _LONG)
        for offset in range(_LONG):
            heads = np.frombuffer(part, "<u8", (len(part) - offset) // 8, offset) & mask
            places = np.flatnonzero(likely[(heads & np.uint64(0xFFFF)).astype(np.int64)])
            left = heads[places]
            nearest = np.searchsorted(keys, left).clip(max=len(keys) - 1)
            for at in places[keys[nearest] == left]:
                yield start + offset + 8 * int(at), int(heads[at])


def folders(settings: Settings) -> tuple[Path, ...]:
    """Everything the product writes to, what is delivered, and what was handed over."""
    written = (settings.build, settings.archive, settings.published, settings.extracts)
    decisions = (settings.decisions,) if settings.decisions.is_file() else ()
    return tuple(dict.fromkeys((*written, *decisions, *handovers.files(settings))))


def search(places: Iterable[Path], needles: Needles) -> tuple[Found, ...]:
    """Every file under `places` that holds a value, and how it holds it. Links are not followed."""
    found: list[Found] = []
    for path in files(places):
        for how, content in contents(path):
            if held := needles.within(content):
                found.append(Found(path, how, len(held)))
    return tuple(found)


def files(places: Iterable[Path]) -> Iterator[Path]:
    """Every file under `places`. Links are not followed."""
    for place in places:
        if place.is_file():
            yield place
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                yield path


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """(how it was read, bytes) of a file in every form that can be made of it, decrypted too.

    Raises AtRestError where it is one of ours and the key that is set does not open it: what
    cannot be searched is not said to hold nobody.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return
    yield "name", path.name.encode("utf-8", "surrogateescape")
    yield "bytes", raw
    try:
        held = sealed.readable(path)
    except sealed.DamagedError:
        return
    try:
        if held != path:
            raw = held.read_bytes()
            yield "decrypted", raw
        yield from _unpacked(raw, "", 0)
        if raw[:4] in (b"PAR1", b"PARE"):
            yield from _decoded(held)
        elif raw[8:12] == b"DUCK":
            yield from _tables(held)
    finally:
        if held != path:
            sealed.let_go(path)


def is_packed(raw: bytes) -> bool:
    """Whether the bytes of a file tell nothing until they are unpacked or decoded."""
    return (
        raw[:2] == b"\x1f\x8b"
        or raw[:4] in (b"PAR1", b"PARE", b"PK\x03\x04")
        or raw[8:12] == b"DUCK"
    )


def _unpacked(raw: bytes, how: str, depth: int) -> Iterator[tuple[str, bytes]]:
    inner: list[bytes] = []
    try:
        if raw[:2] == b"\x1f\x8b":
            inner = [gzip.decompress(raw)]
        elif raw[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                inner = [book.read(name) for name in book.namelist()]
    except xlsx_sheet.UNSOUND:
        return
    for content in inner:
        yield f"{how}unpacked", content
        if depth < _DEEPEST:
            yield from _unpacked(content, f"{how}unpacked ", depth + 1)


def _decoded(path: Path) -> Iterator[tuple[str, bytes]]:
    with at_rest.connect() as connection:
        try:
            relation = at_rest.from_parquet(connection, path)
            described = connection.execute(f"describe select * from {relation}").fetchall()
            for row in described:
                yield f"decoded {row[0]}", _column(connection, relation, str(row[0]))
        except duckdb.Error:
            return


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        connection = at_rest.connect(path, read_only=True)
    except duckdb.Error:
        return
    except at_rest.AtRestError:
        if path.name == DATABASE:
            raise
        return  # somebody delivered it
    with connection:
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "join duckdb_tables() using (database_name, schema_name, table_name) "
            "where not duckdb_columns.internal order by all"
        ).fetchall():
            relation = f"{quoted(schema)}.{quoted(table)}"
            try:
                yield f"{schema}.{table}.{column}", _column(connection, relation, column)
            except duckdb.Error:
                continue


def _column(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> bytes:
    """Every different value of a column as text, a line each."""
    rows = connection.execute(
        f"select distinct cast({quoted(column)} as varchar) from {relation}"
    ).fetchall()
    return "\n".join(str(value) for (value,) in rows if value is not None).encode(
        "utf-8", "surrogateescape"
    )
