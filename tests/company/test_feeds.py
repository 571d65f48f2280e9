"""Feeds are found in the company's folder, and their page is what the contracts say."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration import dbt
from orchestration.company import feeds, feeds_page, provided
from orchestration.settings import PROJECT, from_environment
from tests.conftest import copied_company, settings_in


def test_the_page_says_what_the_contracts_say() -> None:
    assert (PROJECT / "docs" / "feeds.md").read_text() == feeds_page.page(), (
        "write it anew: python -m orchestration.company.feeds_page > docs/feeds.md"
    )


def test_the_sample_company_provides_every_feed_but_products() -> None:
    found = provided.providers(from_environment().company)
    assert set(feeds.known()) - set(found) == {"products"}
    assert found["consents"] == ("marketing", "shop")


def test_a_feed_that_nobody_knows_is_refused_with_those_that_are(tmp_path: Path) -> None:
    company = copied_company(tmp_path)
    (company / "departments" / "shop" / "feed_shop__purchase.sql").write_text("select 1")
    with pytest.raises(provided.FeedError, match=r"there is no feed 'purchase'.*purchases"):
        provided.providers(company)


def test_a_feed_is_named_after_the_department_of_its_folder(tmp_path: Path) -> None:
    company = copied_company(tmp_path)
    (company / "departments" / "shop" / "feed_store__people.sql").write_text("select 1")
    with pytest.raises(provided.FeedError, match="feed_shop__<feed>"):
        provided.providers(company)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("'order_no': 'order_number'", "has no column order_no"),
        ("'order_number': 'order_number'", "needs record_id"),
    ],
)
def test_a_mapping_that_the_contract_does_not_allow_stops_with_the_file(
    tmp_path: Path, mapping: str, sentence: str
) -> None:
    company = copied_company(tmp_path)
    (company / "departments" / "shop" / "feed_shop__purchases.sql").write_text(
        f"select {{{{ customer360.feed({{ {mapping} }}) }}}} from {{{{ ref('stg_shop__orders') }}}}"
    )
    settings = settings_in(tmp_path, company=company)
    settings.build.mkdir()
    done = dbt.run(settings, "compile", "--no-introspect", "--select", "feed_shop__purchases")
    assert done.returncode != 0
    assert sentence in done.stdout
    assert "feed_shop__purchases.sql" in done.stdout


def test_a_copied_build_folder_is_put_right(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    dbt.install(settings)
    copy = shutil.copytree(settings.build, tmp_path / "copied")
    assert not (copy / "dbt_packages" / "customer360" / "macros").is_symlink()
    dbt.install(replace(settings, build=copy))
    assert (copy / "dbt_packages" / "customer360" / "macros").is_symlink()
