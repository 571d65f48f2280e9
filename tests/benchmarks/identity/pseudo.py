"""pseudopeople's town as departments: census, payroll, tax returns, benefits or social security.

Dates stay as each extract writes them, post boxes and unit numbers stay in place. Only the noise
depends on the seed: the town is the one that the package ships.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

_COLUMNS = (
    "department", "record_id", "first", "middle", "last", "born", "ssn", "line_1", "line_2",
    "unit", "city", "zip", "person", "household",
)  # fmt: skip


EXTRACTS = {
    "census": ("decennial_census", ""),
    "payroll": ("taxes_w2_and_1099", "mailing_address_"),
    "tax": ("taxes_1040", "mailing_address_"),
    "benefits": ("women_infants_and_children", ""),
    "security": ("social_security", ""),
}
USUAL = ("census", "payroll", "tax", "benefits")


def write(path: Path, seed: int, noise: float = 1.0, departments: tuple[str, ...] = USUAL) -> Path:
    """Write the town as Parquet; `noise` multiplies every probability of the default noise.

    `household` is null where the census calls most of its people's homes group quarters.
    """
    import pseudopeople as pp

    parts = []
    for department in departments:
        name, address = EXTRACTS[department]
        config = _noise(pp, name, noise)
        year = {} if name == "social_security" else {"year": 2020}
        frame = getattr(pp, f"generate_{name}")(seed=seed, config=config, **year)
        parts.append(_records(frame, department, address))
    town = pd.concat(parts, ignore_index=True)
    shared = town.groupby("household")["is_shared"].mean()
    crowds = shared.index[shared > 0.5]
    town.loc[town["household"].isin(crowds), "household"] = None
    town = town.sample(frac=1, random_state=seed)
    town[list(_COLUMNS)].to_parquet(path, index=False)
    return path


def _noise(pp: Any, name: str, factor: float) -> dict[str, Any] | None:
    if factor == 1.0:
        return None

    def scaled(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        return {
            key: min(1.0, value * factor)
            if key in ("cell_probability", "row_probability") and isinstance(value, int | float)
            else scaled(value)
            for key, value in node.items()
        }

    config: dict[str, Any] = {name: scaled(pp.get_config()[name])}
    return config


def _records(frame: pd.DataFrame, department: str, address: str) -> pd.DataFrame:
    def column(name: str) -> Any:
        found = frame[name] if name in frame else pd.Series(None, index=frame.index)
        return found.astype("string")

    street = (
        column(f"{address}street_number").fillna("")
        + " "
        + column(f"{address}street_name").fillna("")
    ).str.strip()
    box = column(f"{address}po_box")
    return pd.DataFrame(
        {
            "department": department,
            "record_id": [f"{department}{i}" for i in range(len(frame))],
            "first": column("first_name"),
            "middle": column("middle_initial").fillna(column("middle_name")),
            "last": column("last_name"),
            "born": column("date_of_birth"),
            "ssn": column("ssn"),
            "line_1": street.where(street != "", "PO Box " + box),
            "line_2": pd.Series(None, index=frame.index, dtype="string"),
            "unit": column(f"{address}unit_number"),
            "city": column(f"{address}city"),
            "zip": column(f"{address}zipcode"),
            "person": column("simulant_id"),
            "household": column("household_id"),
            "is_shared": column("housing_type").ne("Household").astype("Float64"),
        }
    )
