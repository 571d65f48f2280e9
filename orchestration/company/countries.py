"""What differs from country to country: postcodes, phones, dates and addresses, as `countries.csv`.

The forms of postcodes are those of the Universal Postal Union's addressing sheets, blanks and
hyphens left to the writer; of some countries public data give the first digits alone. A country
that is not listed has no form: any postcode of it looks right. Currencies are ISO 4217, countries
ISO 3166, calling codes ITU-T E.164.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LISTED = Path(__file__).with_name("countries.csv")


@dataclass(frozen=True)
class Country:
    """One country; of one that nobody listed everything but the code is empty.

    `also` is another code that people write for it. `postcode` is a regular expression that a whole
    postcode fits; `postcode_tail` how many of its characters stand behind the blank, 0 where it is
    kept as written. `repairs_postcodes`: a postcode ends in a digit and two letters, so letters
    read for digits can be put right. `national_number` is what a plain number looks like behind
    `national_prefix`, which `calling_code` takes the place of abroad. `phone_guess` ranks the
    countries that numbers without a country code are tried as; 0 for none. `address_habits` names
    how units are written there.
    """

    code: str
    also: str = ""
    currency: str = ""
    postcode: str = ""
    postcode_tail: int = 0
    repairs_postcodes: bool = False
    month_first: bool = False
    calling_code: str = ""
    national_prefix: str = ""
    national_number: str = ""
    phone_guess: int = 0
    address_habits: str = ""

    @property
    def local_phone(self) -> str:
        """A regular expression for a plain number of the country; its group is the number itself.

        Empty where the country's numbers have no plain form that is listed here.
        """
        if not self.national_number:
            return ""
        ways = rf"\+{self.calling_code}|00{self.calling_code}|{self.national_prefix}"
        return rf"^(?:{ways})({self.national_number})$"


@cache
def listed() -> dict[str, Country]:
    """Every country of the list by its code."""
    with _LISTED.open(encoding="utf-8", newline="") as file:
        return {row["country"]: _country(row) for row in csv.DictReader(file)}


def of(code: str) -> Country:
    """The country of an ISO 3166 code of two letters, or of none."""
    return listed().get(code) or Country(code)


def _country(row: dict[str, str]) -> Country:
    return Country(
        row["country"], row["also"], row["currency"], row["postcode"],
        int(row["postcode_tail"] or 0), row["repairs_postcodes"] == "true",
        row["month_first"] == "true", row["calling_code"], row["national_prefix"],
        row["national_number"], int(row["phone_guess"] or 0), row["address_habits"],
    )  # fmt: skip
