"""The reasons of the marts in the words of people who do not read marts."""

from __future__ import annotations

from orchestration.company import rules
from orchestration.quoting import literal

REASONS = {
    "opted_out": "opted out",
    "cap_reached": "has had as many messages as the contact cap allows",
    "open_complaint": "has an open complaint",
    "being_cancelled": "their contract is being ended by us",
    "household_being_cancelled": "the contract of someone in their household is being ended by us",
    "declined_by_risk": "turned down by us",
    "nothing_to_win_back": "is still with us: nothing to win back",
    "nothing_to_cross_sell": "has every line already: nothing to add",
    "recent_cancellation": "was sent a cancellation letter within the last days",
    "recent_non_renewal": "was sent a non-renewal letter within the last days",
    "recent_arrears": "was sent a letter about arrears within the last days",
    "household_recent_cancellation": "somebody at home was sent a cancellation letter lately",
    "household_recent_non_renewal": "somebody at home was sent a non-renewal letter lately",
    "household_recent_arrears": "somebody at home was sent a letter about arrears lately",
    "restricted": "has restricted the use of their data",
    "objected": "objects to advertising and profiling",
    "control_group": "is held out of all advertising, so that it can be measured",
    "erased": "was erased; only facts without a person are left",
    "organisation": "is an organisation, and this is meant for people",
    "same_message_lately": "was sent the same lately, or is about to be",
    "not_persuadable": "is as good as gone: nothing is changed by it",
    "not_worth_it": "costs more than it may bring",
    "no_capacity": "there is no room for it today: others are worth more",
    "outranked": "something else is worth more with this customer today",
    "unreachable": "cannot be reached by this channel",
    "deceased": "has died",
    "minor": "is under age",
    "complained": "has reported a message as spam",
    "staff": "is one of the company's own people",
    "test": "is a test account",
    "bereavement": "has reported a death, and nobody says whose",
    "unclear": "may not be anybody to write to: a word about the account is unknown",
}


def action(name: str) -> str:
    """An action of `next_best_action_rules` in words, as the rule says them."""
    found = {row["action"]: row["in_words"] for row in rules.rows("next_best_action_rules")}
    return found.get(name) or name.replace("_", " ").capitalize()


def in_words(reason: str) -> str:
    """One reason in words; one that is new to us is spelled out."""
    return REASONS.get(reason, reason.replace("_", " "))


def sql(column: str) -> str:
    """The same as an SQL expression over a column of reasons."""
    cases = " ".join(
        f"when {literal(code)} then {literal(words)}" for code, words in REASONS.items()
    )
    return f"case {column} {cases} else replace({column}, '_', ' ') end"
