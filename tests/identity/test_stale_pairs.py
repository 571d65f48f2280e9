"""What weighs otherwise between two who stayed is scored again, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest

from orchestration import identity
from orchestration.identity.linking import link_cache
from orchestration.identity.scoring import blocking, score
from tests.identity import anew
from tests.identity.anew import CROSSWALK, SAME, differences, scored_pairs
from tests.identity.conftest import AS_OF, Record, connect, write
from tests.identity.families import PLANTED


@pytest.fixture
def town() -> duckdb.DuckDBPyConnection:
    return anew.found()


def name_weights(connection: duckdb.DuckDBPyConnection, name: str) -> list[float]:
    """What one family name weighs in each pair that was scored, to a millionth of a bit."""
    rows = connection.execute(
        """
        select round(e.weight_family, 6)
        from identity_state.edges as e
        inner join identity_work.payloads as l on e.node_l = l.node
        inner join identity_work.payloads as r on e.node_r = r.node
        where l.family_name = $name and r.family_name = $name
        """,
        {"name": name},
    ).fetchall()
    return [weight for (weight,) in rows]


@pytest.mark.parametrize("column", score.FREQUENCY_COLUMNS)
def test_a_name_of_another_share_is_looked_at_again_wherever_two_have_it(
    town: duckdb.DuckDBPyConnection, column: str
) -> None:
    identity.resolve(town, AS_OF, keep_work=True)
    town.execute(f"update identity_work.frequency_{column} set tf_{column} = 2")
    link_cache.changes(town, town.execute("from identity_state.fingerprint").fetchall()[0][0], 1)
    renamed, filled = town.execute(
        "select (select count(*) from identity_work.renamed), "
        f"(select count({column}) from identity_work.payloads)"
    ).fetchall()[0]
    assert renamed == filled > 0


def test_the_eighth_of_a_rare_name_makes_it_weigh_less_between_the_other_seven(
    town: duckdb.DuckDBPyConnection,
) -> None:
    household = [
        Record(f"crm:Z{i}", f"{given} Zyzzyva", phone="07911000777", postcode="ZZ9 9ZZ")
        for i, given in enumerate(("Ann", "Bob", "Cyd", "Dee", "Eve", "Flo", "Gus"))
    ]
    write(town, [*PLANTED, *household])
    identity.resolve(town, AS_OF, keep_work=True)
    heavier = name_weights(town, "zyzzyva")
    write(town, [*PLANTED, *household, Record("crm:Z9", "Hal Zyzzyva", email="hal@far.test")])
    said: list[str] = []
    identity.resolve(town, AS_OF, said.append, keep_work=True)
    assert len(heavier) == 21 and any("28 pairs scored, the new ones" in line for line in said)
    # The eighth shares nothing but the rare name with the seven, and is compared with them for it.
    assert name_weights(town, "zyzzyva") == pytest.approx([heavier[0] - 2] * 28)
    assert differences(town, AS_OF) == SAME


def test_a_given_name_that_becomes_known_is_weighed_anew_wherever_it_stood(
    town: duckdb.DuckDBPyConnection,
) -> None:
    # Two departments that write a name three times do not slip; until then it is one of Ellyn.
    home = {"phone": "07911000778", "address_line_1": "9 Vine Court", "postcode": "ZZ9 9ZY"}
    both = [Record("crm:Y1", "Ellyn Yardarm", **home), Record("shop:Y2", "Eilyn Yardarm", **home)]
    known = [Record(f"shop:Y{i}", "Ellyn Yardarm", email=f"y{i}@far.test") for i in (3, 4)]
    slips = [Record(f"shop:Y{i}", "Eilyn Yardarm", email=f"y{i}@far.test") for i in (5, 6)]
    again = Record("crm:Y7", "Eilyn Yardarm", email="y7@far.test")
    write(town, [*PLANTED, *both, *known, *slips])
    identity.resolve(town, AS_OF)
    write(town, [*PLANTED, *both, *known, *slips, again])
    identity.resolve(town, AS_OF, keep_work=True)
    restated = town.execute("select count(*) from identity_work.restated").fetchall()
    assert restated[0][0] > 0
    assert differences(town, AS_OF) == SAME


def test_references_that_come_and_go_link_as_if_anew(
    town: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Blocks of few and of many parties; most pairs share another key or another reference too.
    monkeypatch.setattr(blocking, "CAP", 6)
    for day in range(2):
        town.execute(
            f"""
            create or replace table conformed.record_references as
            select record_id, reference
            from (
                select record_id, 'SO-' || hash(phone, 1) % 400 as reference from everybody
                union select record_id, 'POL-' || hash(phone, 2) % 700 from everybody
                union select record_id, 'BIG-' || hash(record_id, 3) % 30 from everybody
            )
            where hash(record_id, reference) % 40 not in ({day}, {day + 1})
            """
        )
        is_full, _ = scored_pairs(town, AS_OF + timedelta(day))
        assert is_full == (day == 0)
        assert differences(town, AS_OF + timedelta(day)) == SAME


def test_a_reference_two_shared_already_scores_nothing_but_their_pair(
    town: duckdb.DuckDBPyConnection,
) -> None:
    identity.resolve(town, AS_OF)
    town.execute(
        "insert into conformed.record_references values ('shop:P1', 'SO-78'), "
        "('social:@harbourfan', 'SO-78')"
    )
    assert scored_pairs(town) == (False, 1)
    assert differences(town, AS_OF) == SAME


def test_a_source_that_comes_to_keep_one_record_a_person_is_grouped_anew() -> None:
    town = connect()
    home = {"address_line_1": "1 Vine Court", "postcode": "BS1 4AB"}
    first = Record("risk:1", "Edmund Thackeray", date(1990, 1, 1), "et@mail.test", **home)
    slip = Record("shop:2", "Edmund Thackeray", date(1990, 1, 11), "et@mail.test", **home)
    write(town, [first, slip])
    identity.resolve(town, AS_OF, references=None, single_sources=["risk"])
    together = "select count(distinct customer_id) = 1 from {} where record_id in ('risk:1', '{}')"
    assert town.execute(together.format(CROSSWALK, "shop:2")).fetchall() == [(True,)]
    write(town, [first, slip, replace(slip, record_id="risk:2")])
    said: list[str] = []
    identity.resolve(town, AS_OF, said.append, references=None, single_sources=["risk"])
    assert any("pairs scored, the new ones" in line for line in said)
    assert town.execute(together.format(CROSSWALK, "risk:2")).fetchall() == [(False,)]
