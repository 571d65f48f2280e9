{# A model lives in the schema its folder names, without the target's name in front; a feed, whoever
   provides it, in `feeds`. A company's project dispatches to it. #}
{% macro default__generate_schema_name(custom_schema_name, node) -%}
    {{ 'feeds' if node.name.startswith('feed_') else custom_schema_name or target.schema }}
{%- endmacro %}
