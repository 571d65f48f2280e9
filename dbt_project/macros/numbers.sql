{# Numbers that departments give: of orders, contracts, cases and the like. #}

{# The columns of a feed that hold numbers which departments give, and the feed that gives them.
   Written here and not in the contracts, because dbt asks while it parses, before it knows those. #}
{% macro numbers_of(feed) -%}
    {%- set numbers = {
        'answers': {'invitation_id': 'invitations'},
        'cases': {'case_id': 'cases', 'order_number': 'purchases', 'contract_number': 'contracts'},
        'claims': {'claim_id': 'claims', 'contract_number': 'contracts'},
        'contract_payments': {'payment_id': 'contract_payments', 'contract_number': 'contracts'},
        'contracts': {'contract_number': 'contracts', 'renewal_of': 'contracts'},
        'decisions': {'decision_id': 'decisions', 'contract_number': 'contracts'},
        'deliveries': {'consignment_id': 'deliveries', 'order_number': 'purchases'},
        'delivery_events': {'consignment_id': 'deliveries'},
        'delivery_ratings': {'consignment_id': 'deliveries'},
        'interactions': {
            'order_number': 'purchases', 'contract_number': 'contracts', 'case_id': 'cases',
            'claim_id': 'claims',
        },
        'invitations': {'invitation_id': 'invitations'},
        'leads': {'opportunity_id': 'leads'},
        'message_reactions': {'message_id': 'messages'},
        'messages': {'message_id': 'messages', 'case_id': 'cases'},
        'people': {'order_number': 'purchases', 'contract_number': 'contracts'},
        'purchase_lines': {'order_number': 'purchases'},
        'purchases': {'order_number': 'purchases'},
        'refunds': {'refund_id': 'refunds', 'order_number': 'purchases'},
    } -%}
    {{ return(numbers.get(feed, {})) }}
{%- endmacro %}

{# Of these the columns whose numbers several departments give, this one among them. #}
{% macro shared_columns(feed, department) -%}
    {%- set found = {} -%}
    {%- for column, giver in customer360.numbers_of(feed).items() -%}
        {%- set departments = var('feeds', {}).get(giver, []) -%}
        {%- if department in departments and departments | length > 1 -%}
            {%- do found.update({column: giver}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# The numbers of a feed that more than one department gave. A subquery, to be given an alias. #}
{% macro shared_numbers(feed) -%}
    {%- set column = customer360.numbers_of(feed).keys() | first -%}
    (
        select number
        from (
            {%- for department in var('feeds')[feed] %}
            select '{{ department }}' as department, {{ column }} as number
            from {{ ref('feed_' ~ department ~ '__' ~ feed) }}
            {%- if not loop.last %}
            union all
            {%- endif %}
            {%- endfor %}
        ) as given
        group by number
        having count(distinct department) > 1
    )
{%- endmacro %}
