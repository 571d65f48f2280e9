-- What comparisons and contradictions ask of two texts.

-- Whether every word of x is like a word of y.
create or replace temp macro words_within(x, y) as
    list_bool_and(list_transform(
        string_split(x, ' '),
        lambda word: list_bool_or(list_transform(
            string_split(y, ' '),
            lambda other: jaro_winkler_similarity(word, other) >= 0.9
        ))
    ));

-- What share of the words of x is like a word of y, or one cut short.
create or replace temp macro words_shared(x, y) as
    list_avg(list_transform(
        string_split(x, ' '),
        lambda word: if(list_bool_or(list_transform(
            string_split(y, ' '),
            lambda other: jaro_winkler_similarity(word, other) >= 0.9
                or (length(word) > 2 and starts_with(other, word))
                or (length(other) > 2 and starts_with(word, other))
        )), 1, 0)
    ));

-- At how many places two texts of one length agree, and in how many ways they differ: a scanner
-- that reads an A as an R does so throughout.
create or replace temp macro places_alike(x, y) as
    length(list_filter(range(1, length(x) + 1), lambda place: x[place] = y[place]));
create or replace temp macro ways_apart(x, y) as
    length(list_distinct(list_transform(
        list_filter(range(1, length(x) + 1), lambda place: x[place] <> y[place]),
        lambda place: x[place] || y[place]
    )));
create or replace temp macro is_misread(x, y) as
    case
        when x is null or y is null then null
        when length(x) <> length(y) or length(x) < 3 then false
        -- Counting letters is slow, so only where most can agree.
        when levenshtein(x, y) * 2 > length(x) + 1 then false
        else ways_apart(x, y) <= if(places_alike(x, y) > 2, 2, 1)
    end;

-- Of two names in characters, one of several is another.
create or replace temp macro is_one_character(x, y) as
    strlen(x) > length(x)
    and strlen(y) > length(y)
    and (
        (length(x) = length(y) and length(x) > 1 and places_alike(x, y) = length(x) - 1)
        or (length(x) <> length(y) and (contains(x, y) or contains(y, x)))
    );
