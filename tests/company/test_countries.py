"""What differs by country: forms of postcodes, plain telephone numbers."""

from __future__ import annotations

import re

import pytest

from orchestration.company import countries


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
    form = countries.of(country).postcode
    assert re.fullmatch(form, right) and not re.fullmatch(form, wrong)


def test_of_an_unknown_country_any_postcode_will_do() -> None:
    assert countries.of("").postcode == countries.of("XX").postcode == ""


@pytest.mark.parametrize(
    ("country", "written", "number"),
    [
        ("GB", "01314960999", "1314960999"),
        ("GB", "00441314960999", "1314960999"),
        ("GB", "+441314960999", "1314960999"),
        ("GB", "1314960999", None),
        ("GB", "05005550100", None),
    ],
)
def test_a_plain_number_is_the_country_s_own(
    country: str, written: str, number: str | None
) -> None:
    found = re.match(countries.of(country).local_phone, written)
    assert (found[1] if found else None) == number


def test_a_country_without_a_listed_plain_form_has_none() -> None:
    assert countries.of("DE").local_phone == countries.of("XX").local_phone == ""


def test_what_is_listed_is_in_codes_and_every_form_compiles() -> None:
    for code, country in countries.listed().items():
        assert re.fullmatch("[A-Z]{2}", code) and re.fullmatch("([A-Z]{3})?", country.currency)
        re.compile(country.postcode)
    ranks = sorted(one.phone_guess for one in countries.listed().values() if one.phone_guess)
    assert ranks == list(range(1, len(ranks) + 1))
