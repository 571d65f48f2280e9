select
    count(nullif(trim({name}), '')),
    count(*) filter (where {is_plain}),
    count(*) filter (where try_cast(trim({name}) as bigint) is not null
        and {is_whole}),
    count(*) filter (where {is_english}),
    count(*) filter (where {is_comma}),
    count(*) filter (where {is_comma_clear})
from {table}
