"""Which country the numbers without a country code belong to: the one whose plan fits most."""

from __future__ import annotations

import duckdb
import phonenumbers

from orchestration.company import countries, profile
from orchestration.settings import from_environment

SAMPLE = 500


def region(connection: duckdb.DuckDBPyConnection, records: str) -> str:
    """The ISO country of the phones in the relation `records`; empty where nothing tells."""
    columns = {row[0] for row in connection.execute(f"describe {records}").fetchall()}
    if "phone" not in columns:
        return ""
    rows = connection.execute(
        f"""
        select distinct phone from {records}
        where phone is not null and phone not like '+%' and phone not like '00%'
        order by hash(phone) limit {SAMPLE}
        """
    ).fetchall()
    ranked = sorted((one.phone_guess, one.code) for one in countries.listed().values())
    tried = [code for rank, code in ranked if rank]
    fits = {code: sum(_is_valid(row[0], code) for row in rows) for code in tried}
    best = max(tried, key=lambda code: fits[code])
    return best if fits[best] else ""


def of_company() -> str:
    """The country of the company in force, whose numbers are written without a country code."""
    return profile.read(from_environment().company).country


def calling_code(country: str) -> str:
    """The digits behind the + of a country's numbers (ITU-T E.164); empty where none is known."""
    code = phonenumbers.country_code_for_region(country) if country else 0
    return str(code) if code else ""


def _is_valid(phone: str, name: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, name))
    except phonenumbers.NumberParseException:
        return False
