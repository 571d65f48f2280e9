-- One row per customer, attribute, department and distinct value: what each department says.
with

records as (
    select * from {{ ref('customer_records') }}
),

crosswalk as (
    select * from {{ ref('crosswalk') }}
),

standardised as (
    select * from {{ source('identity', 'standardised') }}
),

-- Bought data may be used until the last of their licences ends.
licences as (
    select record_id, max(expires_on) as usable_until
    from {{ ref('partner_attributes') }}
    group by record_id
),

known as (
    select
        crosswalk.customer_id,
        records.record_id,
        records.department,
        records.last_seen_at,
        -- A name written all in one case says nothing about how it is spelled.
        {% for name in ['given_name', 'middle_name', 'family_name'] -%}
        case
            when records.{{ name }} not in (upper(records.{{ name }}), lower(records.{{ name }}))
                then records.{{ name }}
            else {{ initcap('coalesce(records.' ~ name ~ ', standardised.' ~ name ~ ')') }}
        end as {{ name }},
        {% endfor %}
        standardised.birth_on,
        standardised.email,
        standardised.phone,
        records.address_line_1,
        records.address_line_2,
        records.city,
        coalesce(
            substr(standardised.postcode, 1, length(standardised.postcode) - 3) || ' '
            || substr(standardised.postcode, length(standardised.postcode) - 2),
            upper(records.postcode)
        ) as postcode,
        nullif(trim(
            coalesce(standardised.given_name, '') || ' ' || coalesce(standardised.family_name, '')
        ), '') as name_key,
        standardised.middle_name as middle_name_key,
        standardised.address_line || ' ' || coalesce(standardised.unit, '') || ' '
        || coalesce(standardised.postcode, '') as address_key
    from records
    inner join crosswalk on records.record_id = crosswalk.record_id
    inner join standardised on records.record_id = standardised.record_id
    left join licences on records.record_id = licences.record_id
    where licences.usable_until is null or licences.usable_until >= {{ as_of() }}
),

-- Attributes that only make sense together survive together: `value_1` to `value_4` are one thing.
stated as (
    {% for attribute, key, values, completeness in [
        ('name', 'name_key', ['given_name', 'family_name'],
            "case when length(given_name) > 1 and family_name is not null then 1.0 else 0.4 end"),
        ('middle_name', 'middle_name_key', ['middle_name'],
            "case when length(middle_name) > 1 then 1.0 else 0.4 end"),
        ('birth_on', 'cast(birth_on as string)', ['cast(birth_on as string)'], '1.0'),
        ('email', 'email', ['email'], '1.0'),
        ('phone', 'phone', ['phone'], '1.0'),
        ('address', 'address_key', ['address_line_1', 'address_line_2', 'city', 'postcode'],
            "case when postcode is null then 0.3 when city is null then 0.8 else 1.0 end"),
    ] -%}
    select
        customer_id, record_id, department, last_seen_at,
        '{{ attribute }}' as attribute,
        {{ key }} as value_key,
        {%- for n in [0, 1, 2, 3] %}
        {{ values[n] if n < values | length else 'cast(null as string)' }} as value_{{ n + 1 }},
        {%- endfor %}
        cast({{ completeness }} as double) as completeness
    from known
    where {{ key }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

scored as (
    select
        stated.*,
        source_trust.trust,
        stated.department in {{ third_parties() }} as is_third_party,
        power(
            cast(0.5 as double),
            greatest({{ days_between('stated.last_seen_at', as_of()) }}, 0)
            / cast(survivorship.half_life_days as double)
        ) as recency
    from stated
    inner join {{ policy('survivorship') }} as survivorship
        on stated.attribute = survivorship.attribute
    inner join {{ policy('source_trust') }} as source_trust
        on stated.attribute = source_trust.attribute
        and stated.department = source_trust.department
),

ranked as (
    select
        *,
        cast(trust * recency * completeness as decimal(18, 9)) as score
    from scored
)

select *
from ranked
qualify row_number() over (
        partition by customer_id, attribute, department, value_key
        order by score desc, last_seen_at desc, record_id asc
    ) = 1
