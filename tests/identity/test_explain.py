"""Every answer is explained by the numbers that made it, and says what would change it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from orchestration import identity
from orchestration.identity.explaining import waterfall
from tests.identity.conftest import Town


def test_an_explanation_weighs_what_the_link_weighs(town: Town) -> None:
    links = town.connection.execute(
        """
        select record_a, record_b, match_weight, weights from identity.links
        where record_a not similar to '.*:S[0-9]+' and match_weight is not null
        order by hash(record_a || record_b) limit 8
        """
    ).fetchall()
    assert len(links) == 8
    for a, b, weight, weights in links:
        found = identity.explain(town.connection, a, b)
        assert found.weight == pytest.approx(weight, abs=0.0011)
        seen = {field: bits for field, bits in weights.items() if bits}
        assert {f: w for f, w in found.weights.items() if w} == pytest.approx(seen, abs=0.0011)


def test_a_record_and_a_customer_are_explained_by_the_record_that_agrees_best(town: Town) -> None:
    (customer,) = town.customers("crm:W1")
    found = identity.explain(town.connection, "delivery:W2", customer)
    assert found.is_linked
    assert (found.record_a, found.record_b) == ("delivery:W2", "crm:W2")
    other = identity.explain(town.connection, "crm:F2", town.customers("crm:F1")[0])
    assert not other.is_linked
    assert {pair.record_a for pair in other.between} == {"crm:F2", "insurance:F2"}


def test_a_retired_number_leads_to_the_customer_that_lives_on(town: Town) -> None:
    (living,) = town.customers("crm:N1")
    town.connection.execute("begin")
    town.connection.execute(
        "insert into identity.redirects values ('C-OLD', 'C-MID', 'merged', '2026-01-01'), "
        f"('C-MID', '{living}', 'merged', '2026-02-01'), ('C-GONE', null, 'retired', '2026-01-01')"
    )
    assert identity.living(town.connection, "C-OLD") == living
    assert identity.explain(town.connection, "service:N2", "C-OLD").is_linked
    with pytest.raises(identity.UnknownRecordError, match="no record is left"):
        identity.living(town.connection, "C-GONE")
    town.connection.execute("rollback")


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("crm:nobody", "crm:N1", "No current record crm:nobody"),
        ("crm:N1", "C-0000000000", "No customer C-0000000000"),
        ("crm:N1", "crm:N1", "one record"),
    ],
)
def test_nobody_and_oneself_cannot_be_explained(town: Town, a: str, b: str, message: str) -> None:
    with pytest.raises(identity.UnknownRecordError, match=message):
        identity.explain(town.connection, a, b)


def test_it_is_said_what_would_change_the_answer(town: Town) -> None:
    twins = identity.explain(town.connection, "crm:T1", "crm:T2").changes
    assert "given name" in twins[0]
    assert twins[-1].endswith("customer360 identity link crm:T1 crm:T2 --reason …")
    weak = identity.explain(town.connection, "crm:R1", "crm:A0")
    assert weak.why_not is not None
    one = identity.explain(town.connection, "crm:N1", "service:N2").changes
    assert one[0].startswith("With given “different” ")
    assert one[-1].endswith("customer360 identity unlink crm:N1 service:N2 --reason …")


def test_the_waterfall_starts_at_nought_ends_at_the_weight_and_shows_no_value(town: Town) -> None:
    found = identity.explain(town.connection, "crm:N1", "service:N2")
    steps = waterfall.bars(found)
    assert steps[0].start == 0
    assert [step.end for step in steps[:-2]] == [step.start for step in steps[1:-1]]
    assert steps[-2].end == pytest.approx(steps[-1].end, abs=0.01)
    drawn, page = waterfall.svg(found), waterfall.html(found)
    ElementTree.fromstring(drawn)  # noqa: S314, our own drawing
    assert drawn in page
    for value in ("fenwick", "natasha", "07911", "mail.test"):
        assert value not in page.lower()
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
