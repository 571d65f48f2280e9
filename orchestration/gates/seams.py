"""Which tables are gated, and where: derived from the contracts and the dbt manifest.

Publishing asks for a passed gate on every one of them, so leaving one out of a run's selection
does not help anybody to publish.
"""

from __future__ import annotations

from typing import Any

from orchestration import dbt, departments

RECORDS = "conformed.customer_records"


def seams(manifest: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Seam name to the tables gated there, in the order in which a run reaches them."""
    return {
        "raw": tuple(extract.name for extract in departments.extracts()),
        "records": (RECORDS,),
        "identity": dbt.source_tables(manifest, "identity"),
        "conformed": tuple(t for t in dbt.models(manifest, "conformed") if t != RECORDS),
        "marts": dbt.models(manifest, "marts"),
    }
