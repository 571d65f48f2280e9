{# A word as the policies write it: lower case, with _ for blanks and hyphens, and nothing else
   changed, so that a word with a stray sign stays unknown. #}
{% macro word_key(column) -%}
    {#- Blanks that are none on a keyboard, and what has no width, are blanks. -#}
    {%- set blanks = customer360.odd_blanks() -%}
    {%- set spaced = "translate(cast(" ~ column ~ " as string), '" ~ blanks ~ "', '"
        ~ ' ' * blanks | length ~ "')" -%}
    {{ customer360.regexp_replace_all('lower(trim(' ~ spaced ~ '))', "'[ _-]+'", "'_'") }}
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
        ('people', 'record_id', "'deceased'", 'deceased'),
        ('people', 'record_id', "'account_type'", 'account_type'),
        ('people', 'record_id', "'email_status'", 'email_status'),
        ('people', 'record_id', "'phone_status'", 'phone_status'),
        ('people', 'record_id', "'address_status'", 'address_status'),
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

{# The words of a text, in lower case without accents and punctuation, one blank around each. #}
{% macro words_of(text) -%}
    (' ' || trim({{ customer360.regexp_replace_all(
        customer360.regexp_replace_all(customer360.ascii_fold(text), "'[''’`.]+'", "''"),
        "'[^a-z0-9]+'", "' '"
    ) }}) || ' ')
{%- endmacro %}

{# The marks of one place (`person_marks`) in the company's language: state, position, mark in lower
   case, its words, and whether it is looked for as it is written. A subquery, to be given an
   alias. #}
{% macro person_marks(found_in) -%}
    (
        select
            state, position, lower(mark) as mark, {{ customer360.words_of('mark') }} as words,
            {{ customer360.regexp_matches(customer360.ascii_fold('mark'), "'[^a-z0-9 ''’`]'") }}
            and found_in <> 'email' as is_as_written
        from {{ customer360.policy('person_marks') }} as policy
        where found_in = '{{ found_in }}'
            and '{{ var('language', '') }}' in ('', coalesce(nullif(language, ''), '{{ var('language', '') }}'))
    )
{%- endmacro %}

{# Whether a text has a mark: the text in lower case and its words, by the row of `person_marks`. #}
{% macro has_mark(lowered, words, marks) -%}
    case
        when {{ marks }}.is_as_written then instr({{ lowered }}, {{ marks }}.mark) > 0
        when {{ marks }}.position = 'whole' then {{ words }} = {{ marks }}.words
        when {{ marks }}.position = 'start' then {{ words }} like {{ marks }}.words || '_%'
        -- A day may follow: `RIP 2025`.
        when {{ marks }}.position = 'end'
            then {{ customer360.regexp_replace_all(words, "'( [0-9]+)+ $'", "' '") }}
                like '_%' || {{ marks }}.words
        else instr({{ words }}, {{ marks }}.words) > 0
    end
{%- endmacro %}

{# Given, middle and family name as one text; null where there is none. #}
{% macro whole_name(of='') -%}
    nullif(trim(
        coalesce({{ of }}given_name || ' ', '') || coalesce({{ of }}middle_name || ' ', '')
        || coalesce({{ of }}family_name, '')
    ), '')
{%- endmacro %}
