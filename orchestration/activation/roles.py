"""What a role may see of a customer: columns and masks, by the policy seed `role_columns`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orchestration import queries
from orchestration.company import rules
from orchestration.quoting import literal

GUEST = "guest"
# Not in `customer_360`: the best action that nothing blocks.
NEXT_ACTION = {
    "next_action": "The best next action that nothing blocks.",
    "next_action_why": "The occasion of that action, in words.",
}
_MASKS = {
    "clear": "{0}",
    "initials": "regexp_replace({0}, '(\\S)\\S*', '\\1.', 'g')",
    "masked": "case when {0} like '%@%' then left({0}, 1) || '…@…' else '…' || right({0}, 4) end",
    "year": "cast(year({0}) as varchar)",
    # The half before the blank, as in BN3 6VA; without one, the first half of the characters.
    "district": "case when {0} like '% %' then split_part({0}, ' ', 1) "
    "else left({0}, (length({0}) + 1) // 2) end",
}


# The channel whose consent a column needs where consent is applied.
_CHANNELS = {
    "email": "email",
    "phone": "phone",
    "address_line_1": "post",
    "address_line_2": "post",
    "city": "post",
    "postcode": "post",
}
MAY_BE_OFFERED = "may_be_offered"
# Whom a row of `role_people` means, as a condition over `c`.
_PEOPLE = {
    "reachable": "not c.is_anonymous",
    MAY_BE_OFFERED: "not c.is_anonymous and ((c.email is not null and {email}) "
    "or (c.phone is not null and {phone}) or (c.address_line_1 is not null and {post}))",
    "to_visit": "c.address_line_1 is not null "
    "and (c.open_cases > 0 or c.reason_to_call is not null)",
}
# Whose data are kept and not used are in nobody's file.
MAY_BE_USED = """not exists (
    select 1 from published.marts.contact_suppressions as s
    where s.customer_id = c.customer_id and list_has_any(s.reasons, ['restricted', 'erased'])
)"""
Rule = dict[str, str]


@dataclass(frozen=True)
class Suppressions:
    """Where it stands what may not be done with a customer `c`, as SQL conditions.

    `may_be_used`: their data may be. `allowed`: channel → an offer may be sent to them by it.
    """

    may_be_used: str
    allowed: Mapping[str, str]


# As the published marts say it. Who asks often keeps the same in tables of their own.
PUBLISHED = Suppressions(
    MAY_BE_USED,
    {
        channel: f"""
            not exists (
                select 1 from published.marts.contact_suppressions as s
                where s.customer_id = c.customer_id and s.purpose = 'offer'
                    and s.channel = '{channel}'
            )
        """
        for channel in ("email", "phone", "post")
    },
)


class UnknownRoleError(ValueError):
    """No policy knows the role; the message lists those it knows."""


def columns(role: str, day: date) -> dict[str, str]:
    """Column → mask, in the policy's order. Raises UnknownRoleError."""
    rows = rules.in_force("role_columns", day)
    found = {row["column_name"]: row["mask"] for row in rows if row["role"] == role}
    if not found:
        known = ", ".join(sorted({row["role"] for row in rows}))
        raise UnknownRoleError(f"No policy knows the role {role!r}. Known: {known}.")
    return found


def known(day: date) -> set[str]:
    """Every role that the policy `role_columns` knows."""
    return {row["role"] for row in rules.in_force("role_columns", day)}


def people(day: date) -> dict[str, Rule]:
    """Role → its row of the policy `role_people`; a role without one is about everybody."""
    return {row["role"]: row for row in rules.in_force("role_people", day)}


def condition(rule: Rule, said: Suppressions = PUBLISHED) -> str:
    """Whom a role is about, as an SQL condition over a customer `c` of the published marts."""
    where = f"({_PEOPLE[rule['people']].format(**said.allowed)}) and {said.may_be_used}"
    if known_to := rule["of_departments"].split():
        names = ", ".join(literal(name) for name in known_to)
        where = f"({where}) and list_has_any(c.departments, [{names}])"
    return where


def shown(name: str, mask: str, rule: Rule | None, said: Suppressions = PUBLISHED) -> str:
    """A column of a customer `c` behind its mask; where consent is applied, an address needs it."""
    value = masked(f"c.{name}", mask)
    if needs_consent(name, rule):
        return f"case when {said.allowed[_CHANNELS[name]]} then {value} end"
    return value


def needs_consent(name: str, rule: Rule | None) -> bool:
    """Whether people a role is about by `rule` show a column only where they may be written to."""
    return rule is not None and rule["people"] == MAY_BE_OFFERED and name in _CHANNELS


def masked(column: str, mask: str) -> str:
    """A column behind its mask, as an SQL expression; null stays null."""
    return _MASKS[mask].format(column)


def customers(where: str) -> str:
    """The customers a condition over `c` picks, each with the best action that nothing blocks."""
    return queries.filled(__file__, "customers_with_action.sql", where=where)
