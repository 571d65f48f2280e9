"""What a role may see of a customer: columns and masks, by the policy seed `role_columns`."""

from __future__ import annotations

from datetime import date

from orchestration.company import rules

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


def masked(column: str, mask: str) -> str:
    """A column behind its mask, as an SQL expression; null stays null."""
    return _MASKS[mask].format(column)


def customers(where: str) -> str:
    """The customers a condition over `c` picks, each with the best action that nothing blocks."""
    return f"""
        select c.*, n.action as next_action, n.why as next_action_why
        from published.marts.customer_360 as c
        left join (
            select customer_id, action, why
            from published.marts.next_best_actions
            where len(blocked_by) = 0
            qualify row_number() over (partition by customer_id order by rank) = 1
        ) as n on c.customer_id = n.customer_id
        where {where}
    """
