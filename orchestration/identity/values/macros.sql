create or replace temp macro plain_text(x) as
    translate(strip_accents(lower(typed_text(x))), 'łøđßı', 'lodsi');
create or replace temp macro address_text(x) as
    trim(regexp_replace(regexp_replace(
        replace(plain_text(x), '#', ' unit '), '[''.]', '', 'g'
    ), '[^\p{L}0-9]+', ' ', 'g'));
create or replace temp macro name_words(x) as
    trim(regexp_replace(translate(
        regexp_replace(plain_text(x), '[''\x{2019}`.]', '', 'g'), '01358', 'olesb'
    ), '[^\p{L}]+', ' ', 'g'));
create or replace temp macro name_text(x) as
    nullif(trim(regexp_replace(name_words(x), '^(?:(?:{titles})\b ?)+', '')), '');
create or replace temp macro repaired_postcode(x) as
    left(x, length(x) - 3)
    || translate(left({inward}, 1), 'OISZBL', '015281')
    || translate(right(x, 2), '01528', 'OISZB');
-- Misread letters of a postcode that ends in a digit and two letters are put right; of nine
-- digits five tell the place; every other stays as it is written.
create or replace temp macro chosen_postcode(x, country) as case
    when country in ({halved}) and length(x) between 5 and 7 and regexp_matches(
        repaired_postcode(x), '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$'
    ) then repaired_postcode(x)
    when regexp_matches(x, '^[0-9]{9}$') then left(x, 5)
    else nullif(x, '')
end;
create or replace temp macro postcode_text(x, country) as
    chosen_postcode(regexp_replace(upper(x), '[^A-Z0-9]', '', 'g'), country);
