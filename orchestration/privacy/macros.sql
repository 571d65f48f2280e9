-- Forms in which personal values are compared, and the keyed hash of a text (HMAC-SHA256).
create or replace temp macro keyed(x) as left(
    sha256(
        unhex('{outer}')
        || unhex(sha256(unhex('{inner}') || encode(x)))
    ),
    32
);
create or replace temp macro compared_email(x) as nullif(lower(trim(x)), '');
create or replace temp macro digits_of(x) as regexp_replace(x, '[^0-9]', '', 'g');
-- The last nine digits of a phone tell it, however country and area are written.
create or replace temp macro compared_phone(x) as
    case when length(digits_of(x)) >= 7 then right(digits_of(x), 9) end;
create or replace temp macro compared_identifier(x) as
    nullif(upper(regexp_replace(x, '[^\p{L}\p{N}_]', '', 'g')), '');
create or replace temp macro compared_id(x) as nullif(upper(trim(x)), '');
-- A line of an address tells a place only by a number in it: a town has none.
create or replace temp macro compared_place(x) as
    case
        when regexp_matches(x, '[0-9]')
            then nullif(regexp_replace(strip_accents(lower(x)), '[^\p{L}0-9]', '', 'g'), '')
    end;
create or replace temp macro words_of(x) as list_filter(
    string_split(
        trim(regexp_replace(
            regexp_replace(strip_accents(lower(x)), '[''`.\x{2019}]', '', 'g'),
            '[^\p{L}]+', ' ', 'g'
        )),
        ' '
    ),
    lambda word: word <> '' and word not in ('mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'sir')
);
create or replace temp macro sorted_words(list) as
    nullif(array_to_string(list_sort(list_distinct(list)), ' '), '');
-- Names are compared by their words, whatever the order: Doe, Jane is Jane Doe.
create or replace temp macro compared_name(x) as sorted_words(words_of(x));
create or replace temp macro short_name(x) as
    case
        when len(words_of(x)) > 2
            then sorted_words([words_of(x)[1], words_of(x)[-1]])
    end;
