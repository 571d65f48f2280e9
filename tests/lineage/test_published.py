"""The lineage as a mart: each published column with each of its origins, of whatever kind."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import lineage
from orchestration.company import departments
from orchestration.lineage import Lineage
from orchestration.lineage.published import Traced, trace
from tests.conftest import House

EMAIL = ("marts.customer_360", "email")


def test_a_column_has_a_row_for_each_origin_and_one_where_it_has_none() -> None:
    contacts = next(one for one in departments.sound_extracts() if one.name == "raw_crm.contacts")
    found = Lineage(
        {
            EMAIL: frozenset({("conformed.people", "email")}),
            ("conformed.people", "email"): frozenset(
                {("raw_crm.contacts", "email"), ("rules.source_trust", "rank")}
            ),
            ("marts.customer_360", "label"): frozenset(),
            ("marts.customer_360", "*"): frozenset({("raw_crm.contacts", "*")}),
            ("marts.visits", "seen"): frozenset({("conformed.broken", "seen")}),
            ("marts.visits", "link"): frozenset({("identity.decisions", "verdict")}),
        },
        {"conformed.broken": "It is no SELECT.", "marts.torn": "It is no SELECT."},
    )
    assert set(trace(found, [contacts])) == {
        Traced("customer_360", "email", "delivered", "crm", "crm/contacts", "email", "email"),
        Traced("customer_360", "email", "rule", None, "source_trust", "rank"),
        Traced("customer_360", "label", "constant"),
        Traced("visits", "seen", "unread", None, "conformed.broken", "seen"),
        Traced("visits", "link", "product", None, "identity.decisions", "verdict"),
        Traced("torn", "*", "unread"),
    }


def test_every_published_column_of_a_model_is_traced(
    published: duckdb.DuckDBPyConnection,
) -> None:
    untraced = published.execute(Path(__file__).with_name("untraced.sql").read_text()).fetchall()
    assert untraced == []
    ((delivered, unread),) = published.execute(
        "select count(*) filter (where origin = 'delivered'), "
        "count(*) filter (where origin = 'unread') from marts.column_lineage"
    ).fetchall()
    assert delivered > 1000
    assert unread == 0


def test_the_mart_says_what_the_command_says(
    house: House, published: duckdb.DuckDBPyConnection
) -> None:
    from orchestration import warehouse

    with warehouse.connect(house.settings, read_only=True) as connection:
        found = lineage.of_build(house.settings, connection)
    for mart, column in (EMAIL, ("marts.customer_value", "clv")):
        rows = published.execute(
            "select 'raw_' || replace(origin_table, '/', '.'), origin_column "
            "from marts.column_lineage where origin = 'delivered' and mart = ? and column_name = ?",
            [mart.removeprefix("marts."), column],
        ).fetchall()
        said = {one for one in found.sources((mart, column)) if one[0].startswith("raw_")}
        assert set(rows) == said
        assert said
