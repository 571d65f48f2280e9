"""Public transactions as installed packages ship them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import duckdb


def shipped(package: str, file: str) -> Path:
    """A data file inside an installed package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing; make .venv/benchmarks installs it.")
    return Path(spec.origin).parent / file


def sample_of_cdnow() -> duckdb.DuckDBPyConnection:
    """The 2,357 customers of the paper, free purchases included."""
    connection, file = duckdb.connect(), shipped("lifetimes", "datasets/CDNOW_sample.txt")
    connection.execute(
        f"""
        create schema conformed;
        create table conformed.purchases as
        select words[2] as customer_id, 'order' as kind,
            strptime(words[3], '%Y%m%d')::date as purchased_on,
            words[5]::decimal(18, 2) as margin
        from (
            select regexp_split_to_array(trim(line), '\\s+') as words
            from read_csv('{file}', columns = {{'line': 'varchar'}}, header = false, delim = '\\0')
        )
        """
    )
    return connection
