"""The fix ledger: every automatic fix can be taken back, and none goes uncounted."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.warehouse import connect
from tests.conftest import House

FIELDS = ("given_name", "family_name", "email", "phone", "postcode")
KINDS = {*FIELDS, "birth_on", "duplicate"}


def test_names_emails_phones_dates_postcodes_duplicates_and_contradictions_have_rules(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rules = {
        r for (r,) in published.execute("select distinct rule from marts.quality_issues").fetchall()
    }
    assert {kind for kind in KINDS if any(rule.startswith(kind) for rule in rules)} == KINDS
    assert "birth_on_contradicted" in rules


def test_before_and_after_of_a_fix_are_both_there_and_differ(
    published: duckdb.DuckDBPyConnection,
) -> None:
    wrong = "select count(*) from marts.quality_issues where status = 'fixed' and {}"
    for test in ("before is null", "after is null", "before = after"):
        assert published.execute(wrong.format(test)).fetchall() == [(0,)], test


@pytest.mark.parametrize("field", FIELDS)
def test_putting_before_back_gives_what_the_department_wrote(house: House, field: str) -> None:
    with connect(house.settings, read_only=True) as warehouse:
        [(fixed, restored)] = warehouse.execute(
            f"""
            select count(*), count(*) filter (where issues.before = records.{field})
            from marts.quality_issues as issues
            inner join conformed.customer_records as records
                on issues.department = records.department
                and issues.source_record_id = records.source_record_id
            where issues.rule = '{field}_rewritten' and issues.status = 'fixed'
            """
        ).fetchall()
        assert fixed == restored > 0
        assert warehouse.execute(
            f"select count(*) from marts.quality_issues where rule = '{field}_rewritten'"
        ).fetchall() == [(fixed,)]


def test_no_email_or_postcode_is_rewritten_without_a_line(house: House) -> None:
    with connect(house.settings, read_only=True) as warehouse:
        for field, plain in (("email", "r.email"), ("postcode", "replace(r.postcode, ' ', '')")):
            [(rewritten, counted)] = warehouse.execute(
                f"""
                select count(*), count(f.record_id)
                from conformed.customer_records as r
                inner join identity.standardised as s on r.record_id = s.record_id
                left join conformed.value_findings as f
                    on r.record_id = f.record_id and f.field = '{field}'
                where {plain} <> s.{field}
                """
            ).fetchall()
            assert rewritten == counted > 0
