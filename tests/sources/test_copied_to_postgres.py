"""A role's marts in a real PostgreSQL: its rows and columns, one build at a time, views kept."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.publishing import PublishError, role_snapshots, to_postgres
from orchestration.publishing.manifest import Published, write_manifest
from orchestration.publishing.snapshot import Description, sha256
from orchestration.settings import DBT_PACKAGE, Settings
from tests.conftest import plain_company, settings_in
from tests.serving.publishing import contracts, people, point_to, publish
from tests.sources.servers import PASSWORD, Postgres

REPORTS = "TEST_REPORTS_DATABASE"
AT = datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A company that publishes snapshots for marketing and risk, and an empty database."""
    server.run("drop schema if exists marts cascade; drop schema if exists ours cascade")
    monkeypatch.setenv(REPORTS, server.address)
    company = plain_company(tmp_path)
    with (company / "company.yml").open("a") as file:
        file.write("role_snapshots: [marketing, service]\n")
    return settings_in(tmp_path, company=company)


def described() -> dict[str, Description]:
    """Every mart with its columns, and which of these are personal."""
    personal: dict[str, set[str]] = {}
    for path in (DBT_PACKAGE / "models" / "marts").rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            personal[model["name"].removeprefix("published_")] = {
                column["name"]
                for column in model.get("columns", [])
                if column.get("config", {}).get("meta", {}).get("pii")
            }
    return {
        mart: Description(
            "A mart.", dict.fromkeys(columns, "It's a column."), frozenset(personal.get(mart, ()))
        )
        for mart, columns in contracts().items()
    }


def build(settings: Settings, number: int) -> Path:
    """Publish a build with the roles' snapshots; number n has n metrics. Its folder."""
    rows = people()
    rows["metrics_daily"] = [
        {"metric_on": AT.date(), "metric": f"m{one}", "segmentation": "all", "value": 1.5}
        for one in range(number)
    ]
    folder = publish(settings, f"b{number}", rows)
    database = folder / "c360.duckdb"
    role_snapshots.write_all(settings, database, f"b{number}", AT, described())
    of_roles = {path: sha256(path) for path in (folder / "roles").rglob("*") if path.is_file()}
    write_manifest(
        Published(f"b{number}", f"r{number}", AT, database, sha256(database), (), "GBP", of_roles),
        folder,
    )
    point_to(settings, folder)
    return folder


def ask(server: Postgres, sql: str) -> str:
    """What PostgreSQL's own client prints."""
    said = subprocess.run(
        [server.binaries / "psql", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql],
        env={"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGUSER": "house",
            "PGDATABASE": "postgres", "PGPASSWORD": PASSWORD},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return said.stdout.strip()


def test_rows_and_totals_are_those_of_the_roles_snapshot(
    settings: Settings, server: Postgres
) -> None:
    folder = build(settings, 3)
    copied = to_postgres.copy(settings, "marketing", REPORTS)
    with duckdb.connect(str(folder / "roles/marketing/c360.duckdb"), read_only=True) as own:
        columns = own.execute(
            "select table_name, list(column_name order by column_index), "
            "list(column_name order by column_index) filter (regexp_matches(data_type, "
            "'^(DECIMAL|DOUBLE|BIGINT|INTEGER)')) from duckdb_columns() "
            "where schema_name = 'marts' group by 1 order by 1"
        ).fetchall()
        assert [mart for mart, *_ in columns] == sorted(copied)
        for mart, names, figures in columns:
            sums = "".join(f', coalesce(sum("{one}"), 0)::decimal(18, 2)' for one in figures or ())
            expected = own.execute(f'select count(*){sums} from marts."{mart}"').fetchone()
            assert expected is not None
            said = ask(server, f'select count(*){sums} from marts."{mart}"')
            assert said == "|".join(map(str, expected)), mart
            assert copied[mart] == expected[0]
            assert ask(
                server, "select string_agg(column_name, ',' order by ordinal_position) from "
                f"information_schema.columns where table_schema = 'marts' and table_name = '{mart}'"
            ) == ",".join(names)  # fmt: skip
    assert sum(copied.values()) > 5


def test_what_the_role_may_not_see_is_not_there(settings: Settings, server: Postgres) -> None:
    build(settings, 1)
    to_postgres.copy(settings, "marketing", REPORTS)
    assert ask(server, "select count(*) from marts.customer_360 where customer_id like '%D'") == "0"
    held = ask(
        server, "select string_agg(column_name, ',') from information_schema.columns "
        "where table_schema = 'marts' and table_name = 'customer_360'"
    ).split(",")  # fmt: skip
    assert "email" in held
    assert "open_cases" not in held
    with pytest.raises(PublishError, match="plumber"):
        to_postgres.copy(settings, "plumber", REPORTS)


def test_the_next_build_takes_the_place_of_the_last_and_views_of_theirs_stay(
    settings: Settings, server: Postgres
) -> None:
    build(settings, 1)
    to_postgres.copy(settings, "service", REPORTS)
    server.run("create schema ours; create view ours.n as select count(*) from marts.metrics_daily")
    build(settings, 4)
    assert to_postgres.copy(settings, "service", REPORTS)["metrics_daily"] == 4
    assert ask(server, "select * from ours.n") == "4"
    builds = "select string_agg(distinct build_id, ',') from marts."
    assert {ask(server, builds + mart) for mart in ("customer_360", "metrics_daily")} == {"b4"}


def test_a_column_that_a_view_of_theirs_needs_stops_the_copy_whole(
    settings: Settings, server: Postgres
) -> None:
    build(settings, 1)
    to_postgres.copy(settings, "service", REPORTS)
    server.run(
        "alter table marts.metrics_daily add column stray integer; create schema ours; "
        "create view ours.n as select stray from marts.metrics_daily"
    )
    build(settings, 4)
    with pytest.raises(PublishError, match="ours"):
        to_postgres.copy(settings, "service", REPORTS)
    assert ask(server, "select distinct build_id from marts.customer_360") == "b1"
    server.run("drop view ours.n")
    assert to_postgres.copy(settings, "service", REPORTS)["metrics_daily"] == 4


def test_descriptions_come_along(settings: Settings, server: Postgres) -> None:
    build(settings, 1)
    to_postgres.copy(settings, "service", REPORTS)
    assert ask(server, "select obj_description('marts.customer_360'::regclass)") == "A mart."
    assert ask(server, "select col_description('marts.customer_360'::regclass, 1)") == (
        "It's a column."
    )


def test_a_snapshot_that_was_changed_is_not_copied(settings: Settings, server: Postgres) -> None:
    database = build(settings, 1) / "roles/service/c360.duckdb"
    database.chmod(0o600)
    with database.open("ab") as file:
        file.write(b"x")
    with pytest.raises(PublishError, match="not the file that was published"):
        to_postgres.copy(settings, "service", REPORTS)
    server.run("do $$ begin if exists (select from pg_namespace where nspname = 'marts') "
        "then raise 'something was copied'; end if; end $$")  # fmt: skip


def test_no_message_holds_the_password(settings: Settings, server: Postgres) -> None:
    build(settings, 1)
    broken = replace(settings, published=settings.published / "nowhere")
    with pytest.raises(PublishError) as raised:
        to_postgres.copy(broken, "service", REPORTS)
    assert PASSWORD not in str(raised.value)
    assert server.port
