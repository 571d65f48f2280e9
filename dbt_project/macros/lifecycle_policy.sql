{# The seeds that make up a version of the lifecycle policy. #}
{% macro lifecycle_seeds() -%}
    {{ return(['lifecycle_windows', 'qualifying_purchases', 'ended_by_rules']) }}
{%- endmacro %}

{# One row per version of the lifecycle policy: `nth` in order of its first day, then of its name
   (v2 before v10), and whether it is the one that history is told by: the version named in
   CUSTOMER360_POLICY, else the newest in force at `as_of` or, on a day between two, the newest
   that has begun. A subquery, to be given an alias. #}
{% macro lifecycle_versions() -%}
    {%- set named = env_var('CUSTOMER360_POLICY', '') -%}
    (
        select
            numbered.policy_version,
            numbered.nth,
            {% if named -%}
            numbered.policy_version = '{{ named | replace("'", "''") }}' as is_chosen
            {%- else -%}
            numbered.nth = coalesce(
                max(case when numbered.is_in_force then numbered.nth end) over (),
                max(case when numbered.has_begun then numbered.nth end) over ()
            ) as is_chosen
            {%- endif %}
        from (
            select
                stated.policy_version,
                row_number() over (
                    order by
                        min(stated.valid_from), length(stated.policy_version), stated.policy_version
                ) as nth,
                max(case
                    when stated.valid_from <= {{ customer360.as_of() }}
                        and (stated.valid_to is null or {{ customer360.as_of() }} < stated.valid_to) then 1
                    else 0
                end) = 1 as is_in_force,
                min(stated.valid_from) <= {{ customer360.as_of() }} as has_begun
            from (
                {% for seed in customer360.lifecycle_seeds() -%}
                select
                    policy_version,
                    cast(valid_from as date) as valid_from,
                    cast(valid_to as date) as valid_to
                from {{ ref(seed) }}
                {% if not loop.last %}union all{% endif %}
                {% endfor %}
            ) as stated
            group by stated.policy_version
        ) as numbered
    )
{%- endmacro %}

{# The `columns` of a lifecycle seed under the version that history is told by: per line of business
   the rows of that version or, where it says nothing on the line, of the newest before it. #}
{% macro lifecycle_policy(seed, columns) -%}
    (
        select
            ranked.policy_version,
            ranked.line_of_business
            {%- for column in columns %},
            ranked.{{ column }}
            {%- endfor %}
        from (
            select
                chosen.policy_version,
                rules.line_of_business,
                {%- for column in columns %}
                rules.{{ column }},
                {%- endfor %}
                rank() over (partition by rules.line_of_business order by versions.nth desc) as nth
            from {{ ref(seed) }} as rules
            inner join {{ customer360.lifecycle_versions() }} as versions
                on rules.policy_version = versions.policy_version
            inner join {{ customer360.lifecycle_versions() }} as chosen
                on chosen.is_chosen and versions.nth <= chosen.nth
        ) as ranked
        where ranked.nth = 1
    )
{%- endmacro %}
