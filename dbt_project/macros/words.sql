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
   rule, its SQL and, where it has the words of another feed's column, that feed. Written here and
   not in the contracts (`words`), because dbt asks while it parses, before it knows those. #}
{% macro columns_of_words() -%}
    {{ return([
        ('consents', 'consent_id', "'answer'", 'answer', none),
        ('consents', 'consent_id', "'purpose'", 'purpose', none),
        ('consents', 'consent_id', "'channel'", 'channel', none),
        ('message_reactions', 'reaction_id', "'kind'", 'kind', none),
        ('message_reactions', 'reaction_id', "'channel'", 'channel', 'messages'),
        ('messages', 'message_id', "'channel'", 'channel', none),
        ('people', 'record_id', "'deceased'", 'deceased', none),
        ('people', 'record_id', "'account_type'", 'account_type', none),
        ('people', 'record_id', "'email_status'", 'email_status', none),
        ('people', 'record_id', "'phone_status'", 'phone_status', none),
        ('people', 'record_id', "'address_status'", 'address_status', none),
        ('decisions', 'decision_id', "'decision'", 'decision', none),
        ('contracts', 'contract_number', "'cancelled_by'", 'cancelled_by', none),
        ('contract_payments', 'payment_id', "'status'", 'status', none),
        ('claims', 'claim_id', "'status'", 'status', none),
        ('cases', 'case_id', "'status'", 'status', none),
        ('leads', 'opportunity_id', "'stage'", 'stage', none),
        ('delivery_events', "consignment_id || ':' || scan_number", "'status'", 'status', none),
        (
            'answers', "response_id || ':' || question", "'question'",
            "case when question not like 'rating!_%' escape '!' then question end", none,
        ),
        (
            'answers', "response_id || ':' || question",
            "case when question like 'rating!_%' escape '!' then 'rating' else question end",
            "case when question in ('satisfied', 'repurchase', 'recommend')"
            ~ " or question like 'rating!_%' escape '!' then score end", none,
        ),
    ]) }}
{%- endmacro %}

{# Of these the columns of a feed that come out of it in our words, as `known_words` means them, and
   the feed whose words they are; a word that no rule knows stays as it was written. The others are
   told apart further on, where what was written still matters. #}
{% macro translated_columns(feed) -%}
    {{ return(customer360.translations().get(feed, {})) }}
{%- endmacro %}

{# The translated columns of every feed that has some: column, and the feed whose words they are. #}
{% macro translations() -%}
    {{ return({
        'answers': {'question': 'answers'},
        'cases': {'status': 'cases'},
        'contract_payments': {'status': 'contract_payments'},
        'contracts': {'cancelled_by': 'contracts'},
        'decisions': {'decision': 'decisions'},
        'delivery_events': {'status': 'delivery_events'},
        'leads': {'stage': 'leads'},
        'message_reactions': {'channel': 'messages'},
        'messages': {'channel': 'messages'},
    }) }}
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
