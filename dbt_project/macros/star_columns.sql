{# The columns of the models in marts/star, as rows: their role, what they refer to, whether they add up.

A key is what a test calls unique, a foreign key what a test relates to another model; a measure says
in its meta over what it adds up. #}
{% macro star_columns() -%}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- set keys = {} -%}
        {%- set references = {} -%}
        {%- for test in graph.nodes.values() if test.resource_type == 'test' and test.test_metadata -%}
            {%- set place = (test.attached_node or '') ~ '.' ~ (test.column_name or '') -%}
            {%- if test.test_metadata.name == 'unique' -%}
                {%- do keys.update({place: true}) -%}
            {%- elif test.test_metadata.name == 'relationships' -%}
                {%- for parent in test.depends_on.nodes if parent != test.attached_node -%}
                    {%- do references.update({place: [graph.nodes[parent].alias, test.test_metadata.kwargs.field]}) -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values() | sort(attribute='name')
            if node.resource_type == 'model' and node.package_name == 'customer360'
            and node.fqn[1:3] == ['marts', 'star'] and node.name != 'dictionary' -%}
            {%- for column in node.columns.values() -%}
                {%- set place = node.unique_id ~ '.' ~ column.name -%}
                {%- set adds_up = column.config.meta.adds_up if column.config and column.config.meta else none -%}
                {%- set to = references.get(place, [none, none]) -%}
                {%- do rows.append({
                    'mart': node.alias,
                    'column_name': column.name,
                    'data_type': column.data_type,
                    'role': 'key' if keys.get(place) else 'foreign key' if to[0] else 'measure' if adds_up else 'attribute',
                    'refers_to_mart': to[0],
                    'refers_to_column': to[1],
                    'adds_up': adds_up,
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not rows -%}
        {%- do rows.append({'mart': '', 'column_name': '', 'data_type': '', 'role': '', 'refers_to_mart': none, 'refers_to_column': none, 'adds_up': none}) -%}
    {%- endif -%}
    {{ return(rows) }}
{%- endmacro %}

{# A row of `star_columns` as a tuple of literals; nothing is the empty text. #}
{% macro as_row(row) -%}
    (
    {%- for name in ['mart', 'column_name', 'data_type', 'role', 'refers_to_mart', 'refers_to_column', 'adds_up'] -%}
        '{{ (row[name] or '') | replace("'", "''") }}'{% if not loop.last %}, {% endif %}
    {%- endfor -%}
    )
{%- endmacro %}
