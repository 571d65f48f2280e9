"""Arms drawn by hash: the planned share, alike in every stratum, and never drawn twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.activation import assignment_log, assignments, audiences, published
from orchestration.settings import Settings
from tests.activation.conftest import ANN, BOB, seal
from tests.test_cli import customer360

PLAN = assignments.Plan("call", 0.1, date(2026, 11, 1), "enterprise", stratify="city")


@pytest.fixture
def crowd(company: Settings) -> Settings:
    """A thousand customers in three towns."""
    with duckdb.connect(str(company.published / "current" / "c360.duckdb")) as connection:
        connection.execute(
            "create table marts.base as select * from marts.customer_360 limit 1;"
            "insert into marts.customer_360 select base.* replace ("
            "'K' || i as customer_id, ['Ayton', 'Beeton', 'Ceeton'][1 + i % 3] as city) "
            "from marts.base, range(995) t(i)"
        )
    seal(company)
    return company


def draw(
    settings: Settings, plan: assignments.Plan, some: str = "true"
) -> tuple[assignments.Assigned, dict[str, bool]]:
    """Assign the customers that a condition picks; what was drawn, and everybody's arm."""
    with published.reading(settings) as connection:
        connection.execute(
            "create table candidates as select customer_id from published.marts.customer_360 "
            f"where {some}"
        )
        done = assignments.assign(connection, settings, plan)
        return done, dict(connection.execute("select customer_id, is_holdout from arms").fetchall())


def test_every_stratum_holds_out_the_planned_share_to_within_one(crowd: Settings) -> None:
    done, _ = draw(crowd, PLAN)
    with duckdb.connect() as connection:
        assignment_log.load(connection, crowd, "log")
        shares = connection.execute(
            "select count(*) * 0.1, count(*) filter (where is_holdout) from log group by stratum"
        ).fetchall()
    assert len(shares) == done.strata == 3
    assert all(abs(planned - held_out) <= 1 for planned, held_out in shares)
    assert (done.treated + done.held_out, done.known) == (1000, 0)
    assert done.chi2 < 1


def test_asked_again_everybody_keeps_the_arm_and_the_log_does_not_grow(crowd: Settings) -> None:
    _, first = draw(crowd, PLAN, "city <> 'Ceeton'")
    done, second = draw(crowd, PLAN)
    again, third = draw(crowd, PLAN)
    assert {customer: second[customer] for customer in first} == first
    assert (done.known, again.treated + again.held_out, third) == (len(first), 0, second)
    assert len(list(crowd.assignments.glob("call/*.csv"))) == 2


def test_a_lost_log_gives_the_same_arms_for_the_same_people(crowd: Settings) -> None:
    _, first = draw(crowd, PLAN)
    for path in crowd.assignments.glob("call/*.csv"):
        path.unlink()
    assert draw(crowd, PLAN)[1] == first


def test_another_action_holds_out_other_people(crowd: Settings) -> None:
    one = {customer for customer, held in draw(crowd, PLAN)[1].items() if held}
    other = {c for c, held in draw(crowd, replace(PLAN, action="mail"))[1].items() if held}
    assert len(one & other) < len(one) / 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"holdout": 0.0}, "between 0 and 1"),
        ({"holdout": 1.0}, "between 0 and 1"),
        ({"action": "../x"}, "letters"),
        ({"stratify": "shoe_size"}, "no column"),
        ({"stratify": "customer_id"}, "no stratum"),
        ({"line_of_business": "boats"}, "retail"),
    ],
)
def test_an_impossible_plan_is_refused(
    change: dict[str, str | float], sentence: str, crowd: Settings
) -> None:
    with pytest.raises(assignments.AssignmentError, match=sentence):
        draw(crowd, replace(PLAN, **change))  # type: ignore[arg-type]


def test_a_second_share_under_one_name_is_refused(crowd: Settings) -> None:
    draw(crowd, PLAN)
    with pytest.raises(assignments.AssignmentError, match="another name"):
        draw(crowd, replace(PLAN, holdout=0.2))


def test_the_treated_of_a_list_are_its_own_rows_without_the_held_out(
    company: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Email,Note\nann@home.org,a\nbob@home.org,b\nnobody@x.org,c\n")
    with published.reading(company) as connection:
        read = audiences.of_list(connection, path)
        connection.execute(
            f"create table arms as select * from (values ('{ANN}', false), ('{BOB}', true)) "
            "as t(customer_id, is_holdout)"
        )
        assert audiences.write_treated(connection, tmp_path / "out.csv", read) == 1
    assert (tmp_path / "out.csv").read_text().splitlines() == ["Email,Note", "ann@home.org,a"]


def test_an_audience_of_a_next_best_action_is_assigned_from_the_command_line(
    crowd: Settings, tmp_path: Path
) -> None:
    folder = crowd.published.parent
    arguments = ["action", "assign", "--audience", "save", "--action", "calls", "--holdout", "0.4"]
    out = ["--out", str(tmp_path / "t.csv")]
    done = customer360(*arguments, *out, "--on", "2026-11-01", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "5, of whom held out 40.0%" in done.stdout
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--action", "x"], "one of the two"),
        (["--action", "x", "--audience", "save"], "Nothing is published"),
        (["--action", "x", "--audience", "save", "--out", "x.pdf"], ".csv or .xlsx"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_status(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    done = customer360("action", "assign", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_whoever_is_held_out_of_everything_is_treated_by_no_action(
    crowd: Settings, tmp_path: Path
) -> None:
    folder = crowd.published.parent
    done = customer360("action", "control", "--share", "0.2", "--on", "2026-10-30", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "200 more customers are held out of everything, 200 in all" in done.stdout
    again = customer360("action", "control", "--share", "0.2", "--on", "2026-11-01", folder=folder)
    assert "0 more customers" in again.stdout
    with duckdb.connect() as connection:
        assignment_log.load(connection, crowd, "log")
        controls = {
            customer
            for (customer,) in connection.execute(
                "select customer_id from log where purpose = 'control' and is_holdout"
            ).fetchall()
        }
    drawn, arms = draw(crowd, PLAN)
    assert (drawn.controlled, drawn.treated + drawn.held_out) == (200, 800)
    assert not controls & set(arms)


def test_a_group_drawn_after_an_action_takes_its_own_out_of_it(crowd: Settings) -> None:
    _, before = draw(crowd, PLAN)
    draw(crowd, assignments.control(0.5, date(2026, 11, 2)))
    done, after = draw(crowd, PLAN)
    assert (done.controlled, done.treated, len(after)) == (500, 0, 500)
    assert {customer: before[customer] for customer in after} == after


def test_a_customer_merged_with_one_of_the_control_group_is_held_out(crowd: Settings) -> None:
    draw(crowd, assignments.control(0.5, date(2026, 11, 2)))
    with duckdb.connect() as connection:
        assignment_log.load(connection, crowd, "log")
        held, free = (
            connection.execute(f"select min(customer_id) from log where {arm}").fetchall()[0][0]
            for arm in ("is_holdout", "not is_holdout")
        )
    with duckdb.connect(str(crowd.published / "current" / "c360.duckdb")) as connection:
        connection.execute(
            "insert into marts.customer_redirects by name "
            f"select '{held}' as customer_id, '{free}' as replaced_by"
        )
        connection.execute(f"delete from marts.customer_360 where customer_id = '{held}'")
    seal(crowd)
    assert free not in draw(crowd, PLAN)[1]


def test_the_name_of_the_control_group_is_taken(crowd: Settings) -> None:
    with pytest.raises(assignments.AssignmentError, match="action control"):
        draw(crowd, replace(PLAN, action="global_control"))
