"""What the ledger knows of one extract, indexed: every delivery is compared with all before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.company.departments import Extract
from orchestration.landing import ledger, modes
from orchestration.landing.receipts import Receipt


@dataclass(frozen=True)
class Known:
    """The receipts of one extract in the order of landing, and where to find one among many.

    `versions` is the receipt that stands under each name; `last` the highest sequence so far.
    """

    receipts: Sequence[Receipt]
    by_content: dict[str, list[Receipt]]
    by_name: dict[str, list[Receipt]]
    versions: dict[str, Receipt]
    file_ids: frozenset[str]
    last: int


def known(connection: duckdb.DuckDBPyConnection, extract: Extract) -> Known:
    """Read and index the receipts of one extract."""
    return indexed(ledger.receipts(connection, extract))


def indexed(receipts: Iterable[Receipt]) -> Known:
    """Index receipts, in the order they are given."""
    listed = tuple(receipts)
    by_content: dict[str, list[Receipt]] = {}
    by_name: dict[str, list[Receipt]] = {}
    for receipt in listed:
        by_content.setdefault(receipt.sha256, []).append(receipt)
        by_name.setdefault(receipt.file_name, []).append(receipt)
    return Known(
        listed,
        by_content,
        by_name,
        modes.current(listed),
        frozenset(receipt.file_id for receipt in listed),
        max((receipt.sequence for receipt in listed), default=0),
    )
