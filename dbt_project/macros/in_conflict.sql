{# Whether message b meets the rule that a carries: inside its window, to the second; from different
   departments; one line at two prices; of two messages with one purpose the earlier as a. #}
{% macro in_conflict(a, b) -%}
    {{ a }}.rule = {{ b }}.rule
    and {{ a }}.other_purpose = {{ b }}.purpose
    and {{ a }}.purpose = {{ b }}.other_purpose
    and {{ a }}.stretch = {{ b }}.stretch
    and abs({{ a }}.sent_second - {{ b }}.sent_second) <= {{ a }}.window_seconds
    and (not {{ a }}.is_across_departments or {{ a }}.department <> {{ b }}.department)
    and (
        not {{ a }}.needs_different_price
        or (
            {{ a }}.line_of_business = {{ b }}.line_of_business
            and {{ a }}.offer_price <> {{ b }}.offer_price
        )
    )
    and (
        {{ a }}.purpose <> {{ b }}.purpose
        or {{ a }}.sent_at < {{ b }}.sent_at
        or ({{ a }}.sent_at = {{ b }}.sent_at and {{ a }}.message_id < {{ b }}.message_id)
    )
{%- endmacro %}
