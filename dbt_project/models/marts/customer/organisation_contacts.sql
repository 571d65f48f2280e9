-- One row per organisation and person who is its contact, with what the two share.
with

places as (
    select
        crosswalk.customer_id,
        kinds.customer_kind,
        records.first_seen_at,
        compared.family_name,
        compared.email,
        compared.phone,
        compared.phone_alternative,
        compared.home
    from {{ ref('crosswalk') }} as crosswalk
    inner join {{ ref('customer_kinds') }} as kinds
        on crosswalk.customer_id = kinds.customer_id
        and kinds.customer_kind in ('organisation', 'person')
    inner join {{ ref('compared_records') }} as compared
        on crosswalk.record_id = compared.record_id
    inner join {{ ref('customer_records') }} as records
        on crosswalk.record_id = records.record_id
),

points as (
    {% for kind, value in [
        ('domain', split_part('email', "'@'", 2)), ('phone', 'phone'),
        ('phone', 'phone_alternative'), ('home', 'home'),
    ] -%}
    select customer_id, customer_kind, first_seen_at, '{{ kind }}' as kind, {{ value }} as value
    from places
    where {{ value }} is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

firms as (
    select distinct customer_id, kind, value from points
    where customer_kind = 'organisation'
),

-- What several organisations share, and the domain of a provider of mailboxes, tells of none.
own as (
    select firms.kind, firms.value, max(firms.customer_id) as organisation_id
    from firms
    left join {{ policy('mailbox_rules') }} as mailboxes
        on firms.kind = 'domain' and firms.value = mailboxes.domain
    where mailboxes.domain is null
    group by firms.kind, firms.value
    having count(distinct firms.customer_id) = 1
),

-- elmbakery.example is Elm Bakery's, whoever else writes from it.
names as (
    select distinct
        customer_id, {{ regexp_replace_all('family_name', "'[^a-z0-9]+'", "''") }} as bare_name
    from places
    where customer_kind = 'organisation'
),

bears_name as (
    select distinct own.organisation_id, own.value
    from own
    inner join names
        on own.organisation_id = names.customer_id
        and length(names.bare_name) >= 4
        and {{ regexp_replace_all(split_part('own.value', "'.'", 1), "'[^a-z0-9]+'", "''") }}
        like names.bare_name || '%'
    where own.kind = 'domain'
),

shared as (
    select
        own.organisation_id,
        points.customer_id,
        {{ list_agg_distinct('own.kind') }} as shares,
        min(points.first_seen_at) as since,
        max(case when bears_name.value is not null then 1 else 0 end) as is_by_name
    from points
    inner join own on points.kind = own.kind and points.value = own.value
    left join bears_name
        on own.kind = 'domain'
        and own.organisation_id = bears_name.organisation_id and own.value = bears_name.value
    where points.customer_kind = 'person'
    group by own.organisation_id, points.customer_id
)

select organisation_id, customer_id, shares, since
from shared
where is_by_name = 1 or {{ array_size('shares') }} >= 2
