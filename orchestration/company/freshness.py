"""How old the newest delivery may be: in dbt's words, `config.freshness`, or as `freshness_hours`.

dbt's words are read by `dbt source freshness` too, ours by the warehouse alone; a contract uses one
of the two, so that the number is written once.
"""

from __future__ import annotations

from orchestration.company import vocabulary
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said

_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_LIMITS = ("warn_after", "error_after")
_EXAMPLE = "write freshness: {warn_after: {count: 36, period: hour}}."


def hours(table: Said, meta: Said, name: str, notes: Notes) -> int | None:
    """Whole hours, begun ones counted; None where nothing is promised. Mistakes go to `notes`.

    `table` is the table as its contract says it, `meta` its `config.meta`.
    """
    config, ours = table.under("config"), meta.get("freshness_hours")
    if config.get("freshness") is None:
        return ours if isinstance(ours, int) else None
    line = config.line_of("freshness")
    if ours is not None:
        notes.add(meta.line_of("freshness_hours"), name, "freshness_hours says again what freshness"
                  f" says in line {line}; keep one of them.")  # fmt: skip
    said = config.under("freshness")
    notes.known(said, (*_LIMITS, "filter"), name, "freshness")
    limits = [_minutes(said, word, name, notes) for word in _LIMITS if word in said]
    if not limits:
        notes.add(line, name, f"freshness has neither warn_after nor error_after; {_EXAMPLE}")
    first = next((limit for limit in limits if limit is not None), None)
    return None if first is None else -(-first // 60)


def _minutes(said: Said, word: str, name: str, notes: Notes) -> int | None:
    limit, line = said.under(word), said.line_of(word)
    count, period = limit.get("count"), limit.get("period")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        notes.add(line, name, f"count of {word} must be a whole number above 0, not {count!r}; "
                  f"{_EXAMPLE}")  # fmt: skip
        return None
    if not isinstance(period, str) or period not in _MINUTES:
        notes.add(line, name, f"period of {word} is {period!r}; "
                  f"{vocabulary.offered(str(period), _MINUTES)}")  # fmt: skip
        return None
    return count * _MINUTES[period]
