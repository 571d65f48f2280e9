create or replace temp macro is_part(x) as
    list_has_all([{parts}], string_split(x, ' '));
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
            coalesce(own_middle, if({middle}, w.between, null))
        ) as middle,
        if(
            is_whole,
            name_text(coalesce(o.family_name, split_part(raw_full, ' ', 2))),
            w.tail
        ) as family,
        name_text(o.suffix) as suffix
    from told as w
    left join odd_full_names as o on w.raw_full = o.raw and is_whole
    where coalesce(name_words(raw_full) not in ({empty}), true)
),
cut as (
    select
        *,
        regexp_replace(family, ' (?:(?:{after})\b ?)+$', '') as family_only,
        regexp_extract(coalesce(suffix, family), '(?:^| )({generations})$', 1)
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
        when given not in ({nobody}) and (strlen(given) = 1 or not is_part(given))
            then split_part(given, ' ', 1)
    end as given_name,
    case
        when middle_words in ({nobody}) then null
        when strlen(given) > 1 and is_part(given) then nullif(middle, '')
        else middle_words
    end as middle_name,
    case
        when family_only not in ({nobody}) and strlen(family_only) > 1
            and (family_only in ({surnames}) or not is_part(family_only))
            then family_only
    end as family_name,
    case
        when generation in ('jr', 'jnr', 'junior') then 'junior'
        when generation in ('sr', 'snr', 'senior') then 'senior'
        else nullif(generation, '')
    end as suffix
from cut
