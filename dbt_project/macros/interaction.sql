{# The columns every department's interactions have, beside who, when and what. All text. #}
{% macro interaction_fields() -%}
    {{ return([
        'visitor_id', 'channel', 'topic', 'order_number', 'policy_number', 'case_id', 'claim_id',
        'campaign_id', 'team', 'outcome', 'entry_source', 'free_text',
    ]) }}
{%- endmacro %}

{# The columns of an interaction in the order in which departments are put one below the other. #}
{% macro interaction_columns() -%}
    {{ return(
        ['interaction_id', 'department', 'record_id', 'occurred_at', 'source_event']
        + customer360.interaction_fields()
    ) }}
{%- endmacro %}

{# The select list that turns a department's rows into interactions.

   `id` is unique within the department, `record` is a source record id (or null), of the department
   itself unless `record_of` names another, `source_event` its own word, which the policy
   `interaction_types` translates. `has` maps a shared field to an
   SQL expression; the fields it leaves out are null. #}
{% macro interaction(
    department, id, record, occurred_at, source_event, has={}, record_of=none
) -%}
    '{{ department }}:' || {{ id }} as interaction_id,
    '{{ department }}' as department,
    '{{ record_of or department }}:' || {{ record }} as record_id,
    cast({{ occurred_at }} as timestamp) as occurred_at,
    cast({{ source_event }} as string) as source_event
    {%- for field in customer360.interaction_fields() %},
    cast({{ has.get(field, 'null') }} as string) as {{ field }}
    {%- endfor %}
{%- endmacro %}
