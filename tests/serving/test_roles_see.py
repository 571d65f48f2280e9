"""A token shows the columns and the people of its role: on every page, and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from orchestration.activation import roles
from orchestration.serving.views import VIEWS
from tests.serving.conftest import Client, Server
from tests.serving.publishing import ANN, BOB, CAT, DAN, HOME
from tests.serving.test_pages import PAGES, PATHS

ROLES = ("guest", "service", "marketing", "risk", "field")
# Column of a customer → a value that says it in the clear, wherever it stands.
TOLD = {
    "family_name": ("Archer",),
    "given_name": ("Anneliese", "Annabel"),
    "email": ("anneliese@home.example",),
    "phone": ("+447700900165",),
    "address_line_1": ("65 Secret Lane", "66 Secret Lane"),
    "postcode": ("AB1 2CD",),
    "birth_on": ("1980-02-29",),
    "margin_12m": ("1,234.56", "1234.56", "2,469.12", "2469.12", "99.5"),
    "household_id": (HOME,),
}


def everything(asker: Client) -> str:
    """What a role can read: every page, and every answer as JSON."""
    searches = [
        f"/customers?q={word}" for word in ("anne", "archer", "AC-0", "family@home.example")
    ]
    people = [f"/customers/{number}" for number in (ANN, BOB, CAT, DAN)]
    asked = [*PAGES, *searches, *people]
    return "\n".join(
        asker.ask(path).text
        for path in [*asked, *(f"/api{path}" for path in asked if path not in ("/", "/builds"))]
    )


@pytest.mark.parametrize("role", ROLES)
def test_nothing_in_the_clear_that_the_policy_does_not_show(server: Server, role: str) -> None:
    columns = roles.columns(role, date.today())
    # A search is repeated in its own field: that is what the asker wrote.
    text = everything(server.client(role)).replace('value="anne', "").replace("Anneliese@", "")
    for column, values in TOLD.items():
        clear = columns.get(column) == "clear" or (
            column in ("given_name", "family_name") and columns.get("display_name") == "clear"
        )
        for value in values:
            if not clear:
                assert value not in text, f"{role} reads {column}: {value}"
    assert "Secret Lane" in text or columns.get("address_line_1") != "clear"


def test_each_role_reads_what_the_policy_shows(server: Server) -> None:
    text = everything(server.client("service"))
    assert all(value in text for name in ("family_name", "email", "phone") for value in TOLD[name])
    assert "1,234.56" in everything(server.client("marketing"))


def test_a_role_sees_its_people_only(server: Server) -> None:
    def statuses(role: str) -> list[int]:
        asker = server.client(role)
        return [asker.ask(f"/api/customers/{one}").status for one in (ANN, CAT, DAN)]

    # Cat may be offered nothing by any channel; Dan is anonymous and has no address to visit.
    assert statuses("service") == [200, 200, 404]
    assert statuses("marketing") == [200, 404, 404]
    assert statuses("field") == [200, 200, 404]
    assert statuses("guest") == [200, 200, 200]


def test_lists_and_households_hold_nobody_whom_a_role_does_not_see(server: Server) -> None:
    lost = server.client("marketing").ask("/api/changes/lost").json["data"]
    assert (lost["customers"], lost["found"]) == ([], 0)
    assert sum(row["customers"] for row in lost["reasons"]) == 1  # the company's total stays
    home = server.client("service").ask(f"/api/households/{HOME}").json["data"]
    assert [row["customer_id"] for row in home["members"]] == [ANN]


def test_a_role_cannot_ask_for_names_that_it_sees_masked(server: Server) -> None:
    assert server.client("guest").ask("/api/customers?q=archer").json["data"]["customers"] == []
    assert "cannot search" in server.client("guest").ask("/customers?q=archer").text


def test_alerts_are_shown_to_their_role(server: Server) -> None:
    def owners(role: str) -> list[str]:
        said = server.client(role).ask("/api/alerts").json["data"]
        return [row["customer_id"] for row in said["alerts"]]

    assert (owners("service"), owners("marketing"), owners("risk")) == ([ANN], [BOB], [])


def test_words_that_no_rule_knows_are_shown_to_stewards(server: Server) -> None:
    assert "Geheim Wort" not in server.client().ask("/quality").text
    assert "Geheim Wort" in server.client(steward=True).ask("/quality").text


@pytest.mark.parametrize(
    "attempt",
    [
        {"role": "service"}, {"columns": "email"}, {"seen": "published.marts"},
        {"customer_id": "x' or '1'='1"}, {"most": "100000"}, {"may_see_words": "true"},
    ],
)  # fmt: skip
def test_no_parameter_shows_more(server: Server, attempt: dict[str, str]) -> None:
    asker = server.client("guest")
    for path in PATHS:
        query = "&".join(f"{name}={value}".replace(" ", "%20") for name, value in attempt.items())
        assert asker.ask(f"{path}?{query}").text == asker.ask(path).text


def test_a_role_that_no_policy_knows_sees_nothing(server: Server) -> None:
    asker = server.client("emperor")
    assert asker.ask("/").status == 403
    assert asker.ask("/api/overview").json["problem"].startswith("No policy knows the role")


def test_what_a_role_does_not_see_is_not_said_to_be_absent(server: Server) -> None:
    def says(role: str, heading: str) -> Any:
        card = server.client(role).ask(f"/api/customers/{ANN}").json["data"]["card"]
        return dict(next(one["lines"] for one in card if one["heading"] == heading))

    assert "not shown to this role" in str(says("marketing", "What must I not say?"))
    assert "not shown to this role" in str(says("marketing", "What went wrong?"))
    assert "open complaint" in str(says("service", "What must I not say?"))


def test_every_view_is_there_as_json_and_in_the_openapi_document(server: Server) -> None:
    document = server.nobody().ask("/api/openapi.json").json
    assert set(document["paths"]) == {view.api_path for view in VIEWS}
    for path in PATHS:
        said = server.client().ask("/api/overview" if path == "/" else f"/api{path}")
        assert said.status == 200
        assert set(said.json) == {"build", "role", "source", "definitions", "data"}
        assert said.json["build"] == {"build_id": "b1", "measured_on": "2026-10-31"}
