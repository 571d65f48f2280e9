"""Companies that nobody has seen before move in by `init`, `onboard`, `check` and `run` alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.company import founding, provided
from orchestration.company.contract import Extract
from orchestration.onboarding import department as onboarding
from orchestration.onboarding.department import Onboarded
from tests.adopt.newcomers import (
    CLINIC,
    GYM,
    MAIL_ORDER,
    MEMBERS,
    STATES,
    THEATRE,
    UTILITY,
    Newcomer,
    term,
)
from tests.adopt.test_department import HERE
from tests.company.onboarded import given
from tests.conftest import settings_in
from tests.test_cli import customer360


def moved_in(newcomer: Newcomer, folder: Path) -> Onboarded:
    """The company's folder with its department as onboarding proposes it, nothing changed."""
    company = folder / "company"
    founding.make(company, newcomer.profile)
    files = company / "extracts" / newcomer.department
    newcomer.deliver(files)
    settings = replace(settings_in(folder, company=company), extracts=company / "extracts")
    return onboarding.onboard(files, settings)


def tables(done: Onboarded) -> dict[str, Extract]:
    return {extract.pattern.partition(".")[0]: extract for extract in done.department.extracts}


@pytest.mark.parametrize(
    ("newcomer", "feeds"),
    [
        (GYM, {"people", "contracts", "purchases", "cases", "consents"}),
        (MAIL_ORDER, {"people", "purchases", "purchase_lines", "cases", "consents"}),
        (UTILITY, {"people", "contracts", "purchases", "interactions", "consents"}),
        (THEATRE, {"people", "purchases", "consents"}),
    ],
    ids=["gym", "mail_order", "utility", "theatre"],
)
def test_what_is_proposed_needs_no_mending(
    newcomer: Newcomer, feeds: set[str], tmp_path: Path
) -> None:
    done = moved_in(newcomer, tmp_path)
    assert set(done.feeds) == feeds
    assert done.department.mistakes == ()
    # No word is unknown, no file would be refused, no record rejected.
    assert [finding.words for _, finding in done.findings] == []


def test_the_gyms_fees_and_consents_are_read(tmp_path: Path) -> None:
    done = moved_in(GYM, tmp_path)
    found = tables(done)
    assert given(found["abbonamenti"])["contracts"]["annual_amount"] == "amount_of_term"
    assert given(found["iscritti"])["consents"]["answer"] == "consenso_marketing"
    assert [said for said in done.unknown if "consenso_privacy is an answer" in said]
    assert {e.encoding for e in found.values()} <= {"cp1252", "utf-8"}


def test_the_mail_orders_letters_amounts_and_days_are_read(tmp_path: Path) -> None:
    found = tables(moved_in(MAIL_ORDER, tmp_path))
    assert (found["顧客一覧"].encoding, found["注文_*"].encoding) == ("cp932", "utf-8")
    columns = {c.extract_name: c for e in found.values() for c in e.columns}
    assert columns["登録日"].format == "%Y年%m月%d日"
    assert columns["合計金額"].reading.currency == "JPY"
    assert columns["郵便番号"].reading.strip == "〒"
    assert given(found["クレーム"])["cases"]["is_complaint"] == "true"


def test_the_utilitys_months_come_first_and_firms_keep_their_names(tmp_path: Path) -> None:
    found = tables(moved_in(UTILITY, tmp_path))
    forms = {c.format for e in found.values() for c in e.columns if c.format}
    assert forms == {"%m/%d/%Y"}
    people = given(found["accounts"])["people"]
    assert (people["family_name"], people["full_name"]) == ("last_name", "name_of_firm")
    assert given(found["accounts"])["consents"]["answer"] == "do_not_email_means"


def test_the_theatres_people_have_their_number_and_its_gifts_their_line(tmp_path: Path) -> None:
    found = tables(moved_in(THEATRE, tmp_path))
    # A telephone that nobody shares is still no number of a person.
    assert found["spectateurs"].key == ("n_spectateur",)
    sales, gifts = given(found["ventes_*"]), given(found["dons_*"])
    assert {one["purchases"]["record_id"] for one in (sales, gifts)} == {"n_spectateur"}
    # How many seats is nobody's name.
    assert set(sales) == {"purchases"}
    assert sales["purchases"]["total_amount"] == "total_ttc"
    assert "line_of_business" not in sales["purchases"]
    assert gifts["purchases"]["line_of_business"] == "dons"


def test_the_clinics_patients_have_the_number_that_others_name_them_by(tmp_path: Path) -> None:
    done = moved_in(CLINIC, tmp_path)
    found = tables(done)
    # The tax number comes first and differs in every record, too.
    assert found["pacientes"].key == ("prontuario",)
    [tax_number] = [c for c in found["pacientes"].columns if c.name == "cpf"]
    assert tax_number.pii == "identifier"
    assert given(found["consultas"])["purchases"]["record_id"] == "prontuario"
    assert done.unknown == ["avaliacoes looks like answers, but lacks question"]
    # So nothing reads them, and `check` says so.
    assert [e.table for e in provided.unread(tmp_path / "company")] == ["avaliacoes"]


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a run makes of the gym, as it was proposed."""
    folder = tmp_path_factory.mktemp("newcomers")
    moved_in(GYM, folder)
    company = folder / "company"
    done = customer360("run", "--company", str(company), folder=company, **HERE)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(company / "build/c360.duckdb"), read_only=True) as build:
        yield build


@pytest.mark.slow
def test_who_is_listed_twice_is_one_customer_with_town_and_postcode(
    gym: duckdb.DuckDBPyConnection,
) -> None:
    found = gym.execute(
        "select count(*), count(*) filter (where city = 'Forlì' and postcode like '00%') "
        "from marts.customer_360"
    ).fetchall()
    assert found == [(len(MEMBERS), len(MEMBERS))]


@pytest.mark.slow
def test_receipts_and_terms_come_to_what_the_files_say(gym: duckdb.DuckDBPyConnection) -> None:
    sales = gym.execute(
        "select count(*), sum(charged_amount) from conformed.orders where standing = 'stands'"
    ).fetchall()
    paid = [Decimal(n) * 100 + Decimal("8.50") for n in range(40) if n % 10 != 7]
    assert sales == [(len(paid), sum(paid))]
    terms = gym.execute("select count(*), sum(annual_amount) from feeds.feed_contracts").fetchall()
    assert terms == [(20, sum(12 * fee for _, _, fee in map(term, range(20))))]
    standing = gym.execute(
        "select count(*) from conformed.contract_standings where standing = 'held'"
    ).fetchall()
    assert standing == [(0,)] and len(set(STATES)) == 4


@pytest.mark.slow
def test_only_who_said_yes_may_be_written_to(gym: duckdb.DuckDBPyConnection) -> None:
    answers = dict(
        gym.execute("select answer, count(*) from feeds.feed_consents group by 1").fetchall()
    )
    assert answers == {"yes": 8, "no": 7, None: 7}
    complaints = gym.execute("select count(*) from feeds.feed_cases where is_complaint")
    assert complaints.fetchall() == [(7,)]
