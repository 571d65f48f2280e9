"""Forms of postcodes, by country."""

from __future__ import annotations

import re

import pytest

from orchestration.company import postcodes


@pytest.mark.parametrize(
    ("country", "right", "wrong"),
    [
        ("GB", "BN3 6VA", "01037"),
        ("BR", "01037", "1037"),
        ("BR", "01037-010", "01037-01"),
        ("DE", "01067", "1067"),
        ("US", "02134-1000", "02134-100"),
        ("CA", "K1A 0B1", "KA1 0B1"),
        ("NL", "1012 AB", "1012"),
        ("PT", "1000-205", "100-205"),
        ("CH", "8001", "08001"),
        ("JP", "100-0001", "100-001"),
    ],
)
def test_a_postcode_has_the_form_of_its_country(country: str, right: str, wrong: str) -> None:
    form = postcodes.pattern(country)
    assert form and re.search(form, right) and not re.search(form, wrong)


def test_of_an_unknown_country_any_postcode_will_do() -> None:
    assert postcodes.pattern("") is None
    assert postcodes.pattern("XX") is None
