"""Numbers out of text: decimal points and commas, thousands, and the signs of one currency."""

from __future__ import annotations

import re

PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
WITH_COMMA = r"[+-]?([0-9]+,?[0-9]*|,[0-9]+)"
# What stands between thousands besides the comma, or the point: blanks, also those that do not
# break, and the Swiss apostrophe.
BLANKS = "[ '\u2019]"
SIGNS = {
    "EUR": ("€",), "GBP": ("£",), "USD": ("US$", "$"), "JPY": ("¥", "円"), "CNY": ("¥", "元"),
    "INR": ("₹", "Rs.", "Rs"), "BRL": ("R$",), "KRW": ("₩",), "TRY": ("₺", "TL"), "UAH": ("₴",),
    "ILS": ("₪",), "PLN": ("zł",), "CZK": ("Kč",), "HUF": ("Ft",), "SEK": ("kr.", "kr"),
    "NOK": ("kr.", "kr"), "DKK": ("kr.", "kr"), "CHF": ("Fr.", "SFr."), "RUB": ("₽",),
    "AUD": ("A$", "$"), "CAD": ("C$", "CA$", "$"), "NZD": ("NZ$", "$"), "MXN": ("MX$", "$"),
    "SGD": ("S$", "$"), "HKD": ("HK$", "$"), "ZAR": ("R",), "VND": ("₫",), "PHP": ("₱",),
    "NGN": ("₦",), "THB": ("฿",), "RON": ("lei",),
}  # fmt: skip
WHOLE = ("integer", "bigint", "smallint", "tinyint")


def amount(kind: str, value: str, decimal: str = ".", currency: str | None = None) -> str:
    """SQL that reads `value` (SQL of type varchar) as a number of type `kind`; else null.

    `decimal` is the decimal sign, `.` or `,`; the other may stand between thousands. Signs of
    `currency` (ISO 4217) are left out, those of any other make it null: they are not that amount.
    """
    bare = f"replace(replace({value}, chr(160), ' '), chr(8239), ' ')"
    if currency:
        names = "|".join(re.escape(name) for name in (*SIGNS.get(currency, ()), currency))
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
