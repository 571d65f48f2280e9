"""A company that has nothing but a list of transactions: the command makes all that a run needs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from orchestration import dbt, landing, transactions, warehouse
from orchestration.company import departments
from orchestration.landing import rehearsal
from orchestration.transactions import Columns, Department
from tests.conftest import settings_in

COLUMNS = Columns("who", "day", "amount", order="number", product="what", cost="amount * 0.6")
DAYS = (
    "who,day,number,what,amount\nA,2026-01-01,1,mug,10\nA,2026-01-01,1,jar,5\nB,2026-01-01,2,mug,8\n",
    # A credit note of an order of the day before, and one of what was never bought, which is taken
    # off what else the customer bought.
    "who,day,number,what,amount\nA,2026-01-02,C3,mug,-4\nB,2026-01-02,C4,tin,-3\n",
)


def test_two_days_of_a_list_land_without_a_reject_and_reach_the_feeds(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    settings = settings_in(folder, company=folder)
    for day in DAYS:
        (tmp_path / "day.csv").write_text(day)
        transactions.write(
            tmp_path / "day.csv", COLUMNS, Department(folder, "till", "gifts", "EUR")
        )
        extracts = departments.sound_extracts(folder)
        assert [e.table for e in extracts] == ["customers", "orders", "order_lines", "credit_notes"]
        findings = [f for extract in extracts for f in rehearsal.rehearse(extract, settings)]
        assert not [finding for finding in findings if finding.is_refused]
    with warehouse.connect(settings) as connection:
        for extract in extracts:
            receipts = landing.land(extract, connection, settings)
            assert receipts and not sum(receipt.rejected for receipt in receipts)
    layers = ("config.schema:staging", "config.schema:feeds")
    seeded = dbt.run(settings, "seed")
    assert seeded.returncode == 0, seeded.stdout
    built = dbt.run(settings, "run", "--select", *layers, "--vars", "{as_of: 2026-01-02}")
    assert built.returncode == 0, built.stdout
    with warehouse.connect(settings, read_only=True) as connection:
        [orders] = connection.execute(
            "select count(*), count(distinct record_id), any_value(line_of_business), "
            "sum(total_amount) from feeds.feed_purchases"
        ).fetchall()
        [lines] = connection.execute(
            "select sum(quantity * unit_price), sum(quantity * unit_cost) "
            "from feeds.feed_purchase_lines"
        ).fetchall()
        refunds = connection.execute(
            "select order_number, sum(refund) from feeds.feed_refunds group by all order by all"
        ).fetchall()
        people = connection.execute("select record_id from feeds.feed_people order by 1").fetchall()
    assert orders == (2, 2, "gifts", Decimal(23))
    assert lines == (Decimal(23), Decimal("13.80"))
    assert refunds == [("1", Decimal(4)), ("2", Decimal(3))]
    assert people == [("till:A",), ("till:B",)]
