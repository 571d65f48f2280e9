"""Numbers out of text: decimal points and commas, thousands, and the signs of one currency."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
WITH_COMMA = r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)"
# What stands between thousands besides the comma, or the point: blanks, also those that do not
# break, and the apostrophe.
BLANKS = "[ '\u2019]"
_SIGNS = Path(__file__).with_name("currency_signs.csv")
WHOLE = ("integer", "bigint", "smallint", "tinyint")


@cache
def signs() -> dict[str, tuple[str, ...]]:
    """What stands for a currency (ISO 4217) beside an amount, the longest way first."""
    found: dict[str, tuple[str, ...]] = {}
    with _SIGNS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["currency"]] = (*found.get(row["currency"], ()), row["sign"])
    return found


def amount(kind: str, value: str, decimal: str = ".", currency: str | None = None) -> str:
    """SQL that reads `value` (SQL of type varchar) as a number of type `kind`; else null.

    `decimal` is the decimal sign, `.` or `,`; the other may stand between thousands. Signs of
    `currency` (ISO 4217) are left out, those of any other make it null: they are not that amount.
    """
    bare = f"replace(replace({value}, chr(160), ' '), chr(8239), ' ')"
    if currency:
        names = "|".join(re.escape(name) for name in (*signs().get(currency, ()), currency))
        bare = rf"regexp_replace({bare}, '^([+-]?)\s*({names})\s*|\s*({names})$', '\1')"
    mark, other = (r"\.", ",") if decimal == "." else (",", r"\.")
    fraction = f"({mark}0*)?" if kind in WHOLE else f"({mark}[0-9]*)?"
    by = rf"(({other}[0-9]{{3}})+|({BLANKS}[0-9]{{3}})+)".replace("'", "''")
    grouped = rf"[+-]?[0-9]{{1,3}}{by}{fraction}"
    plain = PLAIN_NUMBER if decimal == "." else WITH_COMMA
    if kind in WHOLE:
        plain = rf"[+-]?[0-9]+({mark}0*)?"
    blanks = BLANKS.replace("'", "''")
    dense = f"regexp_replace({bare}, '{other}|{blanks}', '', 'g')"
    number, thousands = bare, dense
    if decimal == ",":
        number, thousands = f"replace({bare}, ',', '.')", f"replace({dense}, ',', '.')"
    return (
        f"case when regexp_full_match({bare}, '{plain}') then try_cast({number} as {kind}) "
        f"when regexp_full_match({bare}, '{grouped}') then try_cast({thousands} as {kind}) end"
    )
