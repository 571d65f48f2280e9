"""A steward's link joins whole customers, an unlink parts one in two, undo leaves no trace."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration import identity
from orchestration.identity.stewardship import decision_file
from orchestration.identity.stewardship.decision_file import Decision
from tests.identity.conftest import AS_OF, Record, connect, write

PEOPLE, UNLINKS, STRANGERS = 100, 100, 300
_STREETS = ("Alder", "Birch", "Cedar", "Damson", "Elder")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(("zo", "ri", "quam", "bel", "tus", "vek", "lau")) for _ in "four")


def _person(n: int) -> list[Record]:
    """One person in two customers: married, moved, with a new e-mail and a slip in the birth date.

    Some of the records are sparse, and some of the second life still carry something of the first.
    """
    chance = random.Random(n)  # noqa: S311
    given, other, before, after = (_word(chance) for _ in range(4))
    number = chance.randrange(10**7)
    records = []
    for life in (0, 1):
        family = (before, after)[life]
        for k in range(chance.randrange(2, 8)):
            is_sparse = chance.random() < 0.3 and k
            records.append(
                Record(
                    f"{('crm', 'shop', 'service')[k % 3]}:P{n}-{life}{k}",
                    birth_on=date(1960 + n % 40 + 12 * life, 1 + n % 12, 3) if not k else None,
                    given_name=None if is_sparse else (given, other)[life],
                    family_name=family,
                    email=f"{(before, after)[life]}{number}@mail.test",
                    phone=None if is_sparse else f"07{(31, 46)[life]}{number:07d}",
                    address_line_1=f"{n + 1} {_STREETS[n % 5]} Road",
                    postcode=f"ZQ{1 + n % 9} {life}AB",
                )
            )
    return records


class Company:
    """The town with its split people, resolved as often as asked."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.connection = connect()
        write(self.connection, [record for n in range(PEOPLE) for record in _person(n)])
        self.connection.execute(
            "delete from conformed.customer_records where "
            f"try_cast(regexp_extract(record_id, ':S([0-9]+)$', 1) as int) >= {STRANGERS}"
        )

    def run(self, as_of: date = AS_OF) -> dict[str, str]:
        identity.resolve(
            self.connection, as_of, references=None, steward=identity.Decisions(self.file)
        )
        return dict(
            self.connection.execute(
                "select record_id, customer_id from identity.crosswalk where valid_to is null"
            ).fetchall()
        )

    def crosswalk(self) -> list[tuple[object, ...]]:
        return self.connection.execute("from identity.crosswalk order by all").fetchall()

    def decide(self, kind: str, a: str, b: str) -> str:
        return decision_file.append(self.file, Decision(kind, a, b, "ada", "seen", AS_OF))

    def undo(self, decision_id: str) -> None:
        line = Decision("undo", "-", "-", "ada", "mistake", AS_OF, undoes=decision_id)
        decision_file.append(self.file, line)


def _members(customers: dict[str, str]) -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for record, customer in customers.items():
        found[customer].add(record)
    return {customer: frozenset(records) for customer, records in found.items()}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path / "decisions.csv")
    yield made
    made.connection.close()


def _true_links(before: dict[str, str], chance: random.Random) -> list[tuple[str, str]]:
    """A record of each of two customers that are one person."""
    links = []
    for n in range(PEOPLE):
        of = [sorted(r for r in before if f":P{n}-{life}" in r) for life in (0, 1)]
        a, b = (chance.choice(records) for records in of)
        if before[a] != before[b]:
            links.append((a, b))
    return links


@pytest.mark.parametrize("seed", [7, 23])
def test_a_hundred_links_and_a_hundred_unlinks_are_whole_and_undone_without_a_trace(
    company: Company, seed: int
) -> None:
    before, chance = company.run(), random.Random(seed)  # noqa: S311
    beneath, members = company.crosswalk(), _members(before)
    links = _true_links(before, chance)
    assert len(links) >= 90, "the test needs people whom nothing but a steward joins"
    linked = {before[record] for pair in links for record in pair}
    assert len(linked) == 2 * len(links)
    parted = [c for c in sorted(members) if len(members[c]) > 1 and c not in linked][:UNLINKS]
    unlinks = [tuple(chance.sample(sorted(members[customer]), 2)) for customer in parted]
    assert len(unlinks) == UNLINKS
    made = [company.decide("link", a, b) for a, b in links]
    made += [company.decide("unlink", a, b) for a, b in unlinks]

    after = company.run()
    whole = _members(after)
    for a, b in links:
        assert whole[after[a]] == members[before[a]] | members[before[b]]
        assert after[a] in (before[a], before[b])
    for a, b in unlinks:
        assert after[a] != after[b]
        assert whole[after[a]] | whole[after[b]] == members[before[a]]
        assert before[a] in (after[a], after[b])
    untouched = set(before) - {r for c in {*linked, *parted} for r in members[c]}
    assert {r: after[r] for r in untouched} == {r: before[r] for r in untouched}
    assert company.run() == after

    for decision_id in made:
        company.undo(decision_id)
    assert company.run() == before
    assert company.crosswalk() == beneath
    for customer, replaced_by in company.connection.execute(
        "select customer_id, replaced_by from identity.redirects"
    ).fetchall():
        assert customer not in members
        assert replaced_by in members


