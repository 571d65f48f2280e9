"""Columns that say whether somebody may be written to: answers that a feed of consents can read.

A column counts as one by its heading, and because every value of it is a word for yes or no. A
heading that says consent and not to what gives nothing, and is told: unknown grants nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.onboarding import lexicon
from orchestration.onboarding.proposing import Proposal
from orchestration.onboarding.tables import Said, Table
from orchestration.quoting import literal, quoted

CHANNELS = ("email", "sms", "phone", "post")
# When an answer was given, where the record is of one moment: what it says was said then.
_GIVEN = ("answered_at", "ordered_at", "created_at", "day")


def answers(table: Table, person: tuple[str, str] | None, *, is_about_people: bool) -> list[Said]:
    """The rows that a table gives to the feed of consents, one for each column of answers.

    In a list of people the day of an answer is not that on which the record was made.
    """
    if person is None or not table.is_key_sure:
        return []
    asked = [column for column in table.columns if _is_answer(table, column)]
    dated = table.called(*(_GIVEN[:1] if is_about_people else _GIVEN))
    found = []
    for column in asked:
        said: Said = {"consent_id": _number(table, column, is_one=len(asked) == 1)}
        said["record_id"] = person
        said["purpose"] = ("{constant: marketing}", f"by its heading, {column.field}")
        channel = _channel(column)
        if channel:
            said["channel"] = (f"{{constant: {channel}}}", "by its heading")
        if column.means == "refusal":
            said["answer"] = _refusal(table, column)
        else:
            said["answer"] = (column.name, f"by its heading, {column.field}")
        if dated and dated.data_type in ("date", "timestamp"):
            said["answered_at"] = (dated.name, f"by its heading, {dated.field}")
        found.append(said)
    return found


def _channel(column: Proposal) -> str | None:
    """The channel that a heading names; a no to `mail` is one to letters as well, so to all."""
    heard = lexicon.words(column.field)
    if column.means == "refusal" and "mail" in heard and "e" not in heard:
        return None
    return next((one for one in CHANNELS if lexicon.tells(column.field, one)), None)


def unclear(table: Table) -> Iterator[str]:
    """What is answered without saying what to, in words."""
    for column in table.columns:
        if column.means == "consent" and _are_answers(table, column):
            yield (
                f"{table.name}.{column.name} is an answer, and its heading does not say to what: "
                "if it is to marketing, say so under feeds: consents"
            )


def _is_answer(table: Table, column: Proposal) -> bool:
    return column.means in ("answer", "refusal") and _are_answers(table, column)


def _are_answers(table: Table, column: Proposal) -> bool:
    values = {value for value in table.values[column.field] if value}
    return bool(values) and all(lexicon.state("consents", value) for value in values)


def _number(table: Table, column: Proposal, *, is_one: bool) -> tuple[str, str]:
    """What numbers an answer: the record's key, with the column where there are several."""
    if is_one and len(table.key) == 1:
        return table.key[0], "the table's key"
    fields = ", ".join(quoted(one.field) for one in table.columns if one.name in table.key)
    name = f"{column.name}_number"
    table.make(
        name, f"concat_ws(':', {fields}, {literal(column.name)})", "the key and what was asked"
    )
    return name, "several answers of one record"


def _refusal(table: Table, column: Proposal) -> tuple[str, str]:
    """A yes to not being written to is a no; a no to it allows nothing."""
    values = {value for value in table.values[column.field] if value}
    yes, no = (
        ", ".join(
            literal(word)
            for word in sorted(
                {*lexicon.spoken("consents", means)}
                | {v.lower() for v in values if lexicon.state("consents", v) == means}
            )
        )
        for means in ("yes", "no")
    )
    field = f"lower(trim({quoted(column.field)}))"
    name = f"{column.name}_means"
    is_no, is_nothing = f"when {field} in ({yes}) then 'no'", f"when {field} in ({no}) then null"
    table.make(
        name,
        f"case {is_no} {is_nothing} else {field} end",
        "its yes is a no; its no allows nothing",
    )
    return name, f"the contrary of {column.field}"
