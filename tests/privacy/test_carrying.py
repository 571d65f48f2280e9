"""What was learnt with an erased person in it stays for its day, and names nobody."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from orchestration import journal, learnt, remembered
from orchestration.identity.scoring import score
from orchestration.identity.scoring.model import Model
from orchestration.identity.values import shared_values
from orchestration.learnt import Learnt
from orchestration.privacy import carrying, keys
from tests.privacy.planted import Place

DAY = date(2026, 1, 31)
MODEL = Model(m={}, u={}, payloads=100, payloads_per_person=2.0)
STANDARDISED = """
create schema if not exists identity_work;
create or replace table identity_work.standardised as
select
    'crm:' || i as record_id,
    if(i % 6 = 0, 'aax', chr(cast(97 + i as integer)) || 'bx') as given_name,
    chr(cast(97 + i as integer)) || 'family' as family_name, 'all@one.test' as mailbox,
    'all@one.test' as email,
    cast(null as varchar) as phone, cast(null as varchar) as phone_alternative,
    cast(null as varchar) as flat, cast(null as varchar) as address_line,
    cast(null as varchar) as postcode, cast(null as varchar) as national_id,
    cast(null as varchar) as loyalty_number, '19800101' as birth_text
from range(?) as r(i)
"""


def _learn(connection: duckdb.DuckDBPyConnection, people: int, found: Learnt) -> None:
    connection.execute(STANDARDISED, [people])
    found.of("population", lambda: people)
    shared_values.drop(connection, shared_values.DEFAULT, found)
    score.frequencies(connection, MODEL, "identity_work.standardised")
    if shares := found.kept("name_shares"):
        score.keep_frequencies(connection, shares)


def _hubs(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select field, value_hash, reason, people from identity.dropped_values"
    ).fetchall()


def _share(connection: duckdb.DuckDBPyConnection) -> float:
    [(share,)] = connection.execute(
        "select tf_given_name from identity_work.frequency_given_name where given_name = 'aax'"
    ).fetchall()
    return float(share)


def test_hubs_shares_and_population_are_kept_for_the_day_and_no_longer(place: Place) -> None:
    connection, settings = place.connection, place.settings
    keys.add_macros(connection, keys.key(settings))
    remembered.recall(connection, settings)
    found = learnt.of_day(settings, DAY)
    assert not found.keeps
    _learn(connection, 26, found)
    found.write(connection)
    connection.execute(
        """
        create schema identity_state;
        create table identity_state.frequency_given_name as
            from identity_work.frequency_given_name;
        create table identity_state.frequency_family_name as
            from identity_work.frequency_family_name;
        create table identity_state.frequency_birth_text as
            from identity_work.frequency_birth_text;
        create table identity.household_memberships as
            select * from (values ('H-1', 'C-1'), ('H-1', 'C-2'), ('H-2', 'C-3'))
            as t(household_id, customer_id)
        """
    )
    before = _hubs(connection), _share(connection)
    assert before[0]
    carrying.carry(connection, settings, ["C-1"])
    carrying.carry(connection, settings, ["C-1"])  # an erasure that begins twice
    written = journal.of(settings, learnt.NAME).path.read_text()
    assert not any(word in written for word in ("aax", "one.test", "C-1", "C-2", "H-2"))

    kept = learnt.of_day(settings, DAY)
    assert kept.households == (("H-1", keys.keyed(keys.key(settings), "customer|C-2")),)
    _learn(connection, 4, kept)
    assert (_hubs(connection), _share(connection)) == before
    assert kept.of("population", lambda: 4) == 26

    tomorrow = learnt.of_day(settings, the_day_after(DAY))
    _learn(connection, 4, tomorrow)
    assert _hubs(connection) == []
    assert _share(connection) != before[1]
    assert tomorrow.households == kept.households


def the_day_after(day: date) -> date:
    return day + timedelta(days=1)


def test_where_nothing_has_been_learnt_nothing_is_carried(place: Place) -> None:
    keys.add_macros(place.connection, keys.key(place.settings))
    carrying.carry(place.connection, place.settings, ["C-1"])
    assert journal.of(place.settings, learnt.NAME).end().n == 0
