"""What is known about one customer or household, as far as the role of who asks may see it."""

from __future__ import annotations

import re
from typing import Any

from orchestration.activation import card, spoken
from orchestration.quoting import literal
from orchestration.serving.answers import Answer, NothingFoundError
from orchestration.serving.seeing import Seen

MOST = 25  # customers that a search lists
EVENTS = 60
RECORDS = 60
MEMBERS = 60
_NUMBER = re.compile(r"[A-Z]-[0-9A-Z]{10}")
_WORDS = 3
MANY = 5000  # customers of that name whom a search looks at
# What stands between the words of a name, as in the mart customer_names.
_BETWEEN = re.compile(r"[ .,;:_/@()+-]+")
_LAST = chr(0x10FFFF)
_UNKNOWN = "Nobody of that number is known, or not to this role."


def search(seen: Seen, asked: str, country: str) -> Answer:
    """Who answers to a number, an e-mail, a phone, a department's id or a name.

    A name is found by the beginnings of its words, by roles that see names. Others cannot ask for
    one: what is found would say what the mask hides.
    """
    asked = " ".join(asked.split())[:200]
    found: list[dict[str, Any]] = []
    by_name = seen.is_clear("display_name") or seen.is_clear("family_name")
    if asked:
        numbers = list(card.customers(seen.cursor, asked, country))
        if numbers:
            people = seen.people(numbers)
            found = [people[one] for one in sorted(people)][: MOST + 1]
        elif by_name:
            found = _first(seen, _called(seen, asked))
    return Answer(
        {
            "asked": asked,
            "customers": found[:MOST],
            "has_more": len(found) > MOST,
            "by_name": by_name,
        },
        ("customer_360", "customer_names", "contact_points", "record_numbers"),
        ("customer", "customer_id"),
    )


def customer(seen: Seen, customer_id: str, currency: str) -> Answer:
    """Everything the role may see of a customer: card, timeline, consents, records, household.

    A retired number gives `replaced_by` alone. Raises NothingFoundError.
    """
    number = customer_id.strip().upper()
    row = seen.one("customer", customer_id=number) if _NUMBER.fullmatch(number) else None
    if row is None:
        return Answer({"replaced_by": _successor(seen, number)}, ("customer_redirects",))
    values = {name: row[name] for name in seen.columns if name in row}
    actions = card.actions(seen.cursor, number) if "next_action" in seen.columns else ()
    records = seen.rows("customer_records", customer_id=number, most=RECORDS)
    timeline = seen.rows(
        "customer_timeline",
        customer_id=number,
        role=seen.viewer.role,
        may_lifecycle=seen.shows("lifecycle"),
        may_journeys=seen.shows("journeys"),
        may_messages=seen.shows("messages"),
        most=EVENTS,
    )
    return Answer(
        {
            "customer_id": number,
            "name": spoken.name(values),
            "values": values,
            "actions": [vars(action) for action in actions],
            "card": [vars(section) for section in spoken.sections(values, actions, currency)],
            "timeline": _without_found(timeline),
            "events": timeline[0]["found"] if timeline else 0,
            "consents": _if(seen, "consents", "customer_consents", number),
            "suppressions": _if(seen, "suppressions", "customer_suppressions", number),
            "records": _without_found(records) if seen.shows("records") else [],
            "record_count": records[0]["found"] if records and seen.shows("records") else 0,
            "disagreements": _disagreements(seen, number),
        },
        (
            "customer_360", "next_best_actions", "lifecycle_events", "journeys", "communications",
            "alerts", "consent_states", "contact_suppressions", "customer_crosswalk",
            "attribute_conflicts",
        ),
        ("customer", "golden_record", "lifecycle_state", "journey", "consent", "crosswalk"),
    )  # fmt: skip


