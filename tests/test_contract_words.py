"""A department's own words, translated by its contract."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration import dbt
from tests.conftest import copied_company, settings_in

CONTRACT = "{extract_name: type, required: true}"
WORDS = "{extract_name: type, required: true, words: {view: product_view, AddToCart: add_to_cart}}"


def test_words_of_the_contract_become_ours_in_any_case_and_others_stay(tmp_path: Path) -> None:
    company = copied_company(tmp_path)
    contract = company / "departments" / "web" / "_web.yml"
    assert contract.read_text().count(CONTRACT) == 1
    contract.write_text(contract.read_text().replace(CONTRACT, WORDS))
    settings = settings_in(tmp_path, company=company)
    settings.build.mkdir()
    done = dbt.run(
        settings,
        *("compile", "--no-introspect", "--select", "stg_web__events"),
        *("--target-path", str(tmp_path / "target")),
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
