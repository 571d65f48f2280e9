"""Couples, firms with staff and estates among strangers: nothing that names two joins them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from orchestration import identity
from tests.identity.conftest import AS_OF, Record, Town, connect, write

COUPLES, FIRMS, ESTATES, TRUSTS = 500, 200, 100, 100
_HE = ("Peter", "Martin", "George", "Alan", "Hugh", "Imran", "Simon", "Keith", "Owen", "Paul")
_SHE = ("Paula", "Miriam", "Helen", "Alice", "Hilda", "Aisha", "Susan", "Karen", "Olive", "Pia")
_TRADES = ("Plumbing", "Roofing", "Consulting", "Bakery", "Logistics", "Electrical", "Dental")
_SYLLABLES = ("zor", "ri", "quam", "bel", "tus", "vek", "lau", "mip", "dra", "sno")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(3)).capitalize()


def _home(chance: random.Random) -> dict[str, str]:
    return {
        "address_line_1": f"{chance.randrange(1, 99)} {_word(chance)} Road",
        "postcode": f"ZX{chance.randrange(1, 99)} {chance.randrange(1, 9)}AB",
    }


def _phone(chance: random.Random) -> str:
    return f"07{chance.randrange(300000000, 999999999)}"


def _joint(he: str, she: str, family: str) -> tuple[str, ...]:
    return (
        f"{he} & {she} {family}", f"{she} and {he} {family}", f"Mr & Mrs {he[0]} {family}",
        f"Mr and Mrs {family}", f"Mr {he[0]} & Mrs {she[0]} {family}", f"{family}, Mr & Mrs",
        f"{he} {family} & {she} {family}", f"{he[0]} & {she[0]} {family}",
        f"{he}/{she} {family}", f"{he} {family} or {she} {family}", f"{he} and/or {she} {family}",
        f"{he} {family} & Family", f"The {family} Family", f"Mr {he[0]} {family} and wife",
        f"Messrs {family}", f"Mr/Mrs {family}",
    )  # fmt: skip


def couples(chance: random.Random) -> list[Record]:
    """Husband and wife of one home and phone, and three records that name both."""
    found = []
    for n in range(COUPLES):
        family, home, phone = _word(chance), _home(chance), _phone(chance)
        if n % 4 == 0:
            family = f"{family}-{_word(chance)}"
        he, she = chance.choice(_HE), chance.choice(_SHE)
        for who, given in (("h", he), ("w", she)):
            day = date(
                chance.randrange(1940, 1995), chance.randrange(1, 13), chance.randrange(1, 29)
            )
            email = f"{given}.{family}{n}@mail.test".lower()
            found.append(
                Record(
                    f"crm:{who}{n}",
                    None,
                    day,
                    email,
                    phone,
                    given_name=given,
                    family_name=family,
                    **home,
                )
            )
            found.append(Record(f"shop:{who}{n}", f"{given} {family}", None, email, **home))
        for k, name in enumerate(chance.sample(_joint(he, she, family), 3)):
            shared = {"email": f"{family}{n}.family@mail.test".lower()} if k else {"phone": phone}
            found.append(Record(f"delivery:b{n}-{k}", name, **shared, **home))
    return found


def firms(chance: random.Random) -> list[Record]:
    """Firms written in several ways, two of the staff each, an owner whose name the firm bears."""
    found = []
    for n in range(FIRMS):
        trade, home, phone = chance.choice(_TRADES), _home(chance), _phone(chance)
        own = random.Random(n)  # noqa: S311, so that the draws below leave the others alone
        owner = (chance.choice(_HE), _word(chance))
        core = f"{owner[0]} {owner[1]} {trade}" if n % 2 else f"{_word(chance)} {trade}"
        domain = f"{core.replace(' ', '').lower()}.test"
        ways = (
            f"{core} Ltd", f"{core} Limited", f"{core.upper()} LTD.", f"The {core} Ltd", core,
            f"{core} (UK) Ltd",
        )  # fmt: skip
        for k, name in enumerate(chance.sample(ways, 3)):
            more = ({"phone": phone}, {"email": f"info@{domain}"}, {"phone": phone})[k]
            found.append(Record(f"crm:o{n}-{k}", name, **more, **home))
        found.append(Record(f"crm:a{n}", "Accounts Dept", None, f"accounts@{domain}", phone))
        staff = [owner, (chance.choice(_SHE), _word(chance))]
        for k, (given, family) in enumerate(staff):
            email = f"{given}.{family}@{domain}".lower()
            found.append(Record(f"crm:s{n}-{k}", f"{given} {family}", None, email, phone, **home))
            found.append(Record(f"shop:s{n}-{k}", f"{given} {family}", None, email))
        # Two who gave the firm's address with numbers and addresses of their own, and husband and
        # wife who run it from home.
        for k in range(2):
            name = f"{('Beatrix Abern', 'Roland Yous')[k]}{_word(own).lower()}"
            found.append(Record(f"shop:q{n}-{k}", name, phone=_phone(own), **home))
        # Another firm behind the same door and switchboard.
        if n % 8 == 0:
            found.append(Record(f"crm:n{n}", f"{_word(own)} Chandlers Ltd", phone=phone, **home))
        elif n % 4 == 0:  # of the same trade, or called by the same empty words
            name = f"{_word(own)} {trade}" if n % 3 else f"{_word(own)} {trade} Services Group"
            found.append(Record(f"crm:n{n}", f"{name} Ltd", phone=phone, **home))
        if n % 2:
            found.append(Record(f"shop:x{n}", f"Ottilie {owner[1]}", phone=phone, **home))
    return found


def estates(chance: random.Random) -> list[Record]:
    """Somebody who died, the widow, and what the executors wrote."""
    found = []
    for n in range(ESTATES):
        family, home, phone = _word(chance), _home(chance), _phone(chance)
        he = chance.choice(_HE)
        she = chance.choice([name for name in _SHE if name[0] != he[0]])
        for who, given in (("d", he), ("v", she)):
            day = date(
                chance.randrange(1930, 1950), chance.randrange(1, 13), chance.randrange(1, 28)
            )
            for department in ("crm", "insurance"):
                found.append(
                    Record(f"{department}:{who}{n}", f"{given} {family}", day, phone=phone, **home)
                )
        name = chance.choice(
            (f"Exors of {he} {family}", f"The Estate of {he} {family}", f"The late {he} {family}",
             f"Executors of Mr {he[0]} {family} decd", f"{family}, {he} (Exors)",
             f"c/o Exors of {he} {family}", f"Exors {he} {family}")
        )  # fmt: skip
        found.append(Record(f"delivery:e{n}", name, phone=phone, **home))
    return found


def trusts(chance: random.Random) -> list[Record]:
    """Somebody, and what is held in trust under their name at their home, telephone and mailbox."""
    found = []
    for n in range(TRUSTS):
        home, phone, family = _home(chance), _phone(chance), _word(chance)
        he = chance.choice(_HE)
        email = f"{he}.{family}.{n}@mail.test".lower()
        day = date(chance.randrange(1940, 1990), chance.randrange(1, 13), chance.randrange(1, 28))
        for department in ("crm", "shop"):
            found.append(Record(f"{department}:t{n}", f"{he} {family}", day, email, phone, **home))
        name = (
            f"The {he[0]} {family} Family Trust", f"{he} {family} Living Trust",
            f"Trustees of the {he[0]} {family} Settlement", f"{he} {family} Pension Scheme",
            f"{he} {family} SIPP", f"The {he} {family} 1998 Settlement",
            f"{he[0]} {family} Will Trust", f"{he} {family} as trustee for Amy {family}",
            f"{he} {family} Trust", f"The {family} Foundation",
        )[n % 10]  # fmt: skip
        found.append(Record(f"delivery:t{n}", name, None, email if n % 3 else None, phone, **home))
    return found


@pytest.fixture(scope="module")
def company() -> Iterator[Town]:
    chance = random.Random(11)  # noqa: S311
    connection = connect()
    write(connection, [*couples(chance), *firms(chance), *estates(chance), *trusts(chance)])
    identity.resolve(connection, AS_OF, references=None)
    yield Town(connection)
    connection.close()


@pytest.fixture(scope="module")
def found(company: Town) -> dict[str, str]:
    return dict(
        company.connection.execute(
            "select record_id, customer_id from identity.crosswalk where valid_to is null"
        ).fetchall()
    )


def test_no_record_that_names_a_couple_joins_the_two(found: dict[str, str]) -> None:
    fused = [n for n in range(COUPLES) if found[f"crm:h{n}"] == found[f"crm:w{n}"]]
    assert fused == []
    whole = [
        n for n in range(COUPLES)
        for who in "hw" if found[f"crm:{who}{n}"] == found[f"shop:{who}{n}"]
    ]  # fmt: skip
    assert len(whole) >= 0.99 * 2 * COUPLES


def test_a_couples_record_goes_to_one_of_the_two(found: dict[str, str]) -> None:
    own = [
        found[f"delivery:b{n}-{k}"] in (found[f"crm:h{n}"], found[f"crm:w{n}"])
        for n in range(COUPLES)
        for k in range(3)
    ]
    assert sum(own) >= 0.95 * len(own)


def test_people_and_firms_are_never_one_customer(found: dict[str, str]) -> None:
    firm = {found[f"crm:o{n}-{k}"] for n in range(FIRMS) for k in range(3)}
    people = {customer for record, customer in found.items() if record.split(":")[1][0] != "o"}
    posts = {found[f"crm:a{n}"] for n in range(FIRMS)}
    assert firm & (people - posts) == set()
    assert [
        n for n in range(FIRMS) if found[f"crm:s{n}-0"] == found[f"crm:s{n}-1"]
    ] == []  # fmt: skip


def test_a_firm_is_one_customer_however_it_is_written(found: dict[str, str]) -> None:
    pairs = [
        found[f"crm:o{n}-{a}"] == found[f"crm:o{n}-{b}"]
        for n in range(FIRMS)
        for a, b in combinations(range(3), 2)
    ]
    assert sum(pairs) >= 0.95 * len(pairs)
    assert len({found[f"crm:o{n}-0"] for n in range(FIRMS)}) == FIRMS


def test_two_firms_of_one_address_and_switchboard_are_two(found: dict[str, str]) -> None:
    fused = [
        n for n in range(0, FIRMS, 4)
        if found[f"crm:n{n}"] in {found[f"crm:o{n}-{k}"] for k in range(3)}
    ]  # fmt: skip
    assert fused == []


def test_a_post_in_a_firm_is_the_firms(found: dict[str, str]) -> None:
    own = [found[f"crm:a{n}"] == found[f"crm:o{n}-0"] for n in range(FIRMS)]
    assert sum(own) >= 0.95 * FIRMS


def test_staff_at_their_firms_address_are_no_household(
    company: Town, found: dict[str, str]
) -> None:
    rows = company.connection.execute(
        "select customer_id, household_id from identity.household_memberships "
        "where valid_to is null"
    ).fetchall()
    homes = dict(rows)
    for n in range(FIRMS):
        staff = [f"crm:s{n}-0", f"crm:s{n}-1", f"shop:q{n}-0", f"shop:q{n}-1"]
        lived = [home for one in staff if (home := homes.get(found[one])) is not None]
        assert len(lived) == len(set(lived)), n
        assert found[f"crm:o{n}-0"] not in homes, "a firm lives nowhere"
    # A namesake of another home may be taken for the owner.
    others = {found[f"crm:h{n}"] for n in range(COUPLES)}
    owners = [n for n in range(1, FIRMS, 2) if found[f"crm:s{n}-0"] not in others]
    assert len(owners) > 80
    together = [
        homes.get(found[f"crm:s{n}-0"], "-") == homes.get(found[f"shop:x{n}"]) for n in owners
    ]
    assert sum(together) >= 0.95 * len(owners)


def test_a_trust_is_nobody_s_own_record_and_its_owner_stays_one(found: dict[str, str]) -> None:
    people = {customer for record, customer in found.items() if not record.startswith("delivery")}
    assert [n for n in range(TRUSTS) if found[f"delivery:t{n}"] in people] == []
    assert [n for n in range(TRUSTS) if found[f"crm:t{n}"] != found[f"shop:t{n}"]] == []
    assert len({found[f"delivery:t{n}"] for n in range(TRUSTS)}) == TRUSTS


def test_an_estate_goes_to_the_one_who_died_and_never_to_the_widow(found: dict[str, str]) -> None:
    assert [n for n in range(ESTATES) if found[f"crm:d{n}"] == found[f"crm:v{n}"]] == []
    assert [n for n in range(ESTATES) if found[f"delivery:e{n}"] == found[f"crm:v{n}"]] == []
    own = [found[f"delivery:e{n}"] == found[f"crm:d{n}"] for n in range(ESTATES)]
    assert sum(own) >= 0.9 * ESTATES
