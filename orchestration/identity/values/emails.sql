-- Blanks of any width become a blank; what has no width, or turns the writing round, goes.
create or replace temp macro typed_text(x) as
    trim(regexp_replace(
        regexp_replace(
            narrow_text(x),
            '[\x{00AD}\x{034F}\x{061C}\x{180E}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{FE00}-\x{FE0F}\x{FEFF}]',
            '', 'g'
        ),
        '[\s\x{00A0}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+', ' ', 'g'
    ));

-- Quotes and brackets around an address, blanks beside its @, stops at its end.
create or replace temp macro email_text(x) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                replace(lower(typed_text(x)), chr(65131), '@'), ' ?@ ?', '@', 'g'
            ),
            '^(mailto:)?[ "''`<(\[\x{2018}-\x{201F}\x{00AB}]+|^mailto:', ''
        ),
        '[ "''`>)\].,;\x{2018}-\x{201F}\x{00BB}]+$', ''
    );

create or replace temp macro untagged_text(x, tag_sign) as
    case
        when tag_sign = '' or strpos(x, tag_sign) < 2 then x
        else left(x, strpos(x, tag_sign) - 1)
    end;

create or replace temp macro mailbox_at(x, provider) as
    case
        when provider is null then x
        else
            if(
                provider.ignores_dots,
                replace(untagged_text(split_part(x, '@', 1), provider.tag_sign), '.', ''),
                untagged_text(split_part(x, '@', 1), provider.tag_sign)
            ) || '@' || provider.domain
    end;

create or replace temp macro mailbox_text(x) as
    mailbox_at(x, mailbox_providers()[split_part(x, '@', 2)]);

-- With and without its dots and its tag, at every domain of the provider.
create or replace temp macro mailbox_forms_at(x, provider) as
    case
        when provider is null then [x]
        else
            list_distinct(flatten(list_transform(
                [split_part(x, '@', 1), untagged_text(split_part(x, '@', 1), provider.tag_sign)],
                lambda written: flatten(list_transform(
                    provider.domains,
                    lambda domain: [
                        written || '@' || domain,
                        if(provider.ignores_dots, replace(written, '.', ''), written)
                        || '@' || domain
                    ]
                ))
            )))
    end;

create or replace temp macro mailbox_forms(x) as
    mailbox_forms_at(x, mailbox_providers()[split_part(x, '@', 2)]);
