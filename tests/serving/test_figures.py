"""Every figure on a page is the mart's, asked of the published file in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import pointed
from orchestration.settings import Settings
from tests.conftest import House
from tests.serving.conftest import Client, Server, served


class Tables(HTMLParser):
    """The tables of a page: caption → rows, each cell its text, or the value of its figure."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._caption, self._in, self._exact = "", "", False
        self._rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("caption", "td", "th"):
            self._in, self._exact = tag, False
            if tag == "caption":
                self._caption = ""
            elif self._rows:
                self._rows[-1].append("")
        elif tag == "tr":
            self._rows.append([])
        elif tag == "table":
            self._rows = []
        elif tag == "data" and self._in in ("td", "th"):
            self._rows[-1][-1], self._exact = str(dict(attrs)["value"]), True

    def handle_data(self, data: str) -> None:
        if self._in == "caption":
            self._caption += data
        elif self._in in ("td", "th") and not self._exact and self._rows[-1:]:
            self._rows[-1][-1] = (self._rows[-1][-1] + data).strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self._in = ""
        if tag == "table":
            self.found[self._caption.strip()] = self._rows[1:]


def tables(asker: Client, path: str) -> dict[str, list[list[str]]]:
    said = asker.ask(path)
    assert said.status == 200, said.text
    found = Tables()
    found.feed(said.text)
    return found.found


@pytest.fixture
def small(server: Server) -> Iterator[Server]:
    """The build made by hand."""
    yield server


@pytest.fixture(scope="module")
def whole(house: House) -> Iterator[Server]:
    """A sample company after a run."""
    with served(house.settings) as running:
        yield running


@pytest.fixture(params=["small", "whole"])
def shown(request: pytest.FixtureRequest) -> tuple[Client, duckdb.DuckDBPyConnection]:
    """Somebody of service, and the published file that they are shown."""
    running: Server = request.getfixturevalue(request.param)
    return running.client(), opened(running.settings)


def opened(settings: Settings) -> duckdb.DuckDBPyConnection:
    folder = pointed.folder(settings.published)
    assert folder is not None
    return duckdb.connect(str(Path(folder) / "c360.duckdb"), read_only=True)


def figure(value: Any) -> str:
    """A value as `tables` gives it."""
    return "\N{EN DASH}" if value is None else str(value)


def same(
    shown: list[list[str]], places: list[int], wanted: list[tuple[Any, ...]], *, some: bool = False
) -> None:
    """These columns of a table are those rows, in any order; `some`: the first of more rows."""
    mine = sorted(tuple(row[place].lower() for place in places) for row in shown)
    theirs = sorted(tuple(figure(one).replace("_", " ").lower() for one in row) for row in wanted)
    assert mine, "the table is empty"
    if some and len(mine) < len(theirs):
        assert set(mine) <= set(theirs)
    else:
        assert mine == theirs


Shown = tuple[Client, duckdb.DuckDBPyConnection]


def test_what_changed(shown: Shown) -> None:
    asker, marts = shown
    page = tables(asker, "/")
    ((day,),) = marts.execute("select max(measured_on) from marts.customer_360").fetchall()
    rows = page["Customers, all lines together"]
    for row in rows[:4]:
        for place, days in ((1, 1), (2, 7), (3, 30)):
            counted = marts.execute(
                "select count(*) from (select distinct customer_id from marts.lifecycle_events "
                "where line_of_business = 'enterprise' and event = ? "
                "and date_diff('day', on_date, ?) between 0 and ?)",
                [row[0].lower(), day, days - 1],
            ).fetchall()
            assert row[place] == str(counted[0][0]), (row, days)
    happened = {
        "Conflicts": ("communication_conflicts", "occurred_at"),
        "Consent breaches": ("consent_breaches", "sent_at"),
        "Alerts": ("alerts", "raised_at"),
    }
    for row in rows[4:]:
        mart, at = happened[row[0]]
        for place, days in ((1, 1), (2, 7), (3, 30)):
            counted = marts.execute(
                f"select count(*) from marts.{mart} "
                f"where date_diff('day', {at}::date, ?) between 0 and ?",
                [day, days - 1],
            ).fetchall()
            assert row[place] == str(counted[0][0]), (row, days)
    states = marts.execute(
        "select lifecycle_state, count(*) from marts.customer_360 group by 1"
    ).fetchall()
    known = dict(states)
    for name, count in page["Customers by state"]:
        assert count == str(known.get(name.lower().removesuffix("s"), 0)), name
    same(
        page["Customers at risk by reason"],
        [0, 1],
        marts.execute(
            "select r.reason, count(*) from marts.customer_360 as c, "
            "unnest(c.risk_reasons) as r(reason) where c.is_at_risk group by 1"
        ).fetchall(),
    )
    waiting = dict(row for row in page["Deliveries, data and checks"])
    for name, query in {
        "Rejected records": "coalesce(sum(rejected), 0) from marts.extract_receipts",
        "Open issues": "count(*) from marts.quality_issues where status = 'open'",
        "Warnings": "count(*) from marts.gate_results where not passed and severity = 'warning'",
        "Late deliveries": "count(*) from marts.delivery_freshness where is_late",
    }.items():
        assert waiting[name] == str(marts.execute(f"select {query}").fetchall()[0][0]), name


def test_who_left_and_why(shown: Shown) -> None:
    asker, marts = shown
    page = tables(asker, "/changes/lost?month=2026-10")
    lost = (
        "from marts.lifecycle_events where event = 'lost' and line_of_business = 'enterprise' "
        "and on_date between '2026-10-01' and '2026-10-31'"
    )
    same(
        page["Reasons, every customer"],
        [0, 1, 2],
        marts.execute(
            f"select ended_by, reason, count(distinct customer_id) {lost} group by all"
        ).fetchall(),
    )
    same(
        page["Customers, newest first"],
        [0, 2],
        marts.execute(
            f"select on_date, customer_id {lost} and customer_id in "
            "(select customer_id from marts.customer_360 where not is_anonymous)"
        ).fetchall(),
        some=True,
    )