def household(seen: Seen, household_id: str) -> Answer:
    """A household, whoever of it the role sees, and what contradicted within it.

    Raises NothingFoundError.
    """
    number = household_id.strip().upper()
    may_see = seen.shows("household") and _NUMBER.fullmatch(number)
    row = seen.one("household", household_id=number) if may_see else None
    stays = seen.rows("household_members", household_id=number) if row else []
    members = seen.with_people(stays)
    if row is None or not members:
        raise NothingFoundError("No household of that number is known, or not to this role.")
    return Answer(
        {
            "household": row,
            "members": members[:MEMBERS],
            "stays": len(members),
            "conflicts": seen.rows("household_conflicts", household_id=number)
            if seen.shows("conflicts")
            else [],
        },
        ("household_360", "household_members", "communication_conflicts", "customer_360"),
        ("household",),
    )


def journey(seen: Seen, journey_id: str, customer_id: str = "") -> Answer:
    """One journey and its steps. Raises NothingFoundError.

    Where `customer_id` says whose it is, it is found without looking through all of them.
    """
    may_see = seen.shows("journeys")
    row = (
        seen.one("journey", journey_id=journey_id, customer_id=customer_id.strip().upper())
        if may_see
        else None
    )
    if row is None or not seen.people([row["customer_id"]]):
        raise NothingFoundError("No journey of that number is known, or not to this role.")
    if not seen.shows("household"):
        row["household_id"] = None
    if "margin_12m" not in seen.columns:
        row["value_at_stake"] = None
    return Answer(
        {
            "journey": row,
            "steps": seen.rows(
                "journey_steps", journey_id=journey_id, customer_id=row["customer_id"]
            ),
        },
        ("journeys", "journey_steps", "customer_360"),
        ("journey", "good_journey", "touchpoint"),
    )


def _successor(seen: Seen, number: str) -> str:
    """Who took the place of a retired number, if the role sees them. Raises NothingFoundError."""
    found = seen.one("customer_redirect", customer_id=number)
    if found is None or seen.one("customer", customer_id=found["replaced_by"]) is None:
        raise NothingFoundError(_UNKNOWN)
    return str(found["replaced_by"])


def _disagreements(seen: Seen, number: str) -> list[dict[str, Any]]:
    """On what departments disagree: of fields that the role sees without a mask."""
    rows = seen.rows("customer_disagreements", customer_id=number) if seen.shows("records") else []
    return [row for row in rows if seen.is_clear(str(row["field"]))]


def _first(seen: Seen, numbers: list[str]) -> list[dict[str, Any]]:
    """The first of these customers whom the role sees, by name: one more than a search lists.

    Who sees most people is answered by a few of the numbers, whoever sees few by all of them.
    """
    found: list[dict[str, Any]] = []
    taken = 0
    for many in (2 * MOST, 20 * MOST, MANY):
        found += seen.people(numbers[taken : taken + many]).values()
        taken += many
        if len(found) > MOST or taken >= len(numbers):
            break
    return sorted(found, key=lambda row: (spoken.name(row), row["customer_id"]))[: MOST + 1]


def _called(seen: Seen, asked: str) -> list[str]:
    """Numbers of customers with a word that begins like each of the first three that are asked for.

    At most MANY, in the order of that word. Values stand in the query as literals, because DuckDB
    skips what is sorted by them, and by parameters it does not.
    """
    row = seen.cursor.execute("select strip_accents(lower(?))", [asked]).fetchone()
    words = [word for word in _BETWEEN.split(str(row[0]) if row else "") if word][:_WORDS]
    if not words:
        return []
    first, *others = (
        f"from published.marts.customer_names "
        f"where word >= {literal(word)} and word < {literal(word + _LAST)}"
        for word in sorted(words, key=len, reverse=True)
    )
    narrowed = "".join(f" and customer_id in (select customer_id {one})" for one in others)
    rows = seen.cursor.execute(
        f"select customer_id {first}{narrowed} order by word, customer_id limit {MANY}"
    ).fetchall()
    return list(dict.fromkeys(str(number) for (number,) in rows))


def _if(seen: Seen, section: str, query: str, number: str) -> list[dict[str, Any]]:
    return seen.rows(query, customer_id=number) if seen.shows(section) else []


def _without_found(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in row.items() if key != "found"} for row in rows]
