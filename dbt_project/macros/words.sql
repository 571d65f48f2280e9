{# A word as the policies write it: lower case, with _ for blanks and hyphens, and nothing else
   changed, so that a word with a stray sign stays unknown. #}
{% macro word_key(column) -%}
    {{ customer360.regexp_replace_all('lower(trim(cast(' ~ column ~ ' as string)))', "'[ _-]+'", "'_'") }}
{%- endmacro %}

{# The known words of a feed's column (`known_words`): word and meaning. A subquery, to be given an
   alias. #}
{% macro known_words(feed, column) -%}
    (
        select word, meaning from {{ customer360.policy('known_words') }} as policy
        where feed = '{{ feed }}' and column_name = '{{ column }}'
    )
{%- endmacro %}

{# The columns of feeds whose words `known_words` lists: feed, key of its row, column's name in the
   rule, its SQL. #}
{% macro columns_of_words() -%}
    {{ return([
        ('consents', 'consent_id', "'answer'", 'answer'),
        ('consents', 'consent_id', "'purpose'", 'purpose'),
        ('consents', 'consent_id', "'channel'", 'channel'),
        ('message_reactions', 'reaction_id', "'kind'", 'kind'),
        ('messages', 'message_id', "'channel'", 'channel'),
        ('campaigns', 'campaign_id', "'purpose'", 'purpose'),
        ('decisions', 'decision_id', "'decision'", 'decision'),
        ('contracts', 'contract_number', "'cancelled_by'", 'cancelled_by'),
        ('contract_payments', 'payment_id', "'status'", 'status'),
        ('claims', 'claim_id', "'status'", 'status'),
        ('cases', 'case_id', "'status'", 'status'),
        ('delivery_events', "consignment_id || ':' || scan_number", "'status'", 'status'),
        (
            'answers', 'response_id',
            "case when question like 'rating!_%' escape '!' then 'rating' else question end",
            'score'
        ),
    ]) }}
{%- endmacro %}
