"""From what is published back to what departments delivered, over the models of a whole run."""

from __future__ import annotations

import json

import pytest

from orchestration import dbt, lineage, warehouse
from orchestration.lineage import whole
from tests.conftest import House

CARD = "marts.customer_360"
CRM, SHOP, POLICIES = "raw_crm.contacts", "raw_shop.accounts", "raw_insurance.policies"


@pytest.fixture(scope="module")
def found(house: House) -> lineage.Lineage:
    with warehouse.connect(house.settings, read_only=True) as connection:
        return lineage.of_build(house.settings, connection)


@pytest.mark.parametrize(
    ("mart", "column", "delivered"),
    [
        ("customer_360", "birth_on", {(CRM, "birth_on")}),
        ("customer_360", "margin_12m", {("raw_shop.order_lines", "unit_price_gbp"),
                                        (POLICIES, "annual_premium_gbp")}),
        ("consent_states", "is_allowed", {("raw_marketing.preferences", "answer"),
                                          (SHOP, "marketing_answer")}),
        ("customer_value", "clv", {("raw_shop.orders", "ordered_at")}),
        ("experience_scores", "raw_score", {("raw_survey.responses", "satisfied")}),
    ],
)  # fmt: skip
def test_a_published_column_comes_from(
    found: lineage.Lineage, mart: str, column: str, delivered: set[lineage.Column]
) -> None:
    values = {one for one, gives in found.sources((f"marts.{mart}", column)).items() if gives}
    assert delivered <= values


def test_a_golden_value_is_made_of_what_departments_say_of_it_and_nothing_else(
    found: lineage.Lineage,
) -> None:
    for golden in ("email", "phone", "postcode"):
        values = {c for c, gives in found.sources((CARD, golden)).items() if gives}
        delivered = {name for table, name in values if table.startswith("raw_")}
        assert len(values) > 4
        assert all(golden in name for name in delivered), delivered


def test_a_number_is_decided_by_what_identity_compares_and_made_of_none(
    found: lineage.Lineage,
) -> None:
    sources = found.sources((CARD, "customer_id"))
    assert {(CRM, "email"), (CRM, "family_name")} <= sources.keys()
    assert not any(sources.values())


def test_every_model_is_read_and_every_mart_ends_at_deliveries_rules_or_constants(
    found: lineage.Lineage, house: House
) -> None:
    assert found.unread == {}
    manifest = dbt.manifest(house.settings.dbt_target / "manifest.json")
    assert {relation for (relation, _), _ in found.steps} >= set(dbt.models(manifest, "marts"))
    ends = {table.partition(".")[0] for one in found.published() for table, _ in found.sources(one)}
    assert {end for end in ends if not end.startswith("raw_")} <= {"rules", "landing", "identity"}


def test_every_table_that_python_computes_says_what_from(house: House) -> None:
    sources = dbt.manifest(house.settings.dbt_target / "manifest.json")["sources"].values()
    silent = {
        f"{one['schema']}.{one['identifier']}"
        for one in sources
        if one["schema"] in ("identity", "statistics")
        and not {"computed_from", "decided_from"} & one["config"]["meta"].keys()
    }
    # What people decided is computed from nothing.
    assert silent == {"identity.customer_restrictions", "identity.decisions"}


def test_what_has_not_changed_is_not_read_again(
    house: House, found: lineage.Lineage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(whole, "Query", refuse)
    with warehouse.connect(house.settings, read_only=True) as connection:
        assert lineage.of_build(house.settings, connection).steps == found.steps
    assert json.loads((house.settings.build / whole.CACHE).read_text())
