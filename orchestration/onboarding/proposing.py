"""What a contract would say of fields nobody has described: types, words, personal data, keys.

A type is proposed only where every value looked at reads as it. Each proposal has its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations

import duckdb

from orchestration import at_rest
from orchestration.company.contract import Column
from orchestration.landing import advice
from orchestration.onboarding import lexicon
from orchestration.onboarding.looking import Look

POSTAL_MARK = "〒"
TRUTHS = {"true", "false", "yes", "no", "y", "n", "t", "f"}
# As fields of people are called, in the order in which they are asked.
PERSONAL = (
    ("email", r"e-?mail", r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    ("birth_date", r"birth|\bdob\b", None),
    ("phone", r"phone|mobile|\btel", r"[+(]?[0-9][0-9 ()+./-]{7,}"),
    ("address", r"address|street|city|post ?code|zip|province|\bstate\b", None),
    ("name", r"(first|last|given|family|sur|full|customer|contact|billing|shipping) ?name", None),
    ("identifier", r"(customer|contact|user|member|account|requester|client) ?(id|number|no)\b",
     None),
    ("ip_address", r"\bip\b", r"[0-9]{1,3}(\.[0-9]{1,3}){3}"),
)  # fmt: skip
# The same by what a heading means in any language that the lexicon knows.
PII = {
    "email": "email", "birth_date": "birth_date", "phone": "phone", "mobile": "phone",
    "free_text": "free_text", "handle": "identifier",
    "person_id": "identifier", "loyalty_number": "identifier",
    **dict.fromkeys(("given_name", "family_name", "full_name"), "name"),
    **dict.fromkeys(("street", "house_number", "address_line_2", "city", "postcode"), "address"),
}  # fmt: skip
A_CODE = {
    "phone", "mobile", "postcode", "house_number", "person_id", "order_id", "contract_id",
    "case_id", "message_id", "payment_id", "product_id", "consignment_id", "campaign_id",
    "lead_id", "response_id", "invitation_id", "refund_id", "visitor_id", "loyalty_number",
}  # fmt: skip
A_TEXT = {"name", "given_name", "family_name", "full_name", "city"}
A_COUNT = {"line_number", "quantity", "score"}
A_TIME = {
    "birth_date", "created_at", "updated_at", "ordered_at", "starts_on", "ends_on", "cancelled_on",
    "due_on", "paid_on", "opened_at", "closed_at", "sent_at", "answered_at", "dispatched_on",
    "promised_on", "delivered_at", "occurred_at", "day",
}  # fmt: skip
# Whatever these name, such as an e-mail address, they only say yes or no to.
ANSWERS = {"answer", "consent", "refusal", "deceased"}
CODES = re.compile(r"phone|zip|post ?code|\bid\b|number|\bno\b|code|sku|mobile|tel\b", re.I)
ABOUT = re.compile(r"consent|suppress|status|marketing|verified|opt ?(in|out)", re.I)
TIMES = re.compile(r"time|date|\bat\b|\bon\b|created|updated|seen|active", re.I)


@dataclass(frozen=True)
class Proposal:
    """A column, the words of its `meta` as they are written, why, and what its heading means."""

    name: str
    field: str
    data_type: str
    meta: dict[str, str]
    reason: str
    means: str = ""


def columns(
    found: Look, language: str | None = None, *, is_month_first: bool = False
) -> list[Proposal]:
    """A proposal for every field, in the file's order; names are made unique.

    Where the file does not tell day from month, the habit of the company's country does.
    """
    taken: set[str] = set()
    proposals = []
    with at_rest.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for field in found.fields:
            values = [record.get(field, "").strip() for record in found.records]
            means = lexicon.meaning(field, language)
            one = _column(connection, field, values, _name(field, taken), means)
            proposals.append(_month_first(one) if is_month_first else one)
    return _other_half(proposals)


def _month_first(proposal: Proposal) -> Proposal:
    """The same with the month first where the file would allow both."""
    form = proposal.meta.get("format", "")
    other = form.replace("%d/%m", "%m/%d").replace("%d-%m", "%m-%d")
    if other == form or f"or format: {other}" not in proposal.reason:
        return proposal
    reason = proposal.reason.replace(f"or format: {other}", f"or format: {form}")
    return replace(proposal, meta=proposal.meta | {"format": other}, reason=reason)


def _other_half(proposals: list[Proposal]) -> list[Proposal]:
    """A field called no more than a name is, beside one half of a person's name, the other half."""
    halves = {"given_name", "family_name"}
    lacking = halves - {one.means for one in proposals}
    bare = [one for one in proposals if one.means == "name"]
    if len(lacking) != 1 or len(bare) != 1:
        return proposals
    [means] = lacking
    named = replace(bare[0], means=means, meta=bare[0].meta | {"pii": PII[means]})
    return [named if one is bare[0] else one for one in proposals]


def _name(field: str, taken: set[str]) -> str:
    plain = lexicon.name(field) or "field"
    plain = f"field_{plain}" if plain[0].isdigit() else plain
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}_{number}", number + 1
    taken.add(name)
    return name


