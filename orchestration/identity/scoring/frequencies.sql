create or replace table identity_work.frequency_{column} as
select
    d.{column},
    cast(coalesce(k.share, {unseen}) as double) as tf_{column}
from (
    select
        {column},
        greatest(
            pow(4, round(log2(count(*)) / 2) - round(log2(sum(count(*)) over ())) / 2),
            {least_share}
        ) as share
    from {names}
    where {column} is not null
    group by {column}
) as d
left join known_frequencies as k on d.{column} = k.name
