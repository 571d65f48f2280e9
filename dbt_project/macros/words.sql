{# A word as the policies write it: lower case, with _ for blanks and hyphens, and nothing else
   changed, so that a word with a stray sign stays unknown. #}
{% macro word_key(column) -%}
    {{ customer360.regexp_replace_all('lower(trim(cast(' ~ column ~ ' as string)))', "'[ _-]+'", "'_'") }}
{%- endmacro %}

{# The known words of a column (`known_words`): word and meaning. A subquery, to be given an alias. #}
{% macro known_words(department, table, column) -%}
    (
        select word, meaning from {{ customer360.policy('known_words') }} as policy
        where department = '{{ department }}'
            and table_name = '{{ table }}'
            and column_name = '{{ column }}'
    )
{%- endmacro %}

{# The columns whose words `known_words` lists: department, table, key of its row, column. #}
{% macro columns_of_words() -%}
    {%- set columns = [
        ('marketing', 'preferences', 'preference_id', 'answer'),
        ('marketing', 'preferences', 'preference_id', 'purpose'),
        ('marketing', 'preferences', 'preference_id', 'channel'),
        ('marketing', 'engagement', 'engagement_id', 'kind'),
        ('marketing', 'sends', 'send_id', 'channel'),
        ('marketing', 'campaigns', 'campaign_id', 'purpose'),
        ('shop', 'accounts', 'account_id', 'marketing_answer'),
        ('risk', 'decisions', 'decision_id', 'decision'),
        ('insurance', 'policies', 'policy_number', 'cancelled_by'),
        ('insurance', 'premiums', 'premium_id', 'status'),
        ('insurance', 'claims', 'claim_id', 'status'),
        ('service', 'cases', 'case_id', 'status'),
        ('delivery', 'status_events', "consignment_id || ':' || scan_number", 'status'),
    ] -%}
    {%- for score in [
        'satisfied', 'repurchase', 'recommend', 'rating_website', 'rating_stock',
        'rating_delivery', 'rating_call_centre', 'rating_claims', 'rating_price',
    ] -%}
        {%- do columns.append(('survey', 'responses', 'response_id', score)) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
