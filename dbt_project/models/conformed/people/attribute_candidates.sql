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
        {% for name in customer360.golden_names() -%}
        case
            -- A firm, or a couple nobody knows singly, is called what was written.
            when standardised.named <> 'person'
                then {% if name == 'family_name' %}coalesce(records.full_name, trim(
                        coalesce(records.given_name, '') || ' ' || coalesce(records.family_name, '')
                    )){% else %}null{% endif %}
            when records.{{ name }} not in (upper(records.{{ name }}), lower(records.{{ name }}))
                then records.{{ name }}
            else {{ initcap('coalesce(records.' ~ name ~ ', standardised.' ~ name ~ ')') }}
        end as {{ name }},
        {% endfor %}
        {% for field in customer360.golden_fields() if field not in customer360.golden_names() -%}
        {{ golden_reading(field) }} as {{ field }},
        {% endfor -%}
        nullif(trim(
            coalesce(standardised.given_name, '') || ' ' || coalesce(standardised.family_name, '')
        ), '') as name_key,
        standardised.middle_name as middle_name_key,
        -- What names two, an estate or a post in a firm says nothing of how its holder is called.
        coalesce(standardised.named, 'person') = 'person' or max(
            case when coalesce(standardised.named, 'person') = 'person' then 1 else 0 end
        ) over (partition by crosswalk.customer_id) = 0 as is_own_name,
        coalesce(standardised.address_line, lower(records.address_line_1)) as street,
        -- Without a street the postcode tells the place, and the town where there is none.
        coalesce(
            coalesce(standardised.address_line, lower(records.address_line_1)) || ' '
            || coalesce(standardised.unit, '') || ' ' || coalesce(standardised.postcode, ''),
            standardised.postcode, upper(records.postcode), lower(records.city)
        ) as address_key
    from records
    inner join crosswalk on records.record_id = crosswalk.record_id
    inner join standardised on records.record_id = standardised.record_id
    left join licences on records.record_id = licences.record_id
    where licences.usable_until is null or licences.usable_until >= {{ as_of() }}
),

-- Who gives a street is heard about the address; a town or postcode alone counts where nobody of
-- the same kind, own or bought, gives one.
located as (
    select
        *,
        street is not null or count(street) over (
            partition by customer_id, department in {{ third_parties() }}
        ) = 0 as is_best_address
    from known
),

stated as (
    {% for item in golden_attributes() -%}
    select
        customer_id, record_id, department, last_seen_at,
        '{{ item.attribute }}' as attribute, {{ item.key }} as value_key,
        {%- for n in [0, 1, 2, 3] %}
        cast({{ item.fields[n] | default('null') }} as string) as value_{{ n + 1 }},
        {%- endfor %}
        cast({{ item.completeness }} as double) as completeness
    from located
    where {{ item.key }} is not null
        {%- if item.attribute == 'address' %} and is_best_address{% endif %}
        {%- if item.attribute in ['name', 'middle_name'] %} and is_own_name{% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

scored as (
    select
        stated.*,
        trusts.trust,
        trusts.is_third_party,
        power(
            0.5e0,
            greatest({{ days_between('stated.last_seen_at', as_of()) }}, 0)
            / cast(trusts.half_life_days as double)
        ) as recency
    from stated
    inner join {{ ref('attribute_trust') }} as trusts
        on stated.attribute = trusts.attribute
        and stated.department = trusts.department
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
