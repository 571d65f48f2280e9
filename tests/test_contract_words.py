"""A department's own words, translated by its contract."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import duckdb

from orchestration import dbt
from orchestration.settings import DBT_PROJECT
from tests.conftest import settings_in

CONTRACT = "{extract_name: type, required: true}"
WORDS = "{extract_name: type, required: true, words: {view: product_view, AddToCart: add_to_cart}}"


def test_words_of_the_contract_become_ours_in_any_case_and_others_stay(tmp_path: Path) -> None:
    project = shutil.copytree(DBT_PROJECT, tmp_path / "dbt_project")
    contract = project / "models" / "staging" / "web" / "_web.yml"
    assert contract.read_text().count(CONTRACT) == 1
    contract.write_text(contract.read_text().replace(CONTRACT, WORDS))
    settings = settings_in(tmp_path)
    settings.build.mkdir()
    done = subprocess.run(
        [
            *(dbt.executable(), "--quiet", "compile", "--no-introspect"),
            *("--select", "stg_web__events", "--project-dir", str(project)),
            *("--profiles-dir", str(project), "--target-path", str(tmp_path / "target")),
        ],
        cwd=project,
        env=os.environ | settings.environment() | {"DBT_PROJECT_DIR": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    sql = next((tmp_path / "target" / "compiled").rglob("stg_web__events.sql")).read_text()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema raw_web")
        connection.execute(
            "create table raw_web.events as select word as event_type, '' as event_id, "
            "'' as visitor_id, '' as account_id, now() as occurred_at, '' as page, "
            "'' as utm_source, '' as campaign_id, '' as order_number, '' as topic "
            "from (values (' View '), ('ADDTOCART'), ('search'), ('')) as t(word)"
        )
        found = connection.execute(f"select event_type from ({sql})").fetchall()
    assert found == [("product_view",), ("add_to_cart",), ("search",), (None,)]
