{# Money: every amount of a feed in the company's currency. #}

{# The rows of a feed (`union_feed`) with its amounts (`is_amount` in its contract) converted by the
   rate of `exchange_rates` in force on `dated`. A row of another feed says the currency where this
   one says none, and the day, where `parent_dated` names it: `parent` and the `key` both share. The currency of a row whose
   amounts are the company's, or became it, is null; of one that no rate converts it stays, and its
   amounts are null: they are nobody's to add. What was written stays in `charged_in`. #}
{% macro feed_in_company_currency(feed, dated, parent=none, key=none, parent_dated=none) -%}
{%- set days = (['parents.dated'] if parent_dated else []) + (['written.' ~ dated] if dated else []) -%}
{%- set rated_on = 'coalesce(' ~ days | join(', ') ~ ')' if days | length > 1 else days[0] -%}
with

rates as (
    select
        currency,
        rate,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by currency order by valid_from) as next_from
    from {{ ref('exchange_rates') }}
),

written as (
    {{ customer360.union_feed(feed) }}
),

{% if parent -%}
parents as (
    select
        {{ key }} as parent_key,
        max(currency) as currency,
        max({{ parent_dated or 'null' }}) as dated
    from ({{ customer360.union_feed(parent) }}) as parent
    group by {{ key }}
),

{% endif -%}
placed as (
    select
        written.*,
        {%- if parent %}
        upper(trim(coalesce(nullif(trim(written.currency), ''), parents.currency))) as code,
        cast({{ rated_on }} as date) as rated_on
        {%- else %}
        upper(trim(written.currency)) as code,
        cast(written.{{ dated }} as date) as rated_on
        {%- endif %}
    from written
    {%- if parent %}
    left join parents on written.{{ key }} = parents.parent_key
    {%- endif %}
),

rated as (
    select
        placed.*,
        coalesce(placed.code, '') in ('', '{{ var('currency', '') }}') as is_own,
        rates.rate
    from placed
    left join rates
        on placed.code = rates.currency
        and placed.rated_on >= rates.valid_from
        and (rates.valid_to is null or placed.rated_on < rates.valid_to)
        and (rates.next_from is null or placed.rated_on < rates.next_from)
)

select
    {%- for name, column in customer360.feed_columns(feed).items() %}
    {% if column.config.get('meta', {}).get('is_amount') -%}
    case
        when is_own then {{ name }}
        else cast({{ name }} * rate as {{ customer360.native_type(column.data_type) }})
    end as {{ name }}
    {%- elif name == 'currency' -%}
    case when not is_own and rate is null then code end as currency
    {%- elif name == 'charged_in' -%}
    coalesce(nullif(code, ''), nullif('{{ var('currency', '') }}', '')) as charged_in
    {%- else -%}
    {{ name }}
    {%- endif -%}
    {%- if not loop.last %},{% endif %}
    {%- else %}
    *
    {%- endfor %}
from rated
{%- endmacro %}

{# The feeds with amounts that may be in several currencies: feed, key of its row, and the order that
   a row is part of. #}
{% macro feeds_of_money() -%}
    {{ return([
        ('purchases', 'order_number', 'null'),
        ('purchase_lines', "order_number || ':' || line_number", 'order_number'),
        ('refunds', 'refund_id', 'order_number'),
        ('contracts', 'contract_number', 'null'),
        ('contract_payments', 'payment_id', 'null'),
    ]) }}
{%- endmacro %}
