create or replace temp macro habitual_text(x) as
    coalesce(address_text({written}), '');
create or replace temp macro storey_text(x) as {storey};
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
        regexp_replace(habitual_text(address_line_1), '{nothing}', '')
            as line_1,
        regexp_replace(habitual_text(address_line_2), '{nothing}', '')
            as line_2,
        coalesce(address_text(unit), '') as given_unit
    from texts
),
found as (
    select
        *,
        trim(line_1 || ' ' || line_2 || case
            when given_unit = '' then ''
            when regexp_matches(given_unit, '{bare}') then ' unit ' || given_unit
            else ' ' || given_unit
        end) as whole,
        case
            when regexp_matches(line_2, '{bare}') and regexp_matches(line_1, '[0-9]')
                then line_2
        end as bare,
        case
            when regexp_matches(line_1, '{bare}')
                and regexp_matches(line_2, '^[0-9]+[a-z]? [a-z]') then line_1
        end as bare_first
    from cleaned
),
units as (
    select
        *,
        coalesce(
            nullif(storey_text(regexp_extract(whole, '{floor}', 1)), ''),
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
        regexp_replace(case
            when bare is not null then rest_1
            when bare_first is not null then rest_2
            when regexp_matches(rest_1, '^[0-9]') or rest_2 = '' then rest_1
            when regexp_matches(rest_2, '^[0-9]+[a-z]? [a-z]') then rest_2
            else trim(rest_1 || ' ' || rest_2)
        end, '\b({box})\b', 'po box') as chosen_line
    from units
),
told as (
    select
        *,
        regexp_matches(chosen_line, '{behind}')
        and not regexp_matches(chosen_line, '{numbered}')
        and (rest_2 = '' or regexp_matches(line_2, '{bare}')) as is_behind
    from chosen
),
shortened as (
    select
        *,
        nullif(array_to_string(list_transform(
            string_split(regexp_replace(regexp_replace(
                case
                    when is_behind or regexp_matches(chosen_line, '{numbered}')
                        then chosen_line
                    else regexp_replace(chosen_line, '{named}', '\1')
                end,
                '(stras+e|straat)\b', 'str', 'g'), ' +', ' ', 'g'
            ), ' '),
            lambda word: coalesce({types}[word], word)
        ), ' '), '') as text
    from told
),
numbered as (
    select
        *,
        case
            when regexp_matches(text, '{misread}')
                and not regexp_matches(text, '^[0-9]+[a-z]?\b')
                then translate(split_part(text, ' ', 1), 'oilszb', '011528')
                    || text[strpos(text, ' '):]
            else text
        end as line
    from shortened
),
placed as (
    select
        *,
        case
            when regexp_matches(line, '^[0-9]+[a-z]?\b')
                then [
                    regexp_extract(line, '^([0-9]+)[a-z]?\b', 1),
                    regexp_replace(line, '^[0-9]+[a-z]?\b', ''),
                    regexp_extract(line, '^[0-9]+([a-z])\b', 1)
                ]
            when is_behind
                then [
                    regexp_extract(line, '{behind}', 2),
                    regexp_extract(line, '{behind}', 1),
                    replace(regexp_extract(line, '{behind}', 3), ' ', '')
                ]
            else ['', line, '']
        end as parts
    from numbered
)
select
    address_line_1,
    address_line_2,
    unit,
    nullif(parts[1], '') as house_number,
    nullif(trim(parts[2]), '') as street,
    coalesce(nullif(flat, ''), nullif(parts[3], '')) as flat,
    line as address_line
from placed
