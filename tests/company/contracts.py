"""A right contract of one table, to be made wrong in one thing after the other."""

from __future__ import annotations

from pathlib import Path

from orchestration.company import reading
from orchestration.company.contract import Department, Mistake

RIGHT = """\
version: 2

sources:
  - name: raw_kiosk
    description: A kiosk at the station.
    config: {meta: {department: kiosk, owner: Retail, record_ids: [buyer]}}
    tables:
      - name: sales
        description: One row per sale.
        config:
          meta:
            extract: "sales_*.csv"
            format: csv
            delimiter: ";"
            encoding: cp1252
            key: [sale_id]
            load: append
            extra_columns: keep
            event_time: sold_at
            freshness_hours: 30
        columns:
          - {name: sale_id, data_type: varchar, config: {meta: {extract_name: No, required: true}}}
          - {name: buyer, data_type: varchar, config: {meta: {extract_name: Card}}}
          - {name: sold_at, data_type: timestamp, config: {meta: {extract_name: When}}}
          - {name: price, data_type: "decimal(8,2)", config: {meta: {extract_name: Price}}}
"""


def read(folder: Path, text: str) -> Department:
    """The department of a contract with this text, with its mistakes."""
    path = folder / "_kiosk.yml"
    path.write_text(text, encoding="utf-8")
    return reading.read_as_far_as_possible(path)


def mistakes(folder: Path, *changes: tuple[str, str]) -> tuple[Mistake, ...]:
    """The mistakes of the right contract after these replacements, each of one place."""
    text = RIGHT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return read(folder, text).mistakes
