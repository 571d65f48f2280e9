"""Who is treated and who is held out: drawn by hash within strata, and kept in the log.

An arm once drawn stays: a customer in the log is never drawn again for that action. Whoever is
held out of everything, by the action CONTROL, is treated by none: holdouts of single programmes
cannot tell what all programmes did together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration import queries
from orchestration.activation import assignment_log
from orchestration.company import profile
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings, from_environment

MOST_STRATA = 100
# The action whose held out are held out of all actions, and the purpose by which models know it.
CONTROL = "global_control"
_CONTROLS = "control"
_CONTROLLED = queries.text(__file__, "controlled.sql")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")


class AssignmentError(ValueError):
    """What was asked cannot be assigned; the message says why."""


@dataclass(frozen=True)
class Plan:
    """One action: `holdout` is the share kept back, `cost_each` what treating one costs."""

    action: str
    holdout: float
    on: date
    line_of_business: str
    purpose: str = "service"
    channel: str = "phone"
    cost_each: float = 0.0
    stratify: str | None = None


@dataclass(frozen=True)
class Assigned:
    """Counts: new customers by arm, those known before, and the whole log of the action.

    `chi2` compares the whole log with the planned share, one degree of freedom. `controlled` are
    the candidates left out because they are held out of everything.
    """

    treated: int
    held_out: int
    known: int
    log_treated: int
    log_held_out: int
    strata: int
    chi2: float
    controlled: int = 0


def control(share: float, on: date) -> Plan:
    """The plan of a control group: `share` of the customers held out of everything from `on`."""
    return Plan(CONTROL, share, on, "enterprise", _CONTROLS, "all")


def assign(connection: duckdb.DuckDBPyConnection, settings: Settings, plan: Plan) -> Assigned:
    """Draw an arm for every customer of `candidates` (customer_id) and add them to the log.

    Writes `arms` (customer_id, is_holdout) for all candidates. Reads the published marts. Raises
    AssignmentError when the plan is impossible, or another than the one the log began with.
    """
    _check(connection, plan)
    with assignment_log.alone(settings):
        assignment_log.load(connection, settings, "log")
        controlled = 0 if plan.purpose == _CONTROLS else _leave_out_the_control_group(connection)
        others = connection.execute(
            "select distinct holdout_share, line_of_business from log where action = ?",
            [plan.action],
        ).fetchall()
        if others and others != [(plan.holdout, plan.line_of_business)]:
            raise AssignmentError(
                f"{plan.action} began with a holdout of {others[0][0]:g} in {others[0][1]}. "
                "Give another plan another name."
            )
        strata = _draw(connection, plan)
        rows = connection.execute(
            "select count(*) filter (where not is_holdout), count(*) filter (where is_holdout) "
            "from drawn"
        ).fetchall()[0]
        if sum(rows):
            assignment_log.append(connection, settings, plan.action, plan.on)
        connection.execute("insert into log select * from drawn")
    connection.execute(
        "create or replace table arms as select customer_id, is_holdout from log "
        f"semi join candidates using (customer_id) where action = {literal(plan.action)}"
    )
    treated, held_out, known = connection.execute(
        f"""
        select count(*) filter (where not is_holdout), count(*) filter (where is_holdout),
            (select count(*) from arms) - {sum(rows)}
        from log where action = {literal(plan.action)}
        """
    ).fetchall()[0]
    expected = (treated + held_out) * plan.holdout
    rest = treated + held_out - expected
    chi2 = (held_out - expected) ** 2 * (1 / expected + 1 / rest) if expected else 0.0
    return Assigned(rows[0], rows[1], known, treated, held_out, strata, chi2, controlled)


def _leave_out_the_control_group(connection: duckdb.DuckDBPyConnection) -> int:
    """Take from `candidates` who is held out of everything, under today's numbers; how many."""
    connection.execute(_CONTROLLED, {"controls": _CONTROLS})
    gone = "delete from candidates where customer_id in (from controlled)"
    return int(connection.execute(gone).fetchall()[0][0])


def _check(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    if plan.action == CONTROL and plan.purpose != _CONTROLS:
        raise AssignmentError(f"{CONTROL} is the control group's: customer360 action control.")
    if not _NAME.fullmatch(plan.action):
        raise AssignmentError("An action's name has letters, digits, - and _ only.")
    if not 0 < plan.holdout < 1:
        raise AssignmentError("The holdout is a share between 0 and 1, such as 0.1.")
    lines = (*profile.read(from_environment().company).lines_of_business, "enterprise")
    if plan.line_of_business not in lines:
        raise AssignmentError(f"The line of business is one of {', '.join(lines)}.")
    if plan.stratify:
        known = connection.execute("describe published.marts.customer_360").fetchall()
        if plan.stratify not in {row[0] for row in known}:
            raise AssignmentError(f"customer_360 has no column {plan.stratify!r}.")
        strata = connection.execute(
            f"select count(distinct {quoted(plan.stratify)}) from published.marts.customer_360"
        ).fetchall()[0][0]
        if strata > MOST_STRATA:
            raise AssignmentError(
                f"{plan.stratify} has {strata:,} values; a stratum each would be no stratum."
            )


def _draw(connection: duckdb.DuckDBPyConnection, plan: Plan) -> int:
    """Write `drawn`, log rows for new candidates; return the number of strata.

    Systematic sampling in the order of a hash: within a stratum the held out are the planned share
    to within one customer, and everybody's chance is exactly that share.
    """
    stratum = f"coalesce(c.{quoted(plan.stratify)}::varchar, 'none')" if plan.stratify else "'all'"

    def share(of: str) -> str:
        digest = f"substr(md5({of} || ':' || {literal(plan.action)}), 1, 12)"
        return f"(('0x' || {digest})::bigint / {float(1 << 48)})"

    connection.execute(
        queries.filled(
            __file__,
            "drawn.sql",
            stratum=stratum,
            action=literal(plan.action),
            share_of_stratum=share("stratum"),
            share_of_customer=share("customer_id"),
            holdout=plan.holdout,
            day=plan.on,
            line=literal(plan.line_of_business),
            purpose=literal(plan.purpose),
            channel=literal(plan.channel),
            cost_each=plan.cost_each,
        )
    )
    found = connection.execute("select count(distinct stratum) from drawn").fetchall()
    return int(found[0][0])
