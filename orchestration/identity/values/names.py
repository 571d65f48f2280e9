"""Names as given, middle, family and generation: plain SQL, with nameparser for the odd ones."""

from __future__ import annotations

import duckdb

from orchestration.identity.values import parsers, sentinels

_PLAIN_NAME = r"^[\p{L}.''-]+ [\p{L}.''-]+$"
# One or two words between given and family name, none of them a rank.
_MIDDLE = (
    r"regexp_matches(w.between, '^[^ ]+( [^ ]+)?$') and not regexp_matches(w.between, "
    r"'\b(of|the|st|nd|rd|th|baron|baronet|earl|duke|viscount|marquess|count|lord|lady|sir)\b')"
)
_EMPTY = sentinels.quoted_list(sentinels.WHOLE_NAMES)
_NOBODY = sentinels.quoted_list(sentinels.NAMES)
_PARTS = sentinels.quoted_list(sentinels.PARTS)
_SURNAMES = sentinels.quoted_list(sentinels.SURNAMES)
_GENERATIONS = "|".join(sentinels.GENERATIONS)
_AFTER = "|".join(sentinels.GENERATIONS + sentinels.HONOURS)


def standardise(connection: duckdb.DuckDBPyConnection) -> None:
    """Write `identity_work.name_values`: one row per distinct name as written.

    A full name of two plain words is given and family name; anything odder goes to nameparser.
    Beside a given or a family name, a full name tells the parts that are missing.
    """
    odd = connection.execute(
        f"""
        select distinct full_name
        from identity_work.input
        where given_name is null and family_name is null and full_name is not null
            and not regexp_matches(full_name, '{_PLAIN_NAME}')
        order by full_name
        """
    ).fetchall()
    connection.register("odd_full_names", parsers.full_names([row[0] for row in odd]))
    connection.execute(
        rf"""
        create or replace temp macro is_part(x) as
            list_has_all([{_PARTS}], string_split(x, ' '));
        create or replace table identity_work.name_values as
        with written as (
            select distinct
                coalesce(given_name, '') as raw_given,
                coalesce(middle_name, '') as raw_middle,
                coalesce(family_name, '') as raw_family,
                coalesce(full_name, '') as raw_full,
                given_name is null and family_name is null as is_whole
            from identity_work.input
        ),
        texts as (
            select
                *,
                name_text(raw_given) as own_given,
                name_text(raw_middle) as own_middle,
                name_text(raw_family) as own_family,
                if(is_whole, null, name_text(split_part(raw_full, ',', 1))) as full_text
            from written
        ),
        bodies as (
            select
                *,
                coalesce(own_given, split_part(full_text, ' ', 1)) as head,
                case
                    when starts_with(full_text, head || ' ') then full_text[length(head) + 2:]
                end as body
            from texts
        ),
        told as (
            select
                * exclude (head, body),
                if(body is null, own_given, head) as head,
                coalesce(own_family, regexp_extract(body, '([^ ]+)$', 1)) as tail,
                case
                    when body = tail then ''
                    when ends_with(body, ' ' || tail)
                        then body[:length(body) - length(tail) - 1]
                end as between
            from bodies
        ),
        parts as (
            select
                w.*,
                if(
                    is_whole,
                    name_text(coalesce(o.given_name, split_part(raw_full, ' ', 1))),
                    w.head
                ) as given,
                if(
                    is_whole,
                    name_text(o.middle_name),
                    coalesce(own_middle, if({_MIDDLE}, w.between, null))
                ) as middle,
                if(
                    is_whole,
                    name_text(coalesce(o.family_name, split_part(raw_full, ' ', 2))),
                    w.tail
                ) as family,
                name_text(o.suffix) as suffix
            from told as w
            left join odd_full_names as o on w.raw_full = o.raw and is_whole
            where coalesce(name_words(raw_full) not in ({_EMPTY}), true)
        ),
        cut as (
            select
                *,
                regexp_replace(family, ' (?:(?:{_AFTER})\b ?)+$', '') as family_only,
                regexp_extract(coalesce(suffix, family), '(?:^| )({_GENERATIONS})$', 1)
                    as generation,
                nullif(trim(concat_ws(
                    ' ', nullif(regexp_extract(given, ' (.*)$', 1), ''), middle
                )), '') as middle_words
            from parts
        )
        select
            raw_given,
            raw_middle,
            raw_family,
            raw_full,
            case
                when given not in ({_NOBODY}) and (strlen(given) = 1 or not is_part(given))
                    then split_part(given, ' ', 1)
            end as given_name,
            case
                when middle_words in ({_NOBODY}) then null
                when strlen(given) > 1 and is_part(given) then nullif(middle, '')
                else middle_words
            end as middle_name,
            case
                when family_only not in ({_NOBODY}) and strlen(family_only) > 1
                    and (family_only in ({_SURNAMES}) or not is_part(family_only))
                    then family_only
            end as family_name,
            case
                when generation in ('jr', 'jnr', 'junior') then 'junior'
                when generation in ('sr', 'snr', 'senior') then 'senior'
                else nullif(generation, '')
            end as suffix
        from cut
        """
    )
    connection.unregister("odd_full_names")
