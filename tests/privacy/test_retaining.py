"""Records whose time is over go from archive and warehouse, by rule, and it is told."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.privacy import fates, retaining, searching
from orchestration.privacy.fates import Fate, FateError
from orchestration.privacy.searching import Needles
from tests.privacy.planted import ANN, BEN, FORMATS, ZOE, Place, content, extract

DAY = date(2026, 2, 1)  # thirty days after the second of January, on which Zoë was seen


def ruled(monkeypatch: pytest.MonkeyPatch, kind: str, *rows: tuple[str, str, str]) -> None:
    """Rules of retention (feed, days, then) for a table that gives to all of these feeds."""
    feeds = tuple(feed for feed, _, _ in rows)
    table = extract(kind)
    monkeypatch.setattr(retaining, "sound_extracts", lambda: (table,))
    monkeypatch.setattr(
        fates, "by_table", lambda _: {table.name: Fate(table.name, "delete", "", False, feeds)}
    )
    monkeypatch.setattr(
        "orchestration.company.rules.in_force",
        lambda *_: [
            {"feed": feed, "keep_days": days, "action": then, "reason": "law"}
            for feed, days, then in rows
        ],
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_records_past_their_time_go_and_the_day_of_the_limit_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    ruled(monkeypatch, kind, ("visits", "30", "delete"))
    one = extract(kind)
    place.land(one, f"people_1.{one.pattern.partition('.')[2]}", content(kind, (ANN, ZOE, BEN)))
    [done] = retaining.apply(place.connection, place.settings, DAY)
    assert (done.deleted, done.emptied, done.before) == (1, 0, date(2026, 1, 2))
    assert [row[0] for row in place.rows(one)] == ["P2", "P3"]
    assert searching.search([place.settings.archive], Needles(["ann@able.test"])) == ()
    assert retaining.told(place.settings, DAY) == (
        "1 records deleted and 0 left without a person, in 1 tables"
    )
    assert retaining.apply(place.connection, place.settings, DAY) == ()


def test_facts_stay_without_the_person_and_are_left_so(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(monkeypatch, "csv", ("purchases", "30", "anonymise"))
    one = extract("csv")
    place.land(one, "people_1.csv", content("csv", (ANN, ZOE, BEN)))
    [done] = retaining.apply(place.connection, place.settings, DAY)
    assert (done.deleted, done.emptied) == (0, 1)
    [emptied] = [row for row in place.rows(one) if str(row[0]).startswith("X")]
    assert emptied[1:7] == (None,) * 6
    assert str(emptied[7]) == "1.10"
    assert retaining.apply(place.connection, place.settings, DAY) == ()


@pytest.mark.parametrize(
    "rows",
    [
        (("visits", "30", "delete"), ("purchases", "31", "delete")),
        (("visits", "30", "delete"), ("purchases", "", "delete")),
        (),
    ],
)
def test_a_record_is_kept_as_long_as_the_feed_that_needs_it_longest(
    place: Place, monkeypatch: pytest.MonkeyPatch, rows: tuple[tuple[str, str, str], ...]
) -> None:
    ruled(monkeypatch, "csv", *rows)
    place.land(extract("csv"), "people_1.csv", content("csv", (ANN, ZOE, BEN)))
    assert retaining.apply(place.connection, place.settings, DAY) == ()
    assert retaining.told(place.settings, DAY) is None


def test_a_table_without_a_time_of_its_own_is_kept_and_said_so(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(monkeypatch, "csv", ("visits", "30", "delete"))
    table = extract("csv", event_time=None)
    monkeypatch.setattr(retaining, "sound_extracts", lambda: (table,))
    [limit] = retaining.limits(place.settings, DAY)
    assert limit.keep_days is None
    assert limit.why == "Its records have no time of their own."


def test_a_limit_that_is_no_number_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruled(monkeypatch, "csv", ("visits", "a month", "delete"))
    with pytest.raises(FateError, match="'a month' is no number of days"):
        retaining.limits(place.settings, DAY)