@pytest.mark.parametrize("line", ["enterprise", "retail"])
def test_the_asset(shown: Shown, line: str) -> None:
    asker, marts = shown
    page = tables(asker, f"/asset?line={line}")
    moved = ("opening", "new", "reactivated", "lost")
    measures = (*moved, "identity_adjustment", "correction", "closing", "active")
    worth = (*moved, "growth", "identity_adjustment", "correction", "closing")
    bridge = (
        "from marts.customer_asset_bridge where segment = 'all' and line_of_business = ? "
        "order by month desc limit 36"
    )
    counts = marts.execute(f"select {', '.join(measures)} {bridge}", [line]).fetchall()
    assert [row[1:] for row in page["Customers"]] == [list(map(str, row)) for row in counts]
    values = marts.execute(
        f"select {', '.join(f'{one}_value' for one in worth)} {bridge}", [line]
    ).fetchall()
    money = next(
        rows for caption, rows in page.items() if caption.startswith("Margin of the last twelve")
    )
    assert [row[1:] for row in money] == [list(map(str, row)) for row in values]


def test_journeys(shown: Shown) -> None:
    asker, marts = shown
    same(
        tables(asker, "/journeys")["By goal"],
        [0, 1, 2, 3, 4, 6, 8],
        marts.execute(
            "select goal, count(*), count_if(is_good is true), count_if(is_good is false), "
            "count_if(is_good is null), count(distinct customer_id), sum(times_retold) "
            "from marts.journeys group by goal"
        ).fetchall(),
    )
    page = tables(asker, "/journeys/get_help")
    same(
        page["First problem step"],
        [0, 1, 2],
        marts.execute(
            "select first_problem_step, count(*), count(distinct customer_id) from marts.journeys "
            "where goal = 'get_help' and first_problem_step is not null group by 1"
        ).fetchall(),
    )
    same(
        page["From step to step"],
        [0, 1, 2, 3, 4],
        marts.execute(
            "select from_step, to_step, journeys, customers, share_problem "
            "from marts.journey_transitions where goal = 'get_help'"
        ).fetchall(),
    )


def test_voice(shown: Shown) -> None:
    asker, marts = shown
    page = tables(asker, "/voice")
    same(
        page["Survey questions by month, everybody"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        marts.execute(
            "select question, invited, responses, response_rate, raw_score, weighted_score, low, "
            "high from marts.experience_scores where segment = 'all'"
        ).fetchall(),
        some=True,
    )
    drivers = next(rows for caption, rows in page.items() if caption.startswith("Drivers"))
    same(
        drivers,
        [0, 2, 5, 6],
        marts.execute(
            "select outcome, weight_share, performance, value_at_stake "
            "from marts.experience_drivers"
        ).fetchall(),
    )


def test_conversation_and_alerts(shown: Shown) -> None:
    asker, marts = shown
    page = tables(asker, "/conversation")
    same(
        page["By rule"],
        [0, 1, 2, 3, 4, 5],
        marts.execute(
            "select rule, level, severity, count(*), count_if(what_happened_next = 'complaint'), "
            "count_if(what_happened_next = 'loss') from marts.communication_conflicts group by all"
        ).fetchall(),
    )
    blocked = marts.execute(
        "select count(distinct customer_id) from marts.contact_suppressions "
        "where purpose = 'offer' and list_contains(reasons, 'opted_out')"
    ).fetchall()[0][0]
    shown_rows = [row for row in page["By purpose and reason"] if row[:2] == ["offer", "opted out"]]
    assert [row[2] for row in shown_rows] == [str(blocked)]
    same(
        tables(asker, "/alerts")["By rule"],
        [0, 1, 2],
        marts.execute("select rule, role, count(*) from marts.alerts group by all").fetchall(),
    )


def test_quality(shown: Shown) -> None:
    asker, marts = shown
    page = tables(asker, "/quality")
    files = page["Files, those that need a look first"]
    same(
        files,
        [2, 3, 4, 5, 6],
        marts.execute(
            "select status, records_in, loaded, rejected, suppressed from marts.extract_receipts "
            "where superseded_by is null"
        ).fetchall(),
        some=True,
    )
    issues = page["By department and rule, open ones first"]
    same(
        issues,
        [0, 1, 2, 4],
        marts.execute(
            "select department, rule, status, count(*) from marts.quality_issues group by all"
        ).fetchall(),
        some=True,
    )


def test_a_card_and_its_household(shown: Shown) -> None:
    asker, marts = shown
    ((number, email, household),) = marts.execute(
        "select customer_id, email, household_id from marts.customer_360 where not is_anonymous "
        "and email is not null and household_id is not null and open_cases > 0 "
        "order by customer_id limit 1"
    ).fetchall()
    text = asker.ask(f"/customers/{number}").text
    assert email in text
    records = marts.execute(
        "select count(*) from marts.customer_crosswalk where customer_id = ? and valid_to is null",
        [number],
    ).fetchall()[0][0]
    assert f'<data value="{records}">' in text
    members = re.search(
        r'Members now</dt><dd><data value="(\d+)"', asker.ask(f"/households/{household}").text
    )
    assert members is not None
    assert members[1] == str(
        marts.execute(
            "select members from marts.household_360 where household_id = ?", [household]
        ).fetchall()[0][0]
    )
