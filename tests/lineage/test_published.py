"""The lineage as a mart: each published column with each of its origins, of whatever kind."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import lineage
from orchestration.company import departments
from orchestration.lineage import Lineage, Part
from orchestration.lineage.columns import EVERY_ROW
from orchestration.lineage.published import Traced, trace
from tests.conftest import House

EMAIL = ("marts.customer_360", "email")


def test_a_column_has_a_row_for_each_origin_and_one_where_it_has_none() -> None:
    contacts = next(one for one in departments.sound_extracts() if one.name == "raw_crm.contacts")
    found = Lineage(
        {
            (column, EVERY_ROW): frozenset(parts)
            for column, parts in {
                EMAIL: [Part(("conformed.people", "email"))],
                ("conformed.people", "email"): [
                    Part(("raw_crm.contacts", "email")),
                    Part(("raw_crm.contacts", "created_at"), is_value=False),
                    Part(("rules.source_trust", "rank"), is_value=False),
                ],
                ("marts.customer_360", "label"): [],
                ("marts.customer_360", "*"): [Part(("raw_crm.contacts", "*"))],
                ("marts.visits", "seen"): [Part(("conformed.broken", "seen"))],
                ("marts.visits", "link"): [Part(("identity.decisions", "verdict"))],
            }.items()
        },
        {"conformed.broken": "It is no SELECT.", "marts.torn": "It is no SELECT."},
    )
    assert set(trace(found, [contacts])) == {
        Traced("customer_360", "email", "delivered", "crm", "crm/contacts", "email", "email"),
        Traced(
            "customer_360", "email", "delivered", "crm", "crm/contacts", "created_at", None, False
        ),
        Traced("customer_360", "email", "rule", None, "source_trust", "rank", None, False),
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
            "select 'raw_' || replace(origin_table, '/', '.'), origin_column, gives_value "
            "from marts.column_lineage where origin = 'delivered' and mart = ? and column_name = ?",
            [mart.removeprefix("marts."), column],
        ).fetchall()
        sources = found.sources((mart, column))
        said = {(*one, gives) for one, gives in sources.items() if one[0].startswith("raw_")}
        assert set(rows) == said
        assert said
