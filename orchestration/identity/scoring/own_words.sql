-- The words of an organisation's name but those of its trade and initials; all where none is left.
create or replace temp macro own_words(x) as
    coalesce(
        nullif(
            array_to_string(
                list_filter(
                    string_split(x, ' '),
                    lambda word: length(word) > 1 and not list_contains({trades}, word)
                ),
                ' '
            ),
            ''
        ),
        x
    );
