"""Persons of history as one source: many records each, names, birth dates and places, no contacts.

The shape of the well-known 50,000 historical persons, which cannot be shipped: titles and epithets
in the full name, nicknames and initials, birth dates known to the year only and written as the
first of January, postcodes near the birthplace, a good many values missing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from orchestration.settings import PROJECT

LISTS = PROJECT / "orchestration" / "sample" / "lists"
TITLES = np.array(["sir ", "lord ", "rev. ", "dr ", "lady ", "captain "])
RANKS = np.array([", 1st baronet", ", 2nd baron {}", ", 3rd earl of {}", " of {}", ", esq."])
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def write(path: Path, seed: int, people: int = 5_000, mean_records: float = 10.0) -> Path:
    """Write about `people` times `mean_records` records as CSV, shuffled."""
    rng = np.random.default_rng(seed)
    given, family, towns = _names("given_names"), _names("family_names"), _towns(rng)
    house = rng.integers(0, people * 2 // 5, people)  # kin share surname and birthplace
    who = pd.DataFrame(
        {
            "given": _zipf(rng, given, people, 1.0),
            "middle": np.where(rng.random(people) < 0.4, _zipf(rng, given, people, 0.8), ""),
            "family": _zipf(rng, family, people, 0.5)[house],
            "town": rng.choice(len(towns), people, p=_shares(len(towns), 0.9))[house],
            "title": np.where(rng.random(people) < 0.25, rng.choice(TITLES, people), ""),
            "rank": np.where(rng.random(people) < 0.15, rng.choice(RANKS, people), ""),
            "born": _birth_days(rng, people),
        }
    )
    counts = np.minimum(1 + rng.geometric(1 / (mean_records - 1), people), 40)
    rows = who.loc[np.repeat(np.arange(people), counts)].reset_index(names="person")
    made = _records(rng, rows, towns)
    made.insert(0, "unique_id", [f"H{i}" for i in rng.permutation(len(made))])
    made.sample(frac=1, random_state=seed).to_csv(path, index=False)
    return path


def _records(rng: np.random.Generator, rows: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    n = len(rows)
    place = towns["town"].to_numpy()[rows["town"]]
    short = pd.read_csv(LISTS / "nicknames.csv").assign(name=lambda d: d["name"].str.lower())
    nickname = short.groupby("name")["nickname"].first().str.lower()
    given = rows["given"].where(rng.random(n) > 0.12, rows["given"].map(nickname))
    given = given.fillna(rows["given"])
    given = given.where(rng.random(n) > 0.08, given.str[:1] + ".")
    given = slipped(rng, given, 0.08)
    family = rows["family"].where(rng.random(n) > 0.06, np.where(rows["rank"] != "", place, ""))
    family = slipped(rng, family.where(family != "", rows["family"]), 0.10)
    middle = rows["middle"].where(rng.random(n) < 0.5, "")
    middle = middle.where((rng.random(n) < 0.7) | (middle == ""), middle.str[:1] + ".")
    rank = np.array([r.format(p) for r, p in zip(rows["rank"], place, strict=True)], dtype=object)
    full = rows["title"].where(rng.random(n) < 0.6, "") + given + " " + middle + " " + family
    full = full.str.replace("  ", " ") + np.where(rng.random(n) < 0.6, rank, "")
    born = rows["born"] + pd.to_timedelta(
        np.where(rng.random(n) < 0.18, rng.integers(-40, 41, n), 0), unit="D"
    )
    to_year = rng.random(n) < 0.10
    text = born.dt.strftime("%Y-%m-%d").where(~to_year, born.dt.strftime("%Y-01-01"))
    codes = towns["postcodes"].to_numpy()[rows["town"]]
    own = rows["person"].to_numpy() % 7
    nearby = np.where(rng.random(n) < 0.3, rng.integers(0, 12, n), own)
    code = np.array([c[i] for c, i in zip(codes, nearby, strict=True)], dtype=object)
    gone = {name: rng.random(n) for name in ("given", "family", "born", "place", "code")}
    return pd.DataFrame(
        {
            "person": "Q" + (rows["person"] * 7919 % 1_000_003).astype(str),
            "full_name": full,
            "first_name": given.where(gone["given"] > 0.02),
            "surname": family.where(gone["family"] > 0.02),
            "dob": text.where(gone["born"] > 0.06),
            "birth_place": pd.Series(place, dtype=object).where(gone["place"] > 0.10),
            "postcode_fake": pd.Series(code, dtype=object).where(gone["code"] > 0.10),
        }
    )


def slipped(rng: np.random.Generator, values: pd.Series, share: float) -> pd.Series:
    """One letter replaced, dropped or doubled in a `share` of the values."""
    hit = np.flatnonzero((rng.random(len(values)) < share) & (values.str.len() > 3).to_numpy())
    made = values.to_numpy(dtype=object).copy()
    kinds, letters = rng.integers(0, 3, len(hit)), rng.choice(LETTERS, len(hit))
    for i, kind, letter in zip(hit, kinds, letters, strict=True):
        at = int(rng.integers(1, len(made[i])))
        middle = ("", letter, made[i][at] * 2)[kind]
        made[i] = made[i][:at] + middle + made[i][at + 1 :]
    return pd.Series(made, index=values.index)


def _names(kind: str) -> np.ndarray:
    return pd.read_csv(LISTS / f"{kind}.csv")["name"].str.lower().drop_duplicates().to_numpy()


def _towns(rng: np.random.Generator) -> pd.DataFrame:
    towns = pd.read_csv(LISTS / "towns.csv").drop_duplicates("town").reset_index(drop=True)
    towns["town"] = towns["town"].str.lower()
    towns["postcodes"] = [
        [
            f"{area}{first} {rng.integers(1, 10)}{''.join(rng.choice(LETTERS, 2))}".lower()
            for _ in range(12)
        ]
        for area, first in zip(towns["area"], towns["first_district"], strict=True)
    ]
    return towns


def _birth_days(rng: np.random.Generator, people: int) -> pd.Series:
    year = np.clip(rng.normal(1840, 60, people), 1600, 1960).astype(int)
    start = pd.to_datetime(pd.Series(year.astype(str)) + "-01-01").astype("datetime64[s]")
    shift = np.where(rng.random(people) < 0.15, 0, rng.integers(0, 365, people))
    return start + pd.to_timedelta(shift, unit="D")


def _zipf(rng: np.random.Generator, names: np.ndarray, count: int, power: float) -> np.ndarray:
    return rng.choice(rng.permutation(names), count, p=_shares(len(names), power))


def _shares(count: int, power: float) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()
