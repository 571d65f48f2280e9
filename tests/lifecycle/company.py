"""A small random company, as the tables that the lifecycle models read, and the definitions spelled
out day by day over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import duckdb
import numpy as np

FIRST, AS_OF = date(2023, 11, 1), date(2026, 10, 31)
ACTIVE, LOST, GRACE = timedelta(180), timedelta(365), timedelta(30)
DAYS = [FIRST + timedelta(n) for n in range((AS_OF - FIRST).days + 1)]

Event = tuple[str, str, str, date]


@dataclass(frozen=True)
class Order:
    """An order on a day; `margin` is what it brought until some of it was given back on
    `refunded_on`, and `margin_left` what it brought from then on: all given back, it is none."""

    record: str
    on: date
    is_qualifying: bool
    margin: float
    refunded_on: date | None = None
    margin_left: float | None = None

    def is_known(self, as_of: date) -> bool:
        """Whether the refund is made by then."""
        return self.refunded_on is not None and self.refunded_on <= as_of

    def qualifies(self, as_of: date) -> bool:
        """Whether it is a purchase as far as is known on the day."""
        return self.is_qualifying and not (self.is_known(as_of) and self.margin_left is None)

    def versions(self, as_of: date) -> list[tuple[date, date | None, bool, float]]:
        """From when, until when, whether it qualifies and what it brings."""
        if not self.is_known(as_of):
            return [(self.on, None, self.is_qualifying, self.margin)]
        kept = self.margin_left
        return [
            (self.on, self.refunded_on, self.is_qualifying, self.margin),
            (
                self.refunded_on or self.on,
                None,
                self.is_qualifying and kept is not None,
                kept or 0.0,
            ),
        ]


@dataclass(frozen=True)
class Term:
    """A contract term, its last day of cover included."""

    record: str
    starts_on: date
    ends_on: date
    margin: float
    cancelled_on: date | None = None

    def known_cancelled_on(self, as_of: date) -> date | None:
        """The last day of cover if the term is known on the day to end before its time."""
        return self.cancelled_on if self.cancelled_on and self.cancelled_on <= as_of else None


@dataclass
class Company:
    """Orders, contract terms, and per record the customers it belonged to: (customer, from, to)."""

    orders: list[Order] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    owners: dict[str, list[tuple[str, date, date | None]]] = field(default_factory=dict)

    def customer(self, record: str) -> str:
        return self.owners[record][-1][0]


def random_company(seed: int, people: int = 150) -> Company:
    """Gaps that hit the limits of the policy, renewals around the grace, merges and splits."""
    rng = np.random.default_rng(seed)
    company = Company()
    for number in range(people):
        record = f"shop:{number:04}"
        company.owners[record] = [(f"C{number:04}", FIRST, None)]
        on = FIRST + timedelta(int(rng.integers(0, 700)))
        while on <= AS_OF and rng.random() < 0.75:
            margin = round(float(rng.normal(30, 20)), 2)
            order = Order(record, on, bool(rng.random() < 0.85), margin)
            if rng.random() < 0.25:
                back = on + timedelta(int(rng.integers(1, 40)))
                left = None if rng.random() < 0.5 else round(margin / 2, 2)
                order = replace(order, refunded_on=back, margin_left=left)
            company.orders.append(order)
            on += timedelta(int(rng.choice([0, 1, 90, 179, 180, 181, 364, 365, 366, 367, 500])))
        start = FIRST + timedelta(int(rng.integers(0, 1500)))
        while start <= AS_OF and rng.random() < 0.7:
            end = start + timedelta(int(rng.choice([100, 364, 364])))
            term = Term(record, start, end, round(float(rng.normal(90, 20)), 2))
            if rng.random() < 0.2:
                term = replace(term, cancelled_on=start + timedelta(int(rng.integers(1, 99))))
            company.terms.append(term)
            start = end + timedelta(int(rng.choice([-50, 1, 29, 30, 31, 32, 90])))
    records = sorted(company.owners)
    for number in range(people // 6):
        kept, moved = records[2 * number : 2 * number + 2]
        survivor, retired = company.customer(kept), company.customer(moved)
        on = FIRST + timedelta(int(rng.integers(1, len(DAYS) - 10)))
        history = [(retired, FIRST, on), (survivor, on, None)]
        if number % 3 == 0:
            again = on + timedelta(int(rng.integers(1, 9)))
            history = [
                (retired, FIRST, on),
                (survivor, on, again),
                (f"S{number:04}", again, None),
            ]
        company.owners[moved] = history
    return company


# The day in the middle of a month on which `plant` merges and splits.
REMAPPED = date(2026, 5, 17)


def plant(company: Company) -> None:
    """Merges and splits in mid-May 2026 of customers to whom nothing else happens that month."""

    def buys(record: str, *days: date) -> None:
        company.orders.extend(Order(record, day, True, 10.01) for day in days)

    def moves(record: str, before: str, after: str) -> None:
        company.owners[record] = [(before, FIRST, REMAPPED), (after, REMAPPED, None)]

    recent, lost_in_april, long_ago = date(2026, 3, 10), date(2025, 4, 1), date(2024, 1, 10)
    # Two who stand become one; one who stands becomes two.
    for record, before, after in (("a1", "MA1", "MA1"), ("a2", "MA2", "MA1")):
        buys(record, recent)
        moves(record, before, after)
    for record, before, after in (("b1", "SB1", "SB1"), ("b2", "SB1", "SB2")):
        buys(record, recent)
        moves(record, before, after)
    # Who was lost long ago, or last month, turns out to be one who stands.
    for family, day in (("C", long_ago), ("D", lost_in_april)):
        old, new = f"{family.lower()}1", f"{family.lower()}2"
        buys(old, day)
        buys(new, recent)
        moves(old, f"M{family}1", f"M{family}1")
        moves(new, f"M{family}2", f"M{family}1")
    # One who stands splits from another's old orders and is lost only in the books of the past.
    buys("e1", long_ago)
    buys("e2", recent)
    moves("e1", "SE1", "SE1")
    moves("e2", "SE1", "SE2")


def write(company: Company, connection: duckdb.DuckDBPyConnection, as_of: date = AS_OF) -> None:
    """The tables upstream of the lifecycle models, with just the columns these read.

    Nothing in them happened after `as_of`.
    """
    connection.execute(
        """
        create schema landing; create schema conformed; create schema identity;
        create table landing.as_of (as_of date);
        create table conformed.orders (
            order_number varchar, record_id varchar, customer_id varchar,
            line_of_business varchar, ordered_on date, standing varchar, is_qualifying boolean,
            revenue decimal(18, 2), margin decimal(18, 2)
        );
        create table conformed.order_values (
            order_number varchar, known_from date, known_until date, is_qualifying boolean,
            margin decimal(18, 2)
        );
        create table conformed.credits (
            credit_id varchar, record_id varchar, line_of_business varchar, credited_on date,
            margin decimal(18, 2)
        );
        create table conformed.contract_terms (
            contract_number varchar, standing varchar, starts_on date, ends_on date,
            known_cancelled_on date, paused_on date, resumed_on date,
            annual_amount decimal(18, 2), expected_cost decimal(18, 2)
        );
        create table conformed.contracts (
            contract_number varchar, record_id varchar, customer_id varchar,
            line_of_business varchar, is_renewal boolean, starts_on date, ends_on date,
            cancelled_on date, ended_by varchar, standing varchar, is_qualifying boolean,
            revenue decimal(18, 2), margin decimal(18, 2)
        );
        create table conformed.decisions (
            customer_id varchar, line_of_business varchar, decision varchar, decided_at timestamp
        );
        create table conformed.customer_segments (
            customer_id varchar, segmentation varchar, segment varchar
        );
        create table conformed.own_accounts (record_id varchar, state varchar);
        create table identity.crosswalk (
            record_id varchar, department varchar, source_record_id varchar, customer_id varchar,
            valid_from date, valid_to date, owned_from date
        );
        create table identity.redirects (customer_id varchar, replaced_by varchar)
        """
    )
    connection.execute("insert into landing.as_of values (?)", [as_of])
    held = [
        (r, customer, valid_from, valid_to if valid_to and valid_to <= as_of else None)
        for r, owners in company.owners.items()
        for customer, valid_from, valid_to in owners
        if valid_from <= as_of
    ]
    connection.executemany(
        "insert into identity.crosswalk (record_id, customer_id, valid_from, valid_to) "
        "values (?, ?, ?, ?)",
        held,
    )
    orders = [(f"O{n}", o) for n, o in enumerate(company.orders) if o.on <= as_of]
    connection.executemany(
        "insert into conformed.orders values (?, ?, ?, 'retail', ?, 'stands', ?, 0, ?)",
        [
            (
                n,
                o.record,
                company.customer(o.record),
                o.on,
                o.qualifies(as_of),
                o.versions(as_of)[-1][-1],
            )
            for n, o in orders
        ],
    )
    connection.executemany(
        "insert into conformed.order_values values (?, ?, ?, ?, ?)",
        [(n, *version) for n, o in orders for version in o.versions(as_of)],
    )
    terms = [(f"P{n}", t) for n, t in enumerate(company.terms) if t.starts_on <= as_of]
    connection.executemany(
        "insert into conformed.contracts "
        "values (?, ?, ?, 'insurance', false, ?, ?, ?, 'customer', 'stands', true, 0, ?)",
        [
            (
                n,
                t.record,
                company.customer(t.record),
                t.starts_on,
                t.ends_on,
                t.known_cancelled_on(as_of),
                t.margin,
            )
            for n, t in terms
        ],
    )
    connection.executemany(
        "insert into conformed.contract_terms values (?, 'stands', ?, ?, ?, null, null, ?, 0)",
        [(n, t.starts_on, t.ends_on, t.known_cancelled_on(as_of), t.margin) for n, t in terms],
    )
    connection.execute(
        """
        insert into conformed.customer_segments
        select customer_id, unnest(['all', 'half']), unnest(['all', 'half ' || half])
        from (
            select distinct customer_id, right(customer_id, 1)::integer % 2 as half
            from identity.crosswalk where valid_to is null
        )
        """
    )


def trailing_margin(company: Company, end: date) -> dict[str, float]:
    """Per customer number of the day, what the twelve months up to it brought as then known."""
    start = _a_year_before(end)
    found: dict[str, float] = defaultdict(float)
    for order in company.orders:
        if start < order.on <= end and order.qualifies(end):
            found[_number(company, order.record, end)] += order.versions(end)[-1][-1]
    for term in company.terms:
        if start < term.starts_on <= end:
            until = term.known_cancelled_on(end) or term.ends_on
            share = ((until - term.starts_on).days + 1) / ((term.ends_on - term.starts_on).days + 1)
            found[_number(company, term.record, end)] += round(term.margin * share + 1e-9, 2)
    return found


def _a_year_before(day: date) -> date:
    last = day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else None
    return last or day.replace(year=day.year - 1)


def _number(company: Company, record: str, day: date) -> str:
    owners = company.owners[record]
    return next(c for c, _, until in owners if until is None or day < until)


def day_by_day(company: Company) -> Iterator[Event]:
    """Every event by the agreed definitions, read one day after the other.

    A day first shows who is lost or lapsed by then, and then what is bought on it.
    """
    bought: dict[tuple[str, str], list[tuple[date, date, date]]] = defaultdict(list)
    for order in company.orders:
        if order.qualifies(AS_OF):
            reach = (order.on, order.on + ACTIVE, order.on + LOST)
            for line in ("retail", "enterprise"):
                bought[company.customer(order.record), line].append(reach)
    for term in company.terms:
        end = (term.known_cancelled_on(AS_OF) or term.ends_on) + GRACE
        reach = (term.starts_on, end, end)
        for line in ("insurance", "enterprise"):
            bought[company.customer(term.record), line].append(reach)
    for (customer, line), reaches in bought.items():
        state = "prospect"
        for day in DAYS:
            before = [reach for reach in reaches if reach[0] < day]
            if state in ("active", "lapsed") and all(reach[2] < day for reach in before):
                state = "lost"
                yield customer, line, state, day
            elif state == "active" and all(reach[1] < day for reach in before):
                state = "lapsed"
                yield customer, line, state, day
            if any(reach[0] == day for reach in reaches):
                if state in ("prospect", "lost"):
                    yield customer, line, "new" if state == "prospect" else "reactivated", day
                state = "active"
