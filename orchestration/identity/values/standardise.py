"""Records as departments wrote them → the forms in which they are compared.

Only distinct values are standardised, then joined back. Values are kept even when `hubs` will not
take them as evidence. Nothing here decides who is who.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.company import countries
from orchestration.identity.values import (
    addresses,
    birth_dates,
    emails,
    name_words,
    named_values,
    names,
    parsers,
    scripts,
    sentinels,
)
from orchestration.quoting import literal

TEXT_COLUMNS = (
    "department", "entity", "full_name", "given_name", "middle_name", "family_name", "email",
    "phone", "phone_alternative", "address_line_1", "address_line_2", "unit", "city", "postcode",
    "country", "national_id", "loyalty_number", "order_number", "contract_number", "handle",
)  # fmt: skip

_PLAIN_EMAIL = r"^[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9-]+\.)+[a-z]{2,}$"


def standardise(connection: duckdb.DuckDBPyConnection, records: str, region: str) -> None:
    """Write `identity_work.standardised`, one row per record of the relation `records`.

    `records` needs `record_id`; any of the columns of `conformed.customer_records` may be absent.
    `region` is the company's country, as an ISO code of two letters, or empty: phones without a
    country code and postcodes of records that name no country are read as its own.
    """
    _macros(connection)
    _input(connection, records, region)
    scripts.rewrite(connection)
    names.standardise(connection)
    named_values.standardise(connection)
    birth_dates.standardise(connection, region)
    _contacts(connection, region)
    addresses.standardise(connection, "identity_work.input", "identity_work.address_values", region)
    connection.execute(
        queries.text(__file__, "standardised.sql"),
        {"posts": sorted(name_words.Words().of("function_mailbox"))},
    )


def refer(connection: duckdb.DuckDBPyConnection, references: str | None) -> None:
    """Write `identity_work.refs` (record_id, reference), empty where nobody keeps references."""
    connection.execute(
        "create or replace table identity_work.refs as "
        + (
            f"select distinct record_id, reference from {references}"
            if references
            else "select null::varchar as record_id, null::varchar as reference where false"
        )
    )


def _macros(connection: duckdb.DuckDBPyConnection) -> None:
    emails.macros(connection)
    titles = "|".join(sentinels.TITLES)
    inward = "right(x, 3)"
    halved = ", ".join(
        literal(one.code) for one in countries.listed().values() if one.repairs_postcodes
    )
    connection.execute(
        queries.filled(__file__, "macros.sql", titles=titles, inward=inward, halved=halved)
    )


def _input(connection: duckdb.DuckDBPyConnection, records: str, region: str) -> None:
    present = {row[0] for row in connection.execute(f"describe {records}").fetchall()}

    def column(name: str, data_type: str, alias: str | None = None) -> str:
        value = f"try_cast({name} as {data_type})" if name in present else f"null::{data_type}"
        return f"{value} as {alias or name}"

    also = "\n".join(
        f"when upper(trim(country)) = {literal(one.also)} then {literal(one.code)}"
        for one in countries.listed().values()
        if one.also
    )
    columns = [column(name, "varchar") for name in TEXT_COLUMNS]
    columns += [column(name, "timestamp") for name in ("first_seen_at", "last_seen_at")]
    columns += [column("birth_on", "varchar", "birth_raw"), column("is_gift_recipient", "boolean")]
    connection.execute(
        queries.filled(
            __file__, "input.sql", also=also, columns=", ".join(columns), records=records
        ),
        {"region": region},
    )


def _contacts(connection: duckdb.DuckDBPyConnection, region: str) -> None:
    """`identity_work.phone_values` and `email_values`: one row per distinct value as written."""
    local = "regexp_replace(replace(raw, '(0)', ''), '[^0-9+]', '', 'g')"
    country = countries.of(region)
    is_local, number = "false", "null::varchar"
    if plain := country.local_phone:
        is_local = f"regexp_matches({local}, '{plain}')"
        number = f"'+{country.calling_code}' || regexp_extract({local}, '{plain}', 1)"
    connection.execute(
        queries.filled(__file__, "phone_texts.sql", is_local=is_local, number=number)
    )
    odd_phones = "select raw from identity_work.phone_texts where not is_local order by 1"
    odd_emails = f"""
        select distinct email from identity_work.email_texts
        where not regexp_matches(email, '{_PLAIN_EMAIL}') order by 1
    """
    connection.register(
        "odd_phones",
        parsers.phones([r[0] for r in connection.execute(odd_phones).fetchall()], region),
    )
    connection.register(
        "odd_emails", parsers.emails([r[0] for r in connection.execute(odd_emails).fetchall()])
    )
    connection.execute(queries.filled(__file__, "phone_values.sql", plain_email=_PLAIN_EMAIL))
    connection.unregister("odd_phones")
    connection.unregister("odd_emails")
