"""The sample company: what it promises about its files, its truth and its determinism."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration import extensions
from orchestration.company.departments import Extract, extracts
from orchestration.sample import SampleParameters, SampleSummary, simulate

PEOPLE = 2_000


@dataclass(frozen=True)
class Sample:
    extracts: Path
    truth: Path
    summary: SampleSummary
    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query).fetchall()

    def pairs(self, query: str) -> list[tuple[str, float]]:
        return [
            (str(name), float(number)) for name, number in self.connection.execute(query).fetchall()
        ]

    def value(self, query: str) -> float:
        return float(self.rows(query)[0][0])  # type: ignore[arg-type]


def make(folder: Path, **changes: object) -> tuple[Path, Path, SampleSummary]:
    parameters = SampleParameters(**{"people": PEOPLE, "seed": 3, **changes})  # type: ignore[arg-type]
    summary = simulate(parameters, folder / "extracts", folder / "truth")
    return folder / "extracts", folder / "truth", summary


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """One sample with every table of truth as a view of its own name."""
    files, truth, summary = make(tmp_path_factory.mktemp("sample"))
    with duckdb.connect() as connection:
        for table in truth.glob("*.parquet"):
            connection.execute(f"create view {table.stem} as from '{table}'")
        yield Sample(files, truth, summary, connection)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def header(extract: Extract, path: Path) -> list[str]:
    """The field names in the first record of a delivered file, dotted for nested JSON."""
    if extract.format == "csv":
        raw = gzip.decompress(path.read_bytes()) if extract.compression else path.read_bytes()
        lines = io.StringIO(raw.decode(extract.encoding))
        return next(csv.reader(lines, delimiter=extract.delimiter))
    if extract.format == "jsonl":
        with path.open(encoding="utf-8") as records:
            return list(paths(json.loads(next(records))))
    with duckdb.connect() as connection:
        extensions.load(connection, "excel")
        reader = "read_xlsx" if extract.format == "xlsx" else "read_parquet"
        return connection.sql(f"select * from {reader}('{path}') limit 0").columns


def paths(value: object, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{prefix}.{name}" if prefix else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, f"{prefix}.{place}")
    else:
        yield prefix


def test_the_same_parameters_write_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    files, truth, _ = make(tmp_path)
    assert contents(files) == contents(sample.extracts)
    assert contents(truth) == contents(sample.truth)


def test_another_seed_writes_other_people(sample: Sample, tmp_path: Path) -> None:
    _, truth, _ = make(tmp_path, seed=4)
    same = sample.value(
        f"select count(*) from '{truth}/people.parquet' p join people q using (person_id) "
        "where p.given_name = q.given_name and p.family_name = q.family_name"
    )
    assert same < 0.02 * PEOPLE


def test_the_parts_in_which_the_world_is_simulated_leave_no_trace(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.sample.steps.BLOCKS_AT_A_TIME", 1)
    files, truth, _ = make(tmp_path)
    assert contents(files) == contents(sample.extracts)
    assert contents(truth) == contents(sample.truth)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("people", 49),
        ("people", 4_000_001),
        ("seed", -1),
        ("months", 5),
        ("months", 121),
        ("guest_only_share", 1.01),
        ("gift_share", -0.01),
        ("orders_per_year", float("nan")),
    ],
)
def test_a_parameter_just_out_of_range_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(ValueError, match=field):
        SampleParameters(**{field: value})  # type: ignore[arg-type]


def test_thirty_six_months_to_the_end_of_october_start_in_november() -> None:
    assert SampleParameters(months=36, until=date(2026, 10, 31)).start == date(2023, 11, 1)
    assert SampleParameters(months=12, until=date(2026, 12, 31)).start == date(2026, 1, 1)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "mine.csv").write_text("kept")
    with pytest.raises(ValueError, match="not an empty folder"):
        make(tmp_path)
    assert (tmp_path / "extracts" / "mine.csv").read_text() == "kept"


@pytest.mark.parametrize("extract", extracts(), ids=lambda extract: extract.name)
def test_every_file_has_the_contracted_header_in_order(sample: Sample, extract: Extract) -> None:
    files = sorted((sample.extracts / extract.department).glob(extract.pattern))
    assert files
    assert sample.summary.rows[f"{extract.department}.{extract.table}"] > 0
    wanted = [column.extract_name for column in extract.columns]
    for path in files:
        names = header(extract, path)
        if extract.format == "jsonl":
            assert set(names) <= set(wanted) | {"phones"}
        else:
            assert names == wanted


def test_delivery_writes_cp1252_with_semicolons_and_day_first_dates(sample: Sample) -> None:
    texts = [
        path.read_bytes().decode("cp1252")
        for path in (sample.extracts / "delivery").glob("consignments_*.csv")
    ]
    days = [line.split(";")[-3] for text in texts for line in text.splitlines()[1:]]
    assert any(int(day[:2]) > 12 for day in days)
    assert all(day[2] == day[5] == "/" for day in days)


def test_truth_covers_every_source_record_once(sample: Sample) -> None:
    counts = dict(sample.pairs("select department, count(*) from records group by 1"))
    rows = sample.summary.rows
    guests = sample.value("select count(*) from records where source_record_id like 'SO-%'")
    organisations = sample.value("select count(*) from organisations")
    joint = sample.value("select count(*) from joint_records")
    assert counts["crm"] == rows["crm.contacts"] - organisations
    assert counts["service"] == rows["service.customers"]
    assert counts["delivery"] == rows["delivery.consignments"] - joint
    assert counts["survey"] == rows["survey.invitations"]
    assert counts["marketing"] == rows["marketing.prospects"]
    assert counts["insurance"] == rows["insurance.policies"] + rows["insurance.drivers"]
    assert counts["shop"] == rows["shop.accounts"] + guests
    assert (
        sample.value(
            "select count(*) - count(distinct (department, source_record_id)) from records"
        )
        == 0
    )


def test_no_number_in_an_id_gives_a_person_away_in_two_departments(sample: Sample) -> None:
    assert (
        sample.value(
            "select count(*) - count(distinct source_record_id[4:]) from records "
            "where source_record_id[3] = '-'"
        )
        == 0
    )


def test_nobody_lives_in_two_homes_on_one_day(sample: Sample) -> None:
    overlaps = sample.value(
        "select count(*) from residences a join residences b on a.person_id = b.person_id "
        "and a.valid_from < b.valid_from and coalesce(a.valid_to, '9999-12-31') > b.valid_from"
    )
    assert overlaps == 0
    assert (
        sample.value("select count(distinct person_id) from residences where valid_to is null")
        == PEOPLE
    )


def test_nothing_is_dated_after_the_last_day(sample: Sample) -> None:
    until = SampleParameters().until
    for table, day in (
        ("purchases", "purchased_on"),
        ("lifecycle", "on_date"),
        ("retold", "ended_at::date"),
        ("journeys", "started_at::date"),
        ("consent_breaches", "sent_at::date"),
    ):
        assert sample.rows(f"select max({day}) <= date '{until}' from {table}") == [(True,)], table


def test_lost_comes_only_after_new_and_reactivated_only_after_lost(sample: Sample) -> None:
    disorder = sample.value(
        "select count(*) from (select *, lag(event) over (partition by person_id, line_of_business "
        "order by on_date, if(event = 'lost', 0, 1)) as before from lifecycle) "
        "where (event = 'new') <> (before is null) "
        "or event = 'reactivated' and before <> 'lost' or event = 'lost' and before = 'lost'"
    )
    assert disorder == 0


def test_every_planted_situation_occurs(sample: Sample) -> None:
    rules = {row[0] for row in sample.rows("select rule from conflicts")}
    assert rules >= {
        "offer_cancellation", "offer_arrears", "offer_complaint", "win_back_active",
        "cross_sell_owned", "two_prices",
    }  # fmt: skip
    for situation in (
        "people where married_name is not null",
        "people where is_namesake",
        "people where is_shared_email",
        "people where phone_from_person_id is not null",
        "residences where hides_unit",
        "residences where household_type = 'group_quarters'",
        "residences where household_type = 'shared'",
        "consent_breaches",
        "retold where times_retold > 0",
        "lifecycle where ended_by = 'company'",
        "journeys where goal = 'claim' and outcome = 'abandoned'",
        "journeys where goal = 'leave' and outcome = 'saved'",
        "joint_records where person_id <> also_person_id",
        "organisations",
        "staff where organisation_id <> person_id",
        "reused_numbers where person_id <> other_person_id",
        "undated_answers",
        "unknown_words",
        "unknown_words where feed = 'purchases'",
        "credit_notes where amount_gbp > 0",
    ):
        assert sample.value(f"select count(*) from {situation}") > 0, situation


def test_a_rate_of_nought_switches_its_situation_off(tmp_path: Path) -> None:
    _, truth, summary = make(
        tmp_path, people=400, claims_per_term=0.0, failed_delivery_share=0.0, breach_rate=0.0
    )
    assert summary.rows["insurance.claims"] == 0
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select count(*) from '{truth}/journeys.parquet' "
            "where first_problem_step = 'delivery_failed'"
        ).fetchall()
        assert found == [(0,)]


def test_planted_rates_are_met_within_their_sampling_error(sample: Sample) -> None:
    orders = f"read_csv('{sample.extracts}/shop/orders_*.csv.gz', header = true)"
    cancelled = sample.value(f"select avg((status = 'cancelled')::int) from {orders}")
    assert cancelled == pytest.approx(SampleParameters().cancelled_share, abs=0.012)
    scans = (
        f"read_csv('{sample.extracts}/delivery/status_events_*.csv', delim = ';', header = true)"
    )
    failed = sample.value(
        f"select count(*) filter (Status = 'FAILED') / count(distinct Consignment) from {scans}"
    )
    assert failed == pytest.approx(SampleParameters().failed_delivery_share, abs=0.015)


def test_the_mildly_happy_answer_less_often_than_the_angry_and_the_delighted(
    sample: Sample,
) -> None:
    rate = dict(
        sample.pairs(
            "select case when recommend <= 4 then 'angry' when recommend >= 10 then 'delighted' "
            "when recommend between 7 and 8 then 'mild' else 'other' end, avg(responded::int) "
            "from opinions group by 1"
        )
    )
    assert rate["angry"] > 1.5 * rate["mild"]
    assert rate["delighted"] > rate["mild"]


def test_a_holdout_is_never_the_cause_of_an_order(sample: Sample) -> None:
    treated = sample.rows("select treated, held_out, true_uplift from actions")
    assert treated
    assert all(uplift >= 0 and kept > 0 for _, kept, uplift in treated)  # type: ignore[operator]
