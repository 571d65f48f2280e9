"""Records that say exactly the same collapse into one payload before anything is compared.

A payload without any contact, address or birth date stays one per record: two people called
`john smith` say the same, yet that is no evidence that they are one.
"""

from __future__ import annotations

from typing import Any

import duckdb

from orchestration.identity.values import parsers, scripts

KNOWN_FROM = 8  # people who carry a given name
WRITTEN_FROM, WRITTEN_BY = 3, 2  # records and departments that write it in one full name
SINGLE_SOURCES = "from identity.single_sources"
COMPARED = (
    "named", "given_name", "middle_name", "family_name", "suffix", "script", "birth_on",
    "birth_text", "email", "phone", "phone_alternative", "house_number", "street", "flat",
    "postcode", "city", "national_id", "loyalty_number",
)  # fmt: skip
_STRONG = (
    "coalesce(email, phone, phone_alternative, national_id, loyalty_number, "
    "birth_text, house_number || postcode)"
)


def collapse(
    connection: duckdb.DuckDBPyConnection,
    names: str = "identity_work.keyed",
    single: str = "select null::varchar as department where false",
) -> int:
    """Write `identity_work.payloads` and `payload_records`; return the number of payloads.

    `node` is the head of the content's hash: it depends neither on record numbers nor on file
    order, and stays the same from build to build (60 bits: among a million payloads two share one
    once in two million builds). Names are known from the relation `names`.
    """
    columns = ", ".join(COMPARED)
    text = " || '|' || ".join(f"coalesce(cast({c} as varchar), '')" for c in COMPARED)
    connection.execute(
        f"""
        create or replace table identity_work.keyed as
        select
            e.*,
            md5(
                {text}
                || case
                    when {_STRONG} is null or family_name is null
                        then '|' || e.record_id
                    else ''
                end
            ) as content
        from (
            select * replace (
                mailbox as email,
                if(is_shared_address, null, house_number) as house_number,
                if(is_shared_address, null, street) as street,
                if(is_shared_address, null, flat) as flat,
                if(entity = 'handle', null, given_name) as given_name,
                if(entity = 'handle', null, middle_name) as middle_name,
                if(entity = 'handle', null, family_name) as family_name
            )
            from identity_work.evidence
        ) as e;
        create or replace table identity_work.payload_numbers as
        select content, cast('0x' || left(content, 15) as bigint) as node
        from (select distinct content from identity_work.keyed);
        create or replace table identity_work.payload_records as
        select n.node, k.record_id, k.department, k.entity
        from identity_work.keyed as k
        inner join identity_work.payload_numbers as n on k.content = n.content;
        """
    )
    connection.register("given_forms", _forms(connection, names))
    connection.register("name_sounds", _sounds(connection))
    connection.execute(
        f"""
        create or replace table identity_work.payloads as
        with distinct_payloads as (
            select distinct n.node, {columns}
            from identity_work.keyed as k
            inner join identity_work.payload_numbers as n on k.content = n.content
        ),
        forms as (
            -- A couple has two given names.
            select
                g.given_name,
                list_sort(list_distinct(flatten(list(f.forms)))) as forms,
                bool_and(f.is_known) and not contains(g.given_name, ' ') as is_known
            from (
                select given_name, unnest(string_split(given_name, ' ')) as part
                from (select distinct given_name from distinct_payloads)
            ) as g
            inner join given_forms as f on g.part = f.given_name
            group by g.given_name
        ),
        parties as (
            select p.node, list_sort(list(distinct r.reference)) as refs
            from identity_work.payload_records as p
            inner join identity_work.refs as r on p.record_id = r.record_id
            group by p.node
        ),
        singles as (
            select p.node, list_sort(list(distinct p.department)) as single_sources
            from identity_work.payload_records as p
            semi join ({single}) as s on p.department = s.department
            group by p.node
        )
        select
            p.*,
            t.refs,
            o.single_sources,
            f.forms as given_forms,
            coalesce(f.is_known, false) as given_known,
            g.sound as given_sound,
            m.sound as middle_sound,
            n.sound as family_sound,
            g.bones as given_bones,
            n.bones as family_bones,
            list_distinct(list_filter([g.sound, n.sound], lambda x: length(x) > 2)) as name_sounds,
            list_distinct(list_filter([g.bones, n.bones], lambda x: length(x) > 2)) as name_bones,
            list_distinct(list_transform(
                list_filter([p.given_name, p.family_name], lambda x: length(x) > 2),
                lambda x: array_to_string(list_sort(string_split(x, '')), '')
            )) as name_letters,
            list_distinct(
                list_transform(f.forms, lambda form: left(form, 1)) || [left(g.sound, 1)]
            ) as given_initials,
            list_min(f.forms) as given_key,
            -- The first half of a postcode that has two, the leading digits of another.
            left(p.postcode, length(p.postcode) - if(regexp_matches(p.postcode, '[A-Z]$'), 3, 2))
                as area,
            split_part(p.email, '@', 1) as email_local,
            regexp_replace(split_part(p.email, '@', 1), '[^a-z]', '', 'g') as email_letters,
            regexp_replace(p.email, '[^0-9]', '', 'g') as email_digits
        from distinct_payloads as p
        left join forms as f on p.given_name = f.given_name
        left join name_sounds as g on p.given_name = g.name
        left join name_sounds as m on p.middle_name = m.name
        left join name_sounds as n on p.family_name = n.name
        left join parties as t on p.node = t.node
        left join singles as o on p.node = o.node
        order by p.node
        """
    )
    connection.unregister("given_forms")
    connection.unregister("name_sounds")
    return int(connection.execute("select count(*) from identity_work.payloads").fetchall()[0][0])


def _sounds(connection: duckdb.DuckDBPyConnection) -> Any:
    """`name, sound, bones` of every name of the records."""
    rows = connection.execute(
        """
        select distinct unnest([given_name, middle_name, family_name]) as name
        from identity_work.keyed order by 1
        """
    ).fetchall()
    return scripts.sounds([name for (name,) in rows if name is not None])


def _forms(connection: duckdb.DuckDBPyConnection, names: str) -> Any:
    """`given_name, forms, is_known` of every given name of the relation `names`.

    A name that many people carry is known, and so is one that several departments keep writing in
    one full name: a slip is made once.
    """
    rows = connection.execute(
        f"""
        select
            given_name,
            coalesce(sum(contacts) filter (family_name is not null), 0) as people,
            max(records) filter (departments >= {WRITTEN_BY}) >= {WRITTEN_FROM} as is_written
        from (
            select
                given_name,
                family_name,
                count(*) as records,
                count(distinct split_part(record_id, ':', 1)) as departments,
                count(distinct coalesce(postcode, email, phone, '')) as contacts
            from (
                select * replace (unnest(string_split(given_name, ' ')) as given_name)
                from {names}
                where given_name is not null
            )
            group by given_name, family_name
        )
        group by given_name
        order by given_name
        """
    ).fetchall()
    common = {name: int(people) for name, people, _ in rows if people >= KNOWN_FROM}
    written = [name for name, _, is_written in rows if is_written]
    return parsers.given_forms([row[0] for row in rows], common, written)
