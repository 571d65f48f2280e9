"""A role sees its columns behind their masks, and nobody who said no: card and files."""

from __future__ import annotations

import csv
import re
from datetime import date

import duckdb
import pytest
import yaml

from orchestration.activation import card, files, roles
from orchestration.company import rules
from orchestration.settings import DBT_PACKAGE, Settings
from tests.activation.conftest import ANN, BOB, CAT, DAN, EVE, seal
from tests.test_cli import customer360

DAY = date(2026, 10, 31)
CARD = DBT_PACKAGE / "models" / "marts" / "customer" / "customer_360.yml"
ROLES = ("service", "marketing", "risk", "field")


def found(settings: Settings, who: str, role: str = "service") -> card.Card:
    only = card.find(settings, who, role, DAY).card
    assert only is not None
    return only


@pytest.mark.parametrize(
    "who",
    ["bob@home.org", "BOB@Home.ORG ", "07700 900002", "+44 (0)7700 900002", "ac-2", "shop:AC-2"],
)
def test_a_customer_is_found_by_address_phone_or_id(who: str, company: Settings) -> None:
    assert found(company, who).customer_id == BOB


def test_a_retired_number_shows_who_took_its_place(company: Settings) -> None:
    shown = found(company, "c-000000000y")
    assert (shown.customer_id, shown.replaces) == (BOB, "C-000000000Y")


def test_a_number_without_any_record_left_finds_nobody(company: Settings) -> None:
    with pytest.raises(card.NobodyFoundError):
        card.find(company, "C-000000000Z", "service", DAY)


def test_a_shared_address_gives_a_short_list_without_names(company: Settings) -> None:
    several = card.find(company, "family@home.org", "service", DAY).several
    assert [(number, name) for number, name, _ in several] == [(CAT, "C. C."), (DAN, "D. D.")]


def test_a_guest_sees_masks_where_service_sees_the_person(company: Settings) -> None:
    seen = found(company, ANN, "service").values
    masked = found(company, ANN, "guest").values
    assert (seen["display_name"], seen["email"]) == ("Ann Archer", "ann@home.org")
    assert (masked["display_name"], masked["email"]) == ("A. A.", "a…@…")
    assert (masked["phone"], masked["birth_on"], masked["postcode"]) == ("…0001", "1980", "AB1")


@pytest.mark.parametrize("role", [roles.GUEST, *ROLES])
def test_a_role_never_gets_a_column_outside_its_policy(role: str, company: Settings) -> None:
    allowed = set(roles.columns(role, DAY))
    assert set(found(company, ANN, role).values) <= allowed


@pytest.mark.parametrize("role", ROLES)
def test_a_file_has_the_columns_of_the_policy_and_explains_them(
    role: str, company: Settings
) -> None:
    done = files.write(company, role, company.build / "files", DAY)
    wanted = list(roles.columns(role, DAY))
    with done.csv.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == wanted
    with done.dictionary.open(encoding="utf-8", newline="") as file:
        assert [row["column_name"] for row in csv.DictReader(file)] == wanted
    parquet = duckdb.sql(f"describe from '{done.parquet}'").fetchall()
    assert [row[0] for row in parquet] == wanted


def rows(settings: Settings, role: str) -> dict[str, dict[str, str]]:
    done = files.write(settings, role, settings.build / "files", DAY)
    with done.csv.open(encoding="utf-8", newline="") as file:
        return {row["customer_id"]: row for row in csv.DictReader(file)}


def test_marketing_gets_an_address_only_where_its_channel_is_free(company: Settings) -> None:
    marketing = rows(company, "marketing")
    assert (marketing[BOB]["email"], marketing[BOB]["phone"]) == ("", "+447700900002")
    assert marketing[EVE]["postcode"] == marketing[EVE]["email"] == ""
    assert marketing[ANN]["email"] == "ann@home.org"


def test_who_is_free_in_no_channel_is_not_in_marketings_file(company: Settings) -> None:
    with duckdb.connect(str(company.published / "current" / "c360.duckdb")) as connection:
        connection.execute(
            f"insert into marts.contact_suppressions select '{DAN}', 'offer', channel, "
            "['opted_out'], null from (values ('phone'), ('post')) as t(channel)"
        )
    seal(company)
    assert DAN not in rows(company, "marketing")
    assert DAN in rows(company, "service")


def test_no_cell_of_a_file_runs_as_a_formula(company: Settings) -> None:
    with duckdb.connect(str(company.published / "current" / "c360.duckdb")) as connection:
        connection.execute("update marts.customer_360 set display_name = '=HYPERLINK(1)'")
    seal(company)
    assert {row["display_name"] for row in rows(company, "service").values()} == {"'=HYPERLINK(1)"}


def test_the_policy_names_real_columns_and_shows_a_guest_nothing_personal() -> None:
    described = yaml.safe_load(CARD.read_text())["models"][0]["columns"]
    known = {column["name"] for column in described} | set(roles.NEXT_ACTION)
    personal = {c["name"] for c in described if c.get("config", {}).get("meta", {}).get("pii")}
    named = rules.in_force("role_columns", DAY)
    assert {row["column_name"] for row in named} <= known
    clear = {r["column_name"] for r in named if r["role"] == "guest" and r["mask"] == "clear"}
    assert clear & personal <= {"city"}


def test_a_card_reads_top_to_bottom(company: Settings) -> None:
    done = customer360("card", BOB, "--role", "service", folder=company.published.parent)
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"Bob Baker.*Who is this\?.*What do they have\?.*What went wrong\?"
        r".*What must I not say\?.*has an open complaint.*What should I say\?.*Keep them",
        done.stdout,
        re.DOTALL,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["card", "nobody@nowhere.org"], "Nobody is known"),
        (["card", "07700", "999", "999"], "Nobody is known"),
        (["card", BOB, "--role", "spy"], "service"),
        (["activation", "spy", "--to", "x"], "service"),
    ],
)
def test_bad_input_gets_a_sentence_that_repeats_nothing_personal(
    arguments: list[str], sentence: str, company: Settings
) -> None:
    done = customer360(*arguments, folder=company.published.parent)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "nobody@" not in done.stderr
