"""What is published, from whose deliveries it is computed, and the record of processing."""

from __future__ import annotations

from orchestration.serving.answers import Answer, NothingFoundError
from orchestration.serving.seeing import Seen

_LINEAGE, _PROCESSING = "column_lineage", "processing_record"


def marts(seen: Seen) -> Answer:
    """Every mart: what one row of it is, how many there are."""
    return Answer({"marts": seen.rows("marts")}, ())


def mart(seen: Seen, name: str) -> Answer:
    """One mart: its columns, what they mean and whose deliveries they are computed from."""
    known = {row["mart"]: row for row in seen.rows("marts")}
    if name not in known:
        raise NothingFoundError("There is no such mart.")
    # A build of an earlier version holds no lineage.
    traced = seen.rows("mart_origins", mart=name) if _LINEAGE in known else []
    origins = {row["column_name"]: row for row in traced}
    columns = [
        {"origins": 0, "departments": None, **origins.get(row["column_name"], {}), **row}
        for row in seen.rows("mart_columns", mart=name)
    ]
    return Answer({**known[name], "columns": columns}, (name, *([_LINEAGE] if traced else [])))


def column(seen: Seen, of_mart: str, name: str) -> Answer:
    """One column of a mart: each delivered column and each rule that it is computed from."""
    said = mart(seen, of_mart)
    found = [row for row in said.data["columns"] if row["column_name"] == name]
    if not found:
        raise NothingFoundError("There is no such column.")
    traced = _LINEAGE in said.marts
    origins = seen.rows("column_origins", mart=of_mart, column_name=name) if traced else []
    return Answer({**found[0], "mart": of_mart, "comes_from": origins}, said.marts)


def processing(seen: Seen) -> Answer:
    """The record of processing: what of whom, for what, how long, and who gets it."""
    if all(row["mart"] != _PROCESSING for row in seen.rows("marts")):
        raise NothingFoundError("This build holds no record of processing. The next one will.")
    return Answer({"tables": seen.rows("processing")}, (_PROCESSING,))