def _column(
    connection: duckdb.DuckDBPyConnection, field: str, values: list[str], name: str, means: str
) -> Proposal:
    filled = [value for value in values if value]
    meta = {"extract_name": f'"{field}"'}
    spoken = re.sub(r"[_.]+", " ", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", field))
    pii = _pii(spoken, filled, means)
    if pii:
        meta["pii"] = pii
    if not filled:
        return Proposal(name, field, "varchar", meta, "empty in all records looked at", means)
    some = advice.spread(filled)
    data_type, said, reason = _type(connection, spoken, some, means)
    if means in A_TEXT and data_type != "varchar":  # `nombre` is a name here and a number there
        means = ""
        meta.pop("pii", None)
    few = sorted(set(filled))
    if reason == "text" and not pii and len(few) <= advice.FEW and len(few) * 2 <= len(filled):
        reason += f", {len(few)} words: {', '.join(word[: advice.LONGEST_WORD] for word in few)}"
    missing = len(values) - len(filled)
    reason += f"; {missing:,} of {len(values):,} are empty" if missing else ""
    return Proposal(name, field, data_type, meta | said, reason, means)


def _pii(spoken: str, filled: list[str], means: str) -> str | None:
    if means in ANSWERS:
        return None
    if lexicon.tells(spoken, "national"):
        return "identifier"
    if means in PII and not ABOUT.search(spoken):
        return PII[means]
    for kind, called, looks in PERSONAL:
        if re.search(called, spoken, re.I) and not ABOUT.search(spoken):
            return kind
        if looks and filled and kind != "phone":
            alike = sum(bool(re.fullmatch(looks, value)) for value in filled)
            if alike * 10 >= len(filled) * 9:
                return kind
    return None


def _type(
    connection: duckdb.DuckDBPyConnection, spoken: str, values: list[str], means: str
) -> tuple[str, dict[str, str], str]:
    if all(value[:1] == "'" for value in values):
        return "varchar", {"strip": '"\'"'}, "a spreadsheet's quote mark before every value"
    if all(value[:1] == POSTAL_MARK for value in values):
        return "varchar", {"strip": f'"{POSTAL_MARK}"'}, "a postal mark before every value"
    if {value.lower() for value in values} <= TRUTHS:
        return "boolean", {}, "only words for yes and no"
    is_code = means in A_CODE or (
        means not in A_COUNT and (bool(CODES.search(spoken)) or lexicon.tells(spoken, "numbered"))
    )
    if is_code or any(re.fullmatch(r"0[0-9]+", value) for value in values):
        return "varchar", {}, "a code or number that is no amount"
    has_parts = any(mark in value for value in values for mark in ".,")
    tries = [*([] if has_parts else [("bigint", "whole numbers")]), ("decimal(18,4)", "numbers")]
    is_time = means in A_TIME or bool(TIMES.search(spoken))
    has_clock = any(":" in value or re.fullmatch(r"[0-9]{9,16}", value) for value in values)
    moments = [("timestamp", "times")] if has_clock else [("date", "days")]
    for data_type, what in [*moments, *tries] if is_time else [*tries, *moments]:
        column = Column("value", data_type, "value")
        tried: dict[str, Column] = {"": column}
        for word, other in advice.candidates(column, values):
            if other.data_type == data_type and word != advice.DEFAULT:
                tried.setdefault(word, replace(other))
        if not is_time:
            tried = {word: one for word, one in tried.items() if "epoch" not in word}
        words = advice.reading_all(connection, tried, values)
        if "" in words:
            return data_type, {}, f"{what} in all records looked at"
        if words:
            said = dict(part.split(": ", 1) for part in words[0].split(" and "))
            more = f"; or {' or '.join(words[1:3])}: the file does not tell" if words[1:] else ""
            return data_type, said, f"{what} written in one way{more}"
    return "varchar", {}, "text"


def key(found: Look, proposals: list[Proposal]) -> tuple[list[str], str, str | None]:
    """The columns that tell records apart, why, and the column whose rows are one record.

    The reason begins with GUESS where nothing does.
    """
    rows = found.records
    usable = [p for p in proposals if all(row.get(p.field, "").strip() for row in rows)]
    usable.sort(key=_unlike_a_number)
    for proposal in usable:
        if len({row[proposal.field] for row in rows}) == len(rows):
            return [proposal.name], f"filled and different in all {len(rows):,} records", None
    for one in usable:
        if _is_continued(found, one.field):
            return [one.name], "repeated; what is filled in its first row only is the record's", (
                one.name
            )  # fmt: skip
    for first, second in combinations(usable[:20], 2):
        if len({(row[first.field], row[second.field]) for row in rows}) == len(rows):
            return [first.name, second.name], "only both together are different in all", None
    names = [p.name for p in usable[:1] or proposals[:1]]
    return names, "GUESS: no column and no two are different in all records", None


def _unlike_a_number(one: Proposal) -> int:
    """0 for what numbers records by its heading, 2 for what is personal beside, 1 for the rest.

    A phone number or an address may differ in every record and is still no number of them: two
    people share one tomorrow, and numbers of records stand in commands and logs. So does what a
    state numbers its people by.
    """
    if one.meta.get("pii", "identifier") != "identifier" or lexicon.tells(one.field, "national"):
        return 2
    return int(one.means not in A_CODE and not lexicon.tells(one.field, "numbered"))


def _is_continued(found: Look, field: str) -> bool:
    """Whether rows that agree in a field are one record: some field is filled in the first only."""
    firsts: dict[str, dict[str, str]] = {}
    further = []
    for row in found.records:
        if row[field] in firsts:
            further.append(row)
        else:
            firsts[row[field]] = row
    if not further or len(firsts) < 2:
        return False
    return any(
        all(row.get(name, "").strip() for row in firsts.values())
        and not any(row.get(name, "").strip() for row in further)
        for name in found.fields
    )
