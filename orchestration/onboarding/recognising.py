"""Recognising what a table tells of: people by names and addresses, purchases by amount and day.

What is proposed is written as staging and feeds, with the reason for each column as a comment. What
lacks something is not proposed, and the lack is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.onboarding.proposing import Proposal

PERSON = (
    ("given_name", r"(first|given|fore)_?name"),
    ("family_name", r"(last|family|sur)_?name"),
    ("postcode", r"zip|post_?code"),
    ("city", r"(^|_)(city|town)$"),
    ("address_line_1", r"street|address(_line)?(_?1)?$"),
)
BY_PII = (("email", "email"), ("phone", "phone"), ("full_name", "name"))
AMOUNT = r"total|amount|paid|price|sum|value|revenue"
ORDERED = r"order|sold|bought|purchas|creat|paid|date|time|when|(_|^)(at|on)$"
# What shops call their orders' states, as the rule `purchase_statuses` calls them.
STATES = {
    **dict.fromkeys(("paid", "complete", "succeeded", "fulfilled", "shipped"), "completed"),
    **dict.fromkeys(("delivered", "partially_refunded"), "completed"),
    **dict.fromkeys(("authorized", "open"), "pending"),
    "canceled": "cancelled",
    "void": "voided",
}


@dataclass(frozen=True)
class Feed:
    """A feed out of one table: SQL by column of the feed, and why each was taken."""

    name: str
    table: str
    record_id: str
    newest_by: str
    has: dict[str, str]
    reasons: dict[str, str]

    def sql(self, department: str) -> str:
        """The feed's model; people who stand in several rows are what the newest of them says."""
        grain = "person" if self.name == "people" else "order"
        why = [f"-- {column}: {self.has[column]}, {said}" for column, said in self.reasons.items()]
        listed = [f"        '{name}': '{column}'," for name, column in self.has.items()]
        source = f"{{{{ ref('stg_{department}__{self.table}') }}}}"
        body = ["select", "    {{ customer360.feed({", *listed, "    }) }}"]
        head = [f"-- One row per {grain} of {self.table}. Proposed from the files:", *why]
        if not self.newest_by:
            return "\n".join([*head, *body, f"from {source}", ""])
        records = [
            "with",
            "",
            "records as (",
            "    select",
            "        *,",
            "        row_number() over (",
            f"            partition by {self.record_id} order by {self.newest_by} desc",
            "        ) as newest_first",
            f"    from {source}",
            f"    where {self.record_id} is not null",
            ")",
            "",
        ]
        return "\n".join([*head, *records, *body, "from records", "where newest_first = 1", ""])


def feeds(
    table: str, columns: list[Proposal], key: list[str]
) -> tuple[list[Feed], list[str]]:  # fmt: skip
    """The feeds a table provides, and in words what it seems to tell of but lacks something for."""
    person, why = _person(columns)
    amount = _first(columns, AMOUNT, "decimal")
    ordered = _first(columns, ORDERED, "timestamp") or _first(columns, ORDERED, "date")
    customer = next((c for c in columns if c.meta.get("pii") == "identifier"), None)
    is_sale = amount is not None and ordered is not None
    record = customer.name if customer else key[0] if len(key) == 1 and not is_sale else ""
    found, lacking = [], []
    if person and record:
        is_repeated = [record] != key
        newest = (ordered.name if ordered else key[0]) if is_repeated else ""
        said = {"record_id": "names a person here" if customer else "the table's key"} | why
        found.append(Feed("people", table, record, newest, {"record_id": record} | person, said))
    elif person:
        lacking.append(f"{table} tells of people ({', '.join(person)}), but no column numbers them")
    if is_sale and amount and ordered:
        missing = [] if len(key) == 1 else ["one column that numbers the sale"]
        missing += [] if customer else ["a column that numbers the customer"]
        if missing:
            lacking.append(f"{table} looks like purchases, but lacks {' and '.join(missing)}")
        else:
            found.append(_purchases(table, columns, key[0], record, amount, ordered))
    if not found and not lacking:
        lacking.append(f"{table}: no feed was recognised; docs/feeds.md lists what there is")
    return found, lacking


def _purchases(
    table: str,
    columns: list[Proposal],
    number: str,
    record: str,
    amount: Proposal,
    ordered: Proposal,
) -> Feed:
    has = {"order_number": number, "record_id": record, "ordered_at": ordered.name}
    why = {"order_number": "the table's key", "record_id": "numbers the customer",
           "ordered_at": "the first time that may be the sale's"}  # fmt: skip
    status = next((c for c in columns if is_status(c)), None)
    if status:
        has["status"], why["status"] = status.name, "what its words mean stands in the contract"
    has["total_amount"], why["total_amount"] = amount.name, "an amount, by its name"
    return Feed("purchases", table, record, "", has, why)


def _person(columns: list[Proposal]) -> tuple[dict[str, str], dict[str, str]]:
    has: dict[str, str] = {}
    why: dict[str, str] = {}
    for name, called in PERSON:
        found = next((c for c in columns if re.search(called, c.name)), None)
        if found and found.meta.get("pii") in ("name", "address"):
            has[name], why[name] = found.name, "by its name"
    for name, pii in BY_PII:
        taken = has.values()
        found = next((c for c in columns if c.meta.get("pii") == pii and c.name not in taken), None)
        if found and not (name == "full_name" and {"given_name", "family_name"} & has.keys()):
            has[name], why[name] = found.name, f"personal data: {pii}"
    told = {"email", "phone", "full_name", "family_name"} & has.keys()
    return (has, why) if told else ({}, {})


def _first(columns: list[Proposal], called: str, data_type: str) -> Proposal | None:
    fitting = [
        c for c in columns if c.data_type.startswith(data_type) and re.search(called, c.name)
    ]
    fitting.sort(key=lambda c: "total" not in c.name)
    return fitting[0] if fitting else None


def is_status(column: Proposal) -> bool:
    """Whether a column may say what became of a sale."""
    return column.data_type == "varchar" and bool(re.search(r"status|state$", column.name)) and (
        "pii" not in column.meta)  # fmt: skip


def words(values: list[str]) -> dict[str, str]:
    """What a state's words mean where that is known, by the word."""
    plain = {value: value.strip().lower().replace(" ", "_") for value in values}
    return {value: STATES[word] for value, word in plain.items() if word in STATES}
