"""Addresses as number, street and unit: plain SQL over distinct address texts.

The unit is kept apart because two flats of one house are two homes, while a unit left out is no
contradiction. Street types are shortened (`road` → `rd`), so that spelling them out does not count.
"""

from __future__ import annotations

import duckdb

STREET_TYPES = {
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "drive": "dr",
    "close": "cl", "court": "ct", "crescent": "cres", "gardens": "gdns", "garden": "gdns",
    "grove": "gr", "place": "pl", "square": "sq", "terrace": "ter", "terr": "ter", "park": "pk",
    "boulevard": "blvd", "circle": "cir", "highway": "hwy", "parkway": "pkwy", "trail": "trl",
    "saint": "st", "north": "n", "south": "s", "east": "e", "west": "w", "mount": "mt",
    "way": "wy", "hill": "hl", "mews": "mws", "green": "grn",
}  # fmt: skip
UNIT_WORDS = "flat|flt|apartment|apt|appt|unit|room|rm|suite|ste|studio|bedsit|maisonette"
BARE = "^[0-9]+ ?[a-z]?$|^[a-z]$"
FLOORS = "(?:lower ground|upper|ground|first|second|third|fourth|top|basement|1st|2nd|3rd|4th)"


def standardise(connection: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Write `target`: one row per distinct address text of `source`.

    `source` has `address_line_1, address_line_2, unit` (raw); `target` adds `house_number, street,
    flat, address_line`, each null where the text does not say.
    """
    types = (
        "map {" + ", ".join(f"'{long}': '{short}'" for long, short in STREET_TYPES.items()) + "}"
    )
    unit = rf"\b(?:{UNIT_WORDS}) ?([0-9]+ ?[a-z]?|[a-z])\b"
    floor = rf"\b({FLOORS} floor(?: flat)?|basement flat|{FLOORS} flat)\b"
    connection.execute(
        f"""
        create or replace temp macro without_unit(x) as
            trim(regexp_replace(regexp_replace(x, '{floor}', ' '), '{unit}', ' '));
        create or replace table {target} as
        with texts as (
            select distinct address_line_1, address_line_2, unit
            from {source}
            where coalesce(address_line_1, address_line_2, unit) is not null
        ),
        cleaned as (
            select
                *,
                coalesce(address_text(address_line_1), '') as line_1,
                coalesce(address_text(address_line_2), '') as line_2,
                coalesce(address_text(unit), '') as given_unit
            from texts
        ),
        found as (
            select
                *,
                trim(line_1 || ' ' || line_2 || case
                    when given_unit = '' then ''
                    when regexp_matches(given_unit, '{BARE}') then ' unit ' || given_unit
                    else ' ' || given_unit
                end) as whole,
                case when regexp_matches(line_2, '{BARE}') then line_2 end as bare,
                case
                    when regexp_matches(line_1, '{BARE}')
                        and regexp_matches(line_2, '^[0-9]+[a-z]? [a-z]') then line_1
                end as bare_first
            from cleaned
        ),
        units as (
            select
                *,
                coalesce(
                    nullif(replace(regexp_extract(whole, '{floor}', 1), ' flat', ''), ''),
                    nullif(replace(regexp_extract(whole, '{unit}', 1), ' ', ''), ''),
                    replace(coalesce(bare, bare_first), ' ', '')
                ) as flat,
                without_unit(line_1) as rest_1,
                without_unit(line_2) as rest_2
            from found
        ),
        chosen as (
            select
                *,
                case
                    when bare is not null then rest_1
                    when bare_first is not null then rest_2
                    when regexp_matches(rest_1, '^[0-9]') or rest_2 = '' then rest_1
                    when regexp_matches(rest_2, '^[0-9]') then rest_2
                    else trim(rest_1 || ' ' || rest_2)
                end as chosen_line
            from units
        ),
        shortened as (
            select
                *,
                nullif(array_to_string(list_transform(
                    string_split(regexp_replace(
                        regexp_replace(chosen_line, '^[a-z ]+ ([0-9]+[a-z]? [a-z])', '\\1'),
                        ' +', ' ', 'g'
                    ), ' '),
                    lambda word: coalesce({types}[word], word)
                ), ' '), '') as line
            from chosen
        )
        select
            address_line_1,
            address_line_2,
            unit,
            nullif(regexp_extract(line, '^([0-9]+)[a-z]?\\b', 1), '') as house_number,
            nullif(trim(regexp_replace(line, '^[0-9]+[a-z]?\\b', '')), '') as street,
            coalesce(
                nullif(flat, ''), nullif(regexp_extract(line, '^[0-9]+([a-z])\\b', 1), '')
            ) as flat,
            line as address_line
        from shortened
        """
    )
