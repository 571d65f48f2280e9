"""How two records of one customer hang together: the path whose weakest link is strongest."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration import queries


@dataclass(frozen=True)
class Step:
    """One link of a path; `weight` in bits, prior included; a steward's link may have none."""

    record_a: str
    record_b: str
    weight: float
    matched_by: str


def widest(
    connection: duckdb.DuckDBPyConnection, customer: str, a: str, b: str
) -> tuple[Step, ...]:
    """The widest path from `a` to `b`: of all paths the one whose weakest link is strongest.

    What is identical, or linked by a steward, is no weak link whatever it weighs.
    """
    links = connection.execute(
        queries.text(__file__, "widest_path.sql"),
        [customer],
    ).fetchall()
    group = {record: {record} for link in links for record in link[:2]}
    used: dict[str, list[Step]] = {record: [] for record in group}
    for left, right, weight, matched_by in links:
        if group[left] is group[right]:
            continue
        joined = group[left] | group[right]
        group.update(dict.fromkeys(joined, joined))
        used[left].append(Step(left, right, weight, matched_by))
        used[right].append(Step(right, left, weight, matched_by))
    return _walk(used, a, b)


def _walk(tree: dict[str, list[Step]], a: str, b: str) -> tuple[Step, ...]:
    """The only way from `a` to `b` in a tree; empty where there is none."""
    paths: dict[str, tuple[Step, ...]] = {a: ()}
    frontier = [a]
    while frontier and b not in paths:
        steps = [step for record in frontier for step in tree.get(record, [])]
        fresh = [step for step in steps if step.record_b not in paths]
        paths |= {step.record_b: (*paths[step.record_a], step) for step in fresh}
        frontier = [step.record_b for step in fresh]
    return paths.get(b, ())


def weakest(path: tuple[Step, ...]) -> Step | None:
    """The link that breaks first: a scored one where there is any."""
    scored = [step for step in path if step.matched_by == "score"]
    return min(scored or path, key=lambda step: step.weight, default=None)
