"""Who the rows of a list are about: every identifier looked up in the published marts."""

from __future__ import annotations

import duckdb

from orchestration.activation.columns import Layout

# What spreadsheets leave around a value.
_INVISIBLE = r"[\x{00A0}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{FEFF}]"
_ONE_EMAIL = r"""[^\s<>;,"'':()]+@[^\s<>;,"''()]+"""
_MARTS = "published.marts"
# By kind, who has which value: (value, customer_id).
_KNOWN = {
    "email": f"""
        select s.value, p.customer_id
        from list_standardised as s
        join {_MARTS}.contact_points as p on p.kind = 'email' and s.email = p.value
    """,
    "phone": f"""
        select s.value, p.customer_id
        from list_standardised as s
        join {_MARTS}.contact_points as p on p.kind = 'phone' and s.phone = p.value
    """,
    "customer": f"""
        select customer_id as value, customer_id from {_MARTS}.customer_360
        union all
        select customer_id, replaced_by from {_MARTS}.customer_redirects
        where replaced_by is not null
    """,
    "source": f"""
        select upper(source_record_id) as value, customer_id from {_MARTS}.customer_crosswalk
        where valid_to is null
        union all
        select upper(record_id), customer_id from {_MARTS}.customer_crosswalk
        where valid_to is null
    """,
}


def find(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Write `list_points` (row, kind, value) and `list_people` (row, customer_id), both distinct.

    Reads `list_rows`. A value that several customers share names all of them; a retired number
    names the customer who has taken its place, and nobody where no record is left.
    """
    points = " union all ".join(
        f"select row, '{one.kind}' as kind, {_value(one.kind)} as value "
        f"from (select row, {_cell(one.column)} as cell from list_rows where row > {layout.top})"
        for one in layout.identifiers
    )
    connection.execute(
        "create or replace table list_points as "
        f"select distinct row, kind, value from ({points}) where value <> ''"
    )
    kinds = sorted({one.kind for one in layout.identifiers})
    if {"email", "phone"} & set(kinds):
        _standardise(connection)
    people = " union ".join(
        f"""
        select list_points.row, known.customer_id
        from list_points
        join ({_KNOWN[kind]}) as known on list_points.value = known.value
        where list_points.kind = '{kind}'
        """
        for kind in kinds
    )
    connection.execute(f"create or replace table list_people as {people}")


def _cell(column: str) -> str:
    return f"trim(regexp_replace({column}, '{_INVISIBLE}', ' ', 'g'))"


def _value(kind: str) -> str:
    """The identifier or identifiers in a cell, as they are compared or standardised."""
    if kind == "email":
        return f"unnest(regexp_extract_all(lower(cell), '{_ONE_EMAIL}'))"
    if kind != "phone":
        return "upper(cell)"
    # A spreadsheet takes a phone for a number: it drops the zero or the plus, or writes 4.479E+11.
    number = """
        case when regexp_matches(cell, '^[0-9][.][0-9]{8,}[eE][+]?[0-9]+$')
            then cast(try_cast(cell as double) as bigint)::varchar else cell end
    """
    digits = f"regexp_replace({number}, '[^0-9+]', '', 'g')"
    return f"""
        case
            when regexp_matches({digits}, '^44[1237][0-9]{{9}}$') then '+' || {digits}
            when regexp_matches({digits}, '^[1237][0-9]{{9}}$') then '0' || {digits}
            when length({digits}) >= 7 then {number}
        end
    """


def _standardise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `list_standardised`: value, email or phone in the form in which marts hold them."""
    from orchestration.identity.values import regions
    from orchestration.identity.values.standardise import standardise

    connection.execute(
        """
        create schema if not exists identity_work;
        create or replace table list_values as
        select
            row_number() over () as record_id, kind, value,
            case when kind = 'email' then value end as email,
            case when kind = 'phone' then value end as phone
        from (select distinct kind, value from list_points where kind in ('email', 'phone'))
        """
    )
    standardise(connection, "list_values", regions.of_company())
    connection.execute(
        """
        create or replace table list_standardised as
        select v.kind, v.value, s.email, s.phone
        from list_values as v
        join identity_work.standardised as s on v.record_id::varchar = s.record_id
        """
    )
