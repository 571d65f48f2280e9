{# Apache Spark's side of `portable.sql`: what it writes differently from the embedded DuckDB.
   Spark 4.3, ANSI on, UTC. Alphabetical. #}

{% macro spark__add_days(day, n) -%}
    date_add(cast({{ day }} as date), cast({{ n }} as integer))
{%- endmacro %}

{% macro spark__add_months(day, n) -%}
    add_months(cast({{ day }} as date), cast({{ n }} as integer))
{%- endmacro %}

{% macro spark__add_seconds(moment, n) -%}
    (cast({{ moment }} as timestamp) + make_dt_interval(0, 0, 0, cast({{ n }} as decimal(18, 6))))
{%- endmacro %}

{% macro spark__array_contains(items, value) -%}
    array_contains({{ items }}, {{ value }})
{%- endmacro %}

{% macro spark__array_join(items, separator) -%}
    array_join({{ items }}, {{ separator }})
{%- endmacro %}

{% macro spark__array_of(items) -%} array({{ items | join(', ') }}) {%- endmacro %}

{% macro spark__array_size(items) -%} cast(array_size({{ items }}) as integer) {%- endmacro %}

{% macro spark__array_without_nulls(items) -%}
    filter({{ items }}, item -> item is not null)
{%- endmacro %}

{# `chr(92)` is a backslash, whether or not the session reads one in a literal as an escape. #}
{% macro spark__ascii_fold(value) -%}
    {%- set accents = customer360.spark_accents() -%}
    translate(
        regexp_replace(lower({{ value }}), chr(92) || 'p{M}', ''),
        '{{ accents[0] }}', '{{ accents[1] }}'
    )
{%- endmacro %}

{% macro spark__day_of_week(day) -%} cast(weekday({{ day }}) + 1 as integer) {%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    datediff(cast({{ later }} as date), cast({{ earlier }} as date))
{%- endmacro %}

{% macro spark__epoch_seconds(moment) -%}
    unix_seconds(cast({{ moment }} as timestamp))
{%- endmacro %}

{% macro spark__hash_key(columns) -%}
    substr(sha2(
        {%- for column in columns -%}
            coalesce('=' || cast({{ column }} as string), '')
            {%- if not loop.last %} || chr(31) || {% endif -%}
        {%- endfor -%}
    , 256), 1, 32)
{%- endmacro %}

{% macro spark__initcap(value) -%} initcap({{ value }}) {%- endmacro %}

{% macro spark__json_text(document, path) -%}
    get_json_object({{ document }}, {{ path }})
{%- endmacro %}

{% macro spark__last_known(value, partition, order) -%}
    last_value({{ value }}) ignore nulls over (
        partition by {{ partition }} order by {{ order }}
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{% macro spark__list_agg_distinct(value) -%} array_sort(collect_set({{ value }})) {%- endmacro %}

{# DuckDB's names for types, which contracts use: a list is `string[]`. #}
{% macro spark__native_type(type) -%}
    {%- set written = type | lower | trim -%}
    {%- if written.endswith('[]') -%}
    array<{{ customer360.native_type(written[:-2]) }}>
    {%- elif written.startswith('struct(') -%}
    {%- set fields = [] -%}
    {%- for field in written[7:-1].split(',') -%}
        {%- set name, field_type = field.strip().split(' ', 1) -%}
        {%- do fields.append(name ~ ': ' ~ customer360.native_type(field_type)) -%}
    {%- endfor -%}
    struct<{{ fields | join(', ') }}>
    {%- else -%}
    {%- set names = {'varchar': 'string', 'text': 'string', 'blob': 'binary', 'integer': 'int'} -%}
    {{ names.get(written, written) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__next_known(value, partition, order) -%}
    first_value({{ value }}) ignore nulls over (
        partition by {{ partition }} order by {{ order }}
        rows between current row and unbounded following
    )
{%- endmacro %}

{% macro spark__regexp_matches(value, pattern) -%}
    regexp_like({{ value }}, {{ pattern }})
{%- endmacro %}

{% macro spark__regexp_replace_all(value, pattern, by) -%}
    regexp_replace({{ value }}, {{ pattern }}, {{ by }})
{%- endmacro %}

{% macro spark__sha256_hex(value) -%} sha2({{ value }}, 256) {%- endmacro %}

{# A struct sorts by its fields from the left; the value is last, which `order by` leaves open. #}
{% macro spark__sorted_list(value, order) -%}
    transform(
        array_sort(
            collect_list(case
                when {{ value }} is not null then struct({{ order }}, {{ value }} as listed)
            end)
        ),
        item -> item.listed
    )
{%- endmacro %}

{# Letters with an accent, and the same letters without it, in the same order: what DuckDB's
   `strip_accents` makes of small letters (Latin, Greek, Cyrillic, Arabic and further scripts). #}
{% macro spark_accents() -%}
    {{ return((
        ['àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăąćĉċčďēĕėęěĝğġģĥĩīĭįĵķĺļľńņňōŏő',
         'ŕŗřśŝşšţťũūŭůűųŵŷźżžơưǎǐǒǔǖǘǚǜǟǡǣǧǩǫǭǯǰǵǹǻǽǿȁȃȅȇȉȋȍȏȑȓȕȗșțȟȧ',
         'ȩȫȭȯȱȳΐάέήίΰϊϋόύώϓϔйѐёѓїќѝўѷӂӑӓӗӛӝӟӣӥӧӫӭӯӱӳӵӹآأؤإئۀۂۓऩऱऴஔဦᬆᬈ',
         'ᬊᬌᬎᬒḁḃḅḇḉḋḍḏḑḓḕḗḙḛḝḟḡḣḥḧḩḫḭḯḱḳḵḷḹḻḽḿṁṃṅṇṉṋṍṏṑṓṕṗṙṛṝṟṡṣṥṧṩṫṭṯ',
         'ṱṳṵṷṹṻṽṿẁẃẅẇẉẋẍẏẑẓẕẖẗẘẙẛạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủ',
         'ứừửữựỳỵỷỹἀἁἂἃἄἅἆἇἐἑἒἓἔἕἠἡἢἣἤἥἦἧἰἱἲἳἴἵἶἷὀὁὂὃὄὅὐὑὒὓὔὕὖὗὠὡὢὣὤὥὦ',
         'ὧὰὲὴὶὸὺὼᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾰᾱᾲᾳᾴᾶᾷῂῃῄῆῇῐῑῒῖῗῠῡῢῤῥῦῧῲῳῴῶ',
         'ῷがぎぐげござじずぜぞだぢづでどばぱびぴぶぷべぺぼぽゔゞガギグゲゴザジズゼゾダヂヅデドバパビピブプベペボポヴヷヸヹヺヾ'] | join,
        ['aaaaaaceeeeiiiinooooouuuuyyaaaccccdeeeeegggghiiiijklllnnnooo',
         'rrrssssttuuuuuuwyzzzouaiouuuuuaaægkooʒjgnaæøaaeeiioorruustha',
         'eooooyιαεηιυιυουωϒϒиеегікиуѵжааеәжзииоөэууучыااوايەہےनरळஒဥᬅᬇ',
         'ᬉᬋᬍᬑabbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttt',
         'tuuuuuvvwwwwwxxyzzzhtwyſaaaaaaaaaaaaeeeeeeeeiioooooooooooouu',
         'uuuuuyyyyααααααααεεεεεεηηηηηηηηιιιιιιιιοοοοοουυυυυυυυωωωωωωω',
         'ωαεηιουωααααααααηηηηηηηηωωωωωωωωαααααααηηηηηιιιιιυυυρρυυωωωω',
         'ωかきくけこさしすせそたちつてとははひひふふへへほほうゝカキクケコサシスセソタチツテトハハヒヒフフヘヘホホウワヰヱヲヽ'] | join,
    )) }}
{%- endmacro %}
