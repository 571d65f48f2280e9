"""The card in words: five questions of somebody who is on the telephone, and their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from orchestration.activation import words
from orchestration.activation.card import Action

# Heading → what stands under it: (label, column), in the order of a conversation.
_SECTIONS = {
    "Who is this?": (
        ("Name", "display_name"),
        ("Born", "birth_on"),
        ("E-mail", "email"),
        ("Phone", "phone"),
        ("Address", "address_line_1"),
        ("Address", "address_line_2"),
        ("Address", "city"),
        ("Address", "postcode"),
        ("Household", "household_id"),
        ("Known to", "departments"),
    ),
    "What do they have?": (
        ("Standing", "lifecycle_state"),
        ("Lines", "lines_of_business"),
        ("First bought", "first_purchase_on"),
        ("Last bought", "last_purchase_on"),
        ("Margin, 12 months", "margin_12m"),
    ),
    "What went wrong?": (
        ("Last problem", "last_problem"),
        ("Open cases", "open_cases"),
        ("At risk", "risk_reasons"),
        ("Ended by", "ended_by"),
        ("Last contact", "last_contact_at"),
    ),
}
# What is not seen is not said to be absent.
_NOT_TOLD = "not shown to this role"
_CHANNELS = (("e-mail", "consent_email"), ("phone", "consent_phone"), ("post", "consent_post"))


@dataclass(frozen=True)
class Section:
    """A heading and the lines under it, each (label, text); the label of a line may be empty.

    `kind` is known, not_to_say or to_say.
    """

    kind: str
    heading: str
    lines: tuple[tuple[str, str], ...]


def name(values: Mapping[str, Any]) -> str:
    """The name of a customer as far as it may be seen; empty where none is."""
    parts = (values.get(part) for part in ("given_name", "family_name"))
    return str(values.get("display_name") or " ".join(str(part) for part in parts if part))


def sections(
    values: Mapping[str, Any], actions: Sequence[Action], currency: str
) -> tuple[Section, ...]:
    """The card of a customer: `values` behind the masks of the role, amounts in `currency`."""
    known = []
    for heading, lines in _SECTIONS.items():
        said = [
            (label, _said(values, column, currency))
            for label, column in lines
            if values.get(column)
        ]
        labels = [label for label, _ in said]
        shown = tuple(
            ("" if label in labels[:place] else label, text)
            for place, (label, text) in enumerate(said)
        )
        told = any(column in values for _, column in lines)
        nothing = (("", "nothing known" if told else _NOT_TOLD),)
        known.append(Section("known", heading, shown or nothing))
    return (
        *known,
        Section("not_to_say", "What must I not say?", _not_to_say(values)),
        Section("to_say", "What should I say?", _to_say(values, actions)),
    )


def _said(values: Mapping[str, Any], column: str, currency: str) -> str:
    value = values[column]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, datetime):
        value = f"{value:%Y-%m-%d %H:%M}"
    text = str(value).replace("_", " ") if column in ("last_problem", "ended_by") else str(value)
    if column == "lifecycle_state" and values.get("is_new"):
        return f"{text}, new"
    if column == "last_problem" and isinstance(values.get("last_problem_at"), date):
        return f"{text} on {values['last_problem_at']:%Y-%m-%d}"
    if column == "last_contact_at":
        return f"{text} by {values.get('last_contact_channel') or 'unknown channel'}"
    if isinstance(value, Decimal):
        return f"{value:,.2f} {currency}"
    return text


def _not_to_say(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    reasons = [words.in_words(reason) for reason in values.get("do_not_offer_reasons") or ()]
    lines = [("No offers", "; ".join(reasons))] if reasons else []
    silent = [channel for channel, column in _CHANNELS if values.get(column) is False]
    if silent:
        lines.append(("No marketing by", f"{', '.join(silent)}: they have not said yes"))
    if "do_not_offer_reasons" not in values:
        lines.append(("", f"what else stands against an offer is {_NOT_TOLD}"))
    return tuple(lines) or (("", "nothing stands against an offer"),)


def _to_say(values: Mapping[str, Any], actions: Sequence[Action]) -> tuple[tuple[str, str], ...]:
    call, lines = values.get("reason_to_call"), []
    if call and call not in {action.why for action in actions}:
        lines.append(("Call because", str(call)))
    for action in actions:
        what = words.action(action.action)
        if not action.blocked_by:
            lines.append((what, action.why))
        else:
            reasons = "; ".join(map(words.in_words, action.blocked_by))
            lines.append((f"Not now: {what}", f"{action.why}, but: {reasons}"))
    if "reason_to_call" not in values and not actions:
        return (("", f"what to offer is {_NOT_TOLD}"),)
    return tuple(lines) or (("", "ask how we can help"),)
