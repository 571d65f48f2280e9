"""How figures, days and texts look on a page; what came from elsewhere is text and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from orchestration import terminal
from orchestration.activation import spoken, words

NOTHING = "\N{EN DASH}"


def finalize(value: Any) -> Any:
    """What a template prints: nothing for none, and no character that turns or hides text."""
    if value is None or isinstance(value, Markup):
        return "" if value is None else value
    return terminal.escaped(value, keep="\n")


def number(value: Any) -> str:
    """1234 as 1,234; 3.14159 as 3.1; nothing as a dash."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.1f}"


def money(value: Any) -> str:
    """An amount to the cent, without its currency."""
    return NOTHING if value is None else f"{value:,.2f}"


def percent(value: Any) -> str:
    """A share from 0 to 1 as 12.3%."""
    return NOTHING if value is None else f"{float(value):.1%}"


def day(value: Any) -> str:
    """2026-10-31; a year alone stays as it is."""
    return NOTHING if value is None else f"{value:%Y-%m-%d}" if isinstance(value, date) else value


def moment(value: Any) -> str:
    """2026-10-31 14:05, or the day alone where midnight stands for no time."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{value:%Y-%m-%d %H:%M}" if value.time() != datetime.min.time() else day(value)


def month(value: Any) -> str:
    """October 2026."""
    return NOTHING if value is None else f"{value:%B %Y}"


def said(value: Any) -> str:
    """A code of the marts as words: first_problem_step as first problem step."""
    return NOTHING if value in (None, "") else str(value).replace("_", " ")


def reasons(value: Any) -> str:
    """Reasons why something must not be sent, in words."""
    return "; ".join(map(words.in_words, value or ()))


def name(row: dict[str, Any]) -> str:
    """Who a row is about, as far as it may be seen."""
    return spoken.name(row) or str(row.get("customer_id") or NOTHING)


def bar(value: Any, largest: Any, width: float) -> str:
    """How long a bar is, in the units of `width`; 0 for nothing."""
    if not value or not largest:
        return "0"
    return f"{max(0.0, min(1.0, float(value) / float(largest))) * width:.1f}"


FILTERS: dict[str, Callable[..., str]] = {
    "number": number,
    "money": money,
    "percent": percent,
    "day": day,
    "moment": moment,
    "month": month,
    "said": said,
    "reasons": reasons,
    "name": name,
    "bar": bar,
}