def test_an_undo_on_a_later_day_gives_everybody_the_number_they_had(company: Company) -> None:
    before = company.run()
    chance = random.Random(3)  # noqa: S311
    made = [company.decide("link", a, b) for a, b in _true_links(before, chance)]
    company.run(AS_OF + timedelta(1))
    for decision_id in made[::2]:
        company.undo(decision_id)
    company.run(AS_OF + timedelta(2))
    for decision_id in made[1::2]:
        company.undo(decision_id)
    assert company.run(AS_OF + timedelta(3)) == before
    assert company.connection.execute("select count(*) from identity.redirects").fetchall() == [
        (0,)
    ]


def test_what_led_to_a_number_that_lives_again_leads_there_again(company: Company) -> None:
    before = company.run()
    a, b = _true_links(before, random.Random(3))[0]  # noqa: S311
    c = next(r for r in sorted(before) if r.startswith("shop:S"))
    older, newer = sorted((a, b), key=lambda r: before[r])
    first = company.decide("link", older, c)
    joined = company.run(AS_OF + timedelta(1))[c]
    gone = {before[older], before[c]} - {joined}
    second = company.decide("link", c, newer)
    company.run(AS_OF + timedelta(2))
    company.undo(second)
    company.run(AS_OF + timedelta(3))
    led = dict(
        company.connection.execute(
            "select customer_id, replaced_by from identity.redirects"
        ).fetchall()
    )
    assert led == dict.fromkeys(gone, joined)
    company.undo(first)
    assert company.run(AS_OF + timedelta(4)) == before


def test_a_link_and_an_unlink_that_meet_in_one_customer_are_both_obeyed(company: Company) -> None:
    before = company.run()
    members = _members(before)
    a, b = _true_links(before, random.Random(3))[0]  # noqa: S311
    own = sorted(members[before[a]] - {a})
    others = sorted(members[before[b]] - {b})
    company.decide("unlink", own[0], others[0])
    company.decide("link", a, b)
    after = company.run()
    assert after[a] == after[b]
    assert after[own[0]] != after[others[0]]
    found = {after[r] for r in members[before[a]] | members[before[b]]}
    assert len(found) == 2


def test_records_that_say_the_same_are_parted_where_a_steward_says_so(company: Company) -> None:
    twice = [Record(f"crm:same{k}", "Same Person", email="same@mail.test") for k in range(4)]
    write(company.connection, twice)
    before = company.run()
    assert len({before[r.record_id] for r in twice}) == 1
    made = company.decide("unlink", "crm:same1", "crm:same3")
    after = company.run()
    assert after["crm:same1"] != after["crm:same3"]
    assert len({after[r.record_id] for r in twice}) == 2
    crossing = company.connection.execute(
        "select count(*) from identity.links as l "
        "join identity.crosswalk as a on l.record_a = a.record_id and a.valid_to is null "
        "join identity.crosswalk as b on l.record_b = b.record_id and b.valid_to is null "
        "where a.customer_id <> b.customer_id"
    ).fetchall()
    assert crossing == [(0,)]
    company.undo(made)
    assert company.run() == before


def test_a_preview_foretells_who_moves_and_changes_nothing(company: Company) -> None:
    before = company.run()
    a, b = _true_links(before, random.Random(5))[0]  # noqa: S311
    members = _members(before)
    single = max(members.values(), key=len)
    cut = tuple(sorted(single)[:2])

    def foretold(kind: str, one: str, two: str, undoes: str | None = None) -> identity.Preview:
        line = Decision(kind, one, two, "ada", "seen", AS_OF, undoes=undoes)
        return identity.preview(
            company.connection, identity.Decisions(company.file), line, AS_OF,
            references=None,
        )  # fmt: skip

    for kind, one, two in (("link", a, b), ("unlink", *cut)):
        said = foretold(kind, one, two)
        assert company.run() == before
        made = company.decide(kind, one, two)
        after = company.run()
        assert {m.record_id for m in said.moves} == {r for r in before if after[r] != before[r]}
        assert said.stay + len(said.moves) == len(members[before[one]] | members[before[two]])
        assert all(m.after in (None, after[m.record_id]) for m in said.moves)
        back = foretold("undo", one, two, made)
        assert {(m.record_id, m.after) for m in back.moves} == {
            (r, before[r] if before[r] in set(after.values()) else None)
            for r in before
            if after[r] != before[r]
        }
        company.undo(made)
        assert company.run() == before


def test_a_preview_names_the_decisions_that_would_hold_no_longer(company: Company) -> None:
    before = company.run()
    a, b = _true_links(before, random.Random(5))[0]  # noqa: S311
    old = company.decide("unlink", a, b)
    line = Decision("link", a, b, "ada", "seen", AS_OF)
    said = identity.preview(
        company.connection, identity.Decisions(company.file), line, AS_OF, references=None
    )
    assert said.set_aside == (old,)


def test_new_records_of_a_linked_customer_join_it_and_leave_it_with_an_undo(
    company: Company,
) -> None:
    before = company.run()
    a, b = _true_links(before, random.Random(5))[0]  # noqa: S311
    made = company.decide("link", a, b)
    company.run(AS_OF + timedelta(1))
    added = "service:late"
    company.connection.execute(
        f"insert into conformed.customer_records "
        f"select * replace ('{added}' as record_id) from conformed.customer_records "
        f"where record_id = '{b}'"
    )
    joined = company.run(AS_OF + timedelta(2))
    assert joined[added] == joined[a]
    company.undo(made)
    after = company.run(AS_OF + timedelta(3))
    assert after == {**before, added: before[b]}


def test_a_lost_build_remembers_the_numbers_without_stewards() -> None:
    from orchestration import remembered

    assert "identity.numbers_apart" in remembered.NUMBERS
    with duckdb.connect() as connection:
        from orchestration.identity.numbering import number

        number.create_tables(connection)
        connection.execute("from identity.numbers_apart").fetchall()
