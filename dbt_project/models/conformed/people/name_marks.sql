-- One row per name, as written, that carries a mark of what became of the person or what they are.
{%- set fields = ['full_name', 'given_name', 'middle_name', 'family_name'] %}
{#- A mark as a pattern: its own signs are no operators, its blanks any sign. #}
{%- set pattern = "replace(replace(replace(replace("
    ~ "marked.mark, '.', '[.]'), '(', '[(]'), ')', '[)]'), ' ', '[^a-z0-9]+')" %}
with

names as (
    {% for field in fields -%}
    select {{ field }} as name from {{ ref('feed_people') }}
    union
    {% endfor -%}
    select {{ whole_name() }} as name from {{ ref('feed_people') }}
),

texts as (
    select name, lower(name) as lowered, {{ words_of('name') }} as words
    from names
    where name is not null
),

marked as (
    select texts.name, texts.words, marks.state, marks.mark, marks.position
    from texts
    inner join {{ person_marks('name') }} as marks
        on {{ has_mark('texts.lowered', 'texts.words', 'marks') }}
),

-- A text that is a mark as a whole stays the name it is: there is no other.
removable as (
    select
        marked.name,
        {{ array_join(sorted_list(pattern, '-length(marked.mark), marked.mark'), "'|'") }} as marks
    from marked
    where marked.position <> 'whole'
    group by marked.name
),

-- Blanks and brackets are doubled, so that two marks need not share the sign between them.
cut as (
    select
        name,
        {{ regexp_replace_all(
            "replace(replace(replace(name, ' ', '  '), '(', '  ('), ')', ')  ')",
            "'(?i)(^|[^a-z0-9])(' || marks || ')($|[^a-z0-9])'", "' '"
        ) }} as rest
    from removable
),

tidied as (
    select
        name,
        nullif({{ regexp_replace_all(
            regexp_replace_all(
                regexp_replace_all('rest', "'[(][^a-zA-Z]*[)]'", "' '"),
                "'(^[ ,;:/*(-]+)|([ ,;:/*(.0-9-]+[)]? *$)'", "''"
            ), "' +'", "' '"
        ) }}, '') as unmarked_name
    from cut
)

select
    marked.name,
    case when tidied.name is null then marked.name else tidied.unmarked_name end as unmarked_name,
    marked.state,
    marked.mark
from marked
left join tidied on marked.name = tidied.name
-- Who has died is that before anything else.
qualify
    row_number() over (
        partition by marked.name
        order by
            case marked.state
                when 'deceased' then 1
                when 'minor' then 2
                when 'test' then 3
                else 4
            end,
            length(marked.mark) desc, marked.mark asc
    ) = 1
