"""What an erasure does with the records of each table: the rule of the strictest feed it gives to.

`rules/erasure.csv` says for every feed whether facts of an erased person are deleted, kept without
the person (`anonymise`) or kept as they are (`keep`), and why. A table gives to the feeds that
dbt's lineage says; one that gives to none is deleted from. A record that says who somebody is
stays, empty, where facts that stay hang on it.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from orchestration import dbt
from orchestration.company import rules
from orchestration.company.departments import Extract, extracts
from orchestration.settings import Settings

RULE = "erasure"
PEOPLE = "people"
NO_PURPOSE = "No purpose is left."
# The weightier stands: what the law says stays, whatever else the records are used for.
WEIGHT = {"delete": 0, "anonymise": 1, "keep": 2}


@dataclass(frozen=True)
class Fate:
    """What becomes of records of erased people in one table, and why.

    `comes_back`: a record dated after the erasure is a new start of the person's own accord.
    """

    table: str
    action: str
    reason: str
    comes_back: bool
    feeds: tuple[str, ...]


class FateError(ValueError):
    """The rules say something that cannot be done; the message names the row."""


def by_table(settings: Settings) -> dict[str, Fate]:
    """The fate of every contracted table, by its name (`raw_store.orders`).

    Raises FateError for an action that there is not, RuleError for rules that cannot be read.
    """
    return _by_table(settings, str(settings.company))


def of(settings: Settings, table: str) -> Fate:
    """The fate of one table; records of one that no contract names any more are deleted."""
    return by_table(settings).get(table) or Fate(table, "delete", NO_PURPOSE, False, ())


@functools.cache
def _by_table(settings: Settings, _: str) -> dict[str, Fate]:
    given = _given(dbt.manifest(dbt.parse(settings)))
    ruled = {row["feed"]: row for row in rules.rows(RULE, settings.company)}
    for feed, row in ruled.items():
        if row["action"] not in WEIGHT:
            raise FateError(
                f"erasure.csv: {feed}: {row['action']!r} is not one of {', '.join(WEIGHT)}."
            )
    found = {one.name: _fate(one.name, given.get(one.name, ()), ruled) for one in extracts()}
    stays = [one for one in extracts() if found[one.name].action != "delete"]
    for one in extracts():
        fate = found[one.name]
        if fate.action == "delete" and PEOPLE in fate.feeds and _holds_up(one, stays):
            reason = "Records that stay name it; it stays empty."
            found[one.name] = Fate(one.name, "anonymise", reason, fate.comes_back, fate.feeds)
    return found


def _fate(table: str, feeds: Collection[str], ruled: dict[str, dict[str, str]]) -> Fate:
    rows = [ruled[feed] for feed in sorted(feeds) if feed in ruled]
    rows.sort(key=lambda row: -WEIGHT[row["action"]])
    action, reason = ("delete", NO_PURPOSE)
    if rows:
        action, reason = rows[0]["action"], rows[0]["reason"]
    # A list of people says nothing new by a later day in it; a fact that stays does.
    comes_back = any(
        row["comes_back"] == "yes" and (PEOPLE not in feeds or row["action"] != "delete")
        for row in rows
    )
    return Fate(table, action, reason, comes_back, tuple(sorted(feeds)))


def _holds_up(people: Extract, stays: list[Extract]) -> bool:
    named = {one for one in people.record_ids if one[1] in people.key} or set(people.record_ids)
    return any(named & set(other.record_ids) for other in stays if other.name != people.name)


def _given(manifest: dict[str, Any]) -> dict[str, set[str]]:
    """The feeds that each raw table gives to, by dbt's lineage."""
    found: dict[str, set[str]] = {}
    for node in manifest["nodes"].values():
        name = str(node["name"])
        if node["resource_type"] != "model" or not name.startswith("feed_") or "__" not in name:
            continue
        feed = name.partition("__")[2]
        pending, seen = [*node["depends_on"]["nodes"]], set()
        while pending:
            parent = pending.pop()
            if parent in seen:
                continue
            seen.add(parent)
            if source := manifest["sources"].get(parent):
                table = f"{source['schema']}.{source['identifier']}"
                found.setdefault(table, set()).add(feed)
            elif parent in manifest["nodes"]:
                pending += manifest["nodes"][parent]["depends_on"]["nodes"]
    return found
