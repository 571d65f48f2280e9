"""How postcodes look, country by country.

The forms are those of the Universal Postal Union's addressing sheets, blanks and hyphens left to
the writer. A country that is not here has no form: any postcode of it looks right.
"""

from __future__ import annotations

_DIGITS = {
    3: ("IS",),
    4: ("AR", "AT", "AU", "BE", "BG", "CH", "CY", "DK", "GE", "HU", "LU", "NO", "NZ", "PH", "SI",
        "TN", "ZA"),
    5: ("CR", "DE", "EE", "EG", "ES", "FI", "FR", "GR", "HR", "ID", "IT", "KE", "KR", "LT", "MA",
        "MX", "MY", "PK", "RS", "TH", "TR", "UA", "VN"),
    6: ("CN", "CO", "EC", "IN", "KZ", "NG", "RO", "RU", "SG"),
    7: ("CL", "IL", "JP"),
}  # fmt: skip
_GAP = "[ -]?"
_OTHER = {
    "AR": "([0-9]{4}|[A-Za-z][0-9]{4}[A-Za-z]{3})",
    "BR": f"[0-9]{{5}}({_GAP}[0-9]{{3}})?",  # public data give the first five digits alone
    "CA": f"[A-Za-z][0-9][A-Za-z]{_GAP}[0-9][A-Za-z][0-9]",
    "CZ": f"[0-9]{{3}}{_GAP}[0-9]{{2}}",
    "GB": "[A-Za-z]{1,2}[0-9][A-Za-z0-9]? *[0-9][A-Za-z]{2}",
    "GR": f"[0-9]{{3}}{_GAP}[0-9]{{2}}",
    "IE": f"([ACDEFHKNPRTVWXY][0-9]{{2}}|D6W){_GAP}[0-9ACDEFHKNPRTVWXY]{{4}}",
    "IL": "[0-9]{5}([0-9]{2})?",
    "IN": f"[0-9]{{3}}{_GAP}[0-9]{{3}}",
    "CL": f"[0-9]{{3}}{_GAP}[0-9]{{4}}",
    "JP": f"[0-9]{{3}}{_GAP}[0-9]{{4}}",
    "LT": "(LT-?)?[0-9]{5}",
    "LU": "(L-?)?[0-9]{4}",
    "LV": "(LV-?)?[0-9]{4}",
    "MT": f"[A-Za-z]{{3}}{_GAP}[0-9]{{4}}",
    "NL": f"[0-9]{{4}}{_GAP}[A-Za-z]{{2}}",
    "PL": f"[0-9]{{2}}{_GAP}[0-9]{{3}}",
    "PT": f"[0-9]{{4}}({_GAP}[0-9]{{3}})?",
    "SE": f"[0-9]{{3}}{_GAP}[0-9]{{2}}",
    "SK": f"[0-9]{{3}}{_GAP}[0-9]{{2}}",
    "TW": "[0-9]{3}([0-9]{2,3})?",
    "US": "[0-9]{5}(-?[0-9]{4})?",
}


def pattern(country: str) -> str | None:
    """A regular expression that a whole postcode of the country fits; None where none is known.

    `country` is an ISO 3166 code of two letters, or empty.
    """
    if found := _OTHER.get(country):
        return f"^{found}$"
    digits = next((n for n, countries in _DIGITS.items() if country in countries), None)
    return f"^[0-9]{{{digits}}}$" if digits else None
