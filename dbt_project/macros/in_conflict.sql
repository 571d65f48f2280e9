{# Whether messages a and b meet the rule: inside its window, to the second; from different
   departments; one line at two prices; of two messages with one purpose the earlier as a. #}
{% macro in_conflict(a, b, rule) -%}
    abs({{ seconds_between(a ~ '.sent_at', b ~ '.sent_at') }}) <= {{ rule }}.window_hours * 3600
        and (not {{ rule }}.is_across_departments or {{ a }}.department <> {{ b }}.department)
        and (
            not {{ rule }}.needs_different_price
            or (
                {{ a }}.line_of_business = {{ b }}.line_of_business
                and {{ a }}.offer_price_gbp <> {{ b }}.offer_price_gbp
            )
        )
        and (
            {{ rule }}.purpose_a <> {{ rule }}.purpose_b
            or {{ a }}.sent_at < {{ b }}.sent_at
            or ({{ a }}.sent_at = {{ b }}.sent_at and {{ a }}.message_id < {{ b }}.message_id)
        )
{%- endmacro %}
