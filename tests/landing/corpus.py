"""What every nasty file is to become, and the pieces such files are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

HEADER = "Id,Name,Seen,Visits,Spend\n"


def row(number: int) -> str:
    return f"p{number},Name {number},2024-01-{number:02d} 10:00:00,{number},{number}.50\n"


ROWS = "".join(row(number) for number in (1, 2, 3))
GOOD = HEADER + ROWS


@dataclass(frozen=True)
class Case:
    """One delivered file and its fate: status, counts (in, loaded, rejected), words of the reason.

    `contract` changes the contract; `sees` is a query on the raw table and `finds` its answer.
    """

    title: str
    content: bytes
    status: str
    counts: tuple[int, int, int] = (0, 0, 0)
    says: str = ""
    name: str = "people_2024-01-31.csv"
    contract: dict[str, Any] = field(default_factory=dict)
    sees: str = ""
    finds: Any = None


def loaded(title: str, content: bytes | str, records: int = 3, **more: Any) -> Case:
    return Case(title, _bytes(content), "loaded", (records, records, 0), **more)


def partly(title: str, content: bytes | str, counts: tuple[int, int], **more: Any) -> Case:
    good, bad = counts
    return Case(title, _bytes(content), "partly_loaded", (good + bad, good, bad), **more)


def refused(title: str, content: bytes | str, says: str, records: int = 0, **more: Any) -> Case:
    return Case(title, _bytes(content), "quarantined", (records, 0, records), says, **more)


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content
