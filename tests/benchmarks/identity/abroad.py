"""Families of another country in three departments: its names, addresses, phones and dates.

Two departments keep one record per person, one repeats a third of them. A slip in 6% of names and
streets, gaps in every field, dates in three orders, capitals in a third of the names.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmarks.identity.historical import slipped

COUNTRIES = {
    "Germany": ("de_DE", "{street} {number}"),
    "Italy": ("it_IT", "{street}, {number}"),
    "Netherlands": ("nl_NL", "{street} {number}"),
    "France": ("fr_FR", "{number} {street}"),
    "Poland": ("pl_PL", "{street} {number}"),
    "Spain": ("es_ES", "{street} {number}"),
    "Brazil": ("pt_BR", "{street}, {number}"),
}
# Department → share of people it knows, share of them twice, how it writes a date.
DEPARTMENTS = {"a": (0.9, 0.0, "%d.%m.%Y"), "b": (0.7, 0.0, None), "c": (0.5, 0.3, "%d/%m/%Y")}
SIZES = ((1, 2, 3, 4, 5), (0.30, 0.30, 0.15, 0.18, 0.07))


def write(path: Path, country: str, seed: int, families: int = 1_500) -> Path:
    """Write the records of about `families` families as Parquet, shuffled."""
    rng = np.random.default_rng(seed)
    people = _people(rng, country, seed, families)
    records = pd.concat(
        [_records(rng, people, department, *habits) for department, habits in DEPARTMENTS.items()],
        ignore_index=True,
    )
    records.insert(0, "record_id", [f"R{i}" for i in rng.permutation(len(records))])
    records.sample(frac=1, random_state=seed).to_parquet(path, index=False)
    return path


def _people(rng: np.random.Generator, country: str, seed: int, families: int) -> pd.DataFrame:
    from faker import Faker

    locale, form = COUNTRIES[country]
    fake = Faker(locale)
    fake.seed_instance(seed)
    people: list[dict[str, object]] = []
    for home in range(families):
        surname = fake.last_name()
        place = {
            "line": form.format(street=fake.street_name(), number=rng.integers(1, 250)),
            "unit": str(rng.integers(1, 40)) if rng.random() < 0.2 else None,
            "zip": fake.postcode(),
            "city": fake.city(),
            "household": home,
        }
        for i in range(rng.choice(SIZES[0], p=SIZES[1])):
            first = fake.first_name_female() if i % 2 == 0 else fake.first_name_male()
            last = (
                surname if i == 0 or rng.random() < (0.95 if i > 1 else 0.7) else (fake.last_name())
            )
            years = rng.integers(25, 80) if i < 2 else rng.integers(1, 30)
            mailbox = f"{first}.{last}{rng.integers(1, 99)}".lower().replace(" ", "")
            people.append(place | {
                "person": len(people), "first": first, "last": last,
                "born": pd.Timestamp("2024-01-01")
                - pd.Timedelta(days=int(years * 365 + rng.integers(365))),
                "phone": fake.phone_number(), "email": f"{mailbox}@{fake.free_email_domain()}",
            })  # fmt: skip
    return pd.DataFrame(people)


def _records(
    rng: np.random.Generator, people: pd.DataFrame, department: str, known: float, twice: float,
    date: str | None,
) -> pd.DataFrame:  # fmt: skip
    rows = people[rng.random(len(people)) < known]
    rows = pd.concat([rows, rows[rng.random(len(rows)) < twice]], ignore_index=True)
    n = len(rows)
    for column in ("first", "last", "line", "city"):
        rows[column] = slipped(rng, rows[column], 0.06)
    rows["first"] = rows["first"].where(rng.random(n) > 0.03, rows["first"].str[:1])
    rows["zip"] = slipped(rng, rows["zip"], 0.03)
    rows["born"] = slipped(rng, rows["born"].dt.strftime(date), 0.05) if date else None
    for column, gap in (("phone", 0.4), ("email", 0.4), ("line", 0.02), ("last", 0.02)):
        rows[column] = rows[column].where(rng.random(n) > gap)
    loud = rng.random(n) < 0.3
    for column in ("first", "last"):
        rows[column] = rows[column].where(~loud, rows[column].str.upper())
    return rows.assign(department=department)
