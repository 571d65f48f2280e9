"""What a contract brings, where a file says it by the month: SQL for a column of ours."""

from __future__ import annotations

from orchestration.onboarding.proposing import Proposal
from orchestration.onboarding.tables import Table
from orchestration.quoting import quoted

# What one month is to a number of days: the mean of a year.
_DAYS = "30.4375"


def amount(table: Table) -> tuple[str, str] | None:
    """The amount of a contract's whole term out of one a month, or a year's where it has no end.

    None where the file has no such amount, or writes its days as numbers of seconds.
    """
    monthly = table.called("amount_a_month")
    if monthly is None or not monthly.data_type.startswith(("decimal", "bigint", "integer")):
        return None
    months = _months(table)
    if months is None:
        return None
    table.make(
        "amount_of_term", f"{_number(monthly)} * {months}",
        "an amount a month: of the whole term, or of a year where it has no end",
        data_type="decimal(18,4)",
    )  # fmt: skip
    return "amount_of_term", f"out of {monthly.field}, an amount a month"


def _months(table: Table) -> str | None:
    starts, ends = table.called("starts_on", "created_at"), table.called("ends_on")
    if starts is None or ends is None or ends.data_type == "varchar":
        return "12"
    first, last = _day(starts), _day(ends)
    if first is None or last is None:
        return None
    days = f"datediff('day', {first}, {last})"
    return f"case when {days} is null then 12 else greatest(1, round({days} / {_DAYS})) end"


def _day(column: Proposal) -> str | None:
    """A day out of the field's text, empty where it does not read."""
    form = column.meta.get("format", "")
    if form.startswith("epoch") or column.data_type not in ("date", "timestamp"):
        return None
    field = quoted(column.field)
    if not form:
        return f"try_cast({field} as date)"
    return f"cast(try_strptime({field}, '{form.strip(chr(34))}') as date)"


def _number(column: Proposal) -> str:
    """A number out of the field's text, without signs of a currency and of thousands."""
    is_comma = column.meta.get("decimal", "").strip('"') == ","
    field = f"regexp_replace({quoted(column.field)}, '[^0-9,.-]', '', 'g')"
    thousands, point = (".", ",") if is_comma else (",", ".")
    plain = f"replace({field}, '{thousands}', '')"
    if is_comma:
        plain = f"replace({plain}, '{point}', '.')"
    return f"try_cast({plain} as decimal(18,2))"
