"""Who the rows of a list are about: every identifier looked up in the published marts."""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.activation import columns
from orchestration.activation.columns import Layout

_NO_PART = r"""\s<>;,"''`()\x{2018}-\x{201F}\x{00AB}\x{00BB}"""
_ONE_EMAIL = f"[^{_NO_PART}:]+@[^{_NO_PART}]+"
# MD5, SHA-1 or SHA-256, as the platforms of advertisers take them.
_HASH = f"^(0x)?{columns.HASH}$"
_MARTS = "published.marts"
# By kind, who has which value: (value, customer_id).
_KNOWN = {
    "email": f"""
        select s.value, p.customer_id
        from list_standardised as s
        join {_MARTS}.contact_points as p
            on p.kind = 'email' and mailbox_text(s.email) = mailbox_text(p.value)
    """,
    "phone": f"""
        select s.value, p.customer_id
        from (
            select value, phone from list_standardised
            union all
            select value, phone_alternative from list_standardised
        ) as s
        join {_MARTS}.contact_points as p on p.kind = 'phone' and s.phone = p.value
    """,
    "hashed": f"""
        select unnest([md5(form), sha1(form), sha256(form)]) as value, customer_id
        from (
            select unnest(list_distinct(case kind
                when 'email' then mailbox_forms(value)
                else [value, ltrim(value, '+'), national_text(value)]
            end)) as form, customer_id
            from {_MARTS}.contact_points
        )
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


# A column of addresses, numbers or hashes may hold any of the three.
_ALSO = {
    "email": ("email", "hashed"),
    "phone": ("phone", "hashed"),
    "hashed": ("email", "hashed"),
}


def find(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Write `list_points` (row, kind, value) and `list_people` (row, customer_id), both distinct.

    Reads `list_rows`. A value that several customers share names all of them; a retired number
    names the customer who has taken its place, and nobody where no record is left.
    """
    _macros(connection)
    points = " union all ".join(
        f"select row, '{kind}' as kind, {_value(kind)} as value "
        f"from (select row, typed_text({one.column}) as cell from list_rows "
        f"where row > {layout.top})"
        for one in layout.identifiers
        for kind in _ALSO.get(one.kind, (one.kind,))
    )
    connection.execute(
        "create or replace table list_points as "
        f"select distinct row, kind, value from ({points}) where value <> ''"
    )
    kinds = sorted({k for one in layout.identifiers for k in _ALSO.get(one.kind, (one.kind,))})
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


def _macros(connection: duckdb.DuckDBPyConnection) -> None:
    """What `identity` matches values by, and how a phone is written at home."""
    from orchestration.identity.values import emails, regions

    emails.macros(connection)
    code = regions.calling_code(regions.of_company())
    connection.execute(
        "create or replace temp macro national_text(x) as "
        + (f"if(starts_with(x, '+{code}'), '0' || x[{len(code) + 2}:], x)" if code else "x")
    )


def _value(kind: str) -> str:
    """The identifier or identifiers in a cell, as they are compared or standardised."""
    if kind == "email":
        found = f"regexp_extract_all(email_text(cell), '{_ONE_EMAIL}')"
        return f"unnest(list_transform({found}, lambda one: email_text(one)))"
    if kind == "hashed":
        return f"regexp_extract(lower(cell), '{_HASH}', 2)"
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
            when length({digits}) >= 5 then {number}
        end
    """


def _standardise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `list_standardised`: value, email or phone in the form in which marts hold them."""
    from orchestration.identity.values import regions
    from orchestration.identity.values.standardise import standardise

    connection.execute(queries.text(__file__, "list_values.sql"))
    standardise(connection, "list_values", regions.of_company())
    connection.execute(queries.text(__file__, "list_standardised.sql"))
