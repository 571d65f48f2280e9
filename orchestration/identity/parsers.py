"""The parsers that cost microseconds a value: only distinct values that SQL cannot decide come here.

Each function takes the distinct raw values and returns an Arrow table `raw, …` that is joined back.
Nothing is logged: the values are personal.
"""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
import pyarrow as pa
from email_validator import EmailNotValidError, validate_email
from nameparser import HumanName
from nicknames import NickNamer


def phones(raw: Sequence[str], region: str) -> pa.Table:
    """`raw, phone`: E.164, or null where no dialling plan knows such a number.

    `region` is the ISO country for numbers written without a country code.
    """
    return pa.table(
        {"raw": pa.array(raw, pa.string()), "phone": pa.array([_phone(r, region) for r in raw])},
        schema=pa.schema([("raw", pa.string()), ("phone", pa.string())]),
    )


def _phone(raw: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def emails(raw: Sequence[str]) -> pa.Table:
    """`raw, email`: lower-case and normalised, or null where it is no address."""
    return pa.table(
        {"raw": pa.array(raw, pa.string()), "email": pa.array([_email(r) for r in raw])},
        schema=pa.schema([("raw", pa.string()), ("email", pa.string())]),
    )


def _email(raw: str) -> str | None:
    try:
        return validate_email(raw.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


def full_names(raw: Sequence[str]) -> pa.Table:
    """`raw, given_name, middle_name, family_name, suffix`, as nameparser splits them."""
    parsed = [HumanName(value) for value in raw]
    return pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            "given_name": pa.array([name.first for name in parsed], pa.string()),
            "middle_name": pa.array([name.middle for name in parsed], pa.string()),
            "family_name": pa.array([name.last for name in parsed], pa.string()),
            "suffix": pa.array([name.suffix for name in parsed], pa.string()),
        }
    )


def given_forms(names: Sequence[str]) -> pa.Table:
    """`given_name, forms`: the name itself and the names it is short for (`bill`: `william`)."""
    namer = NickNamer()
    forms = [sorted({name, *namer.canonicals_of(name)}) for name in names]
    return pa.table(
        {
            "given_name": pa.array(names, pa.string()),
            "forms": pa.array(forms, pa.list_(pa.string())),
        }
    )
