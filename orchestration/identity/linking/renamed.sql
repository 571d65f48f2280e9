select p.node, hash('{column}', p.{column}) as name
from identity_work.payloads as p
semi join (
    select n.{column}
    from identity_work.frequency_{column} as n
    inner join identity_state.frequency_{column} as s
        on n.{column} = s.{column} and n.tf_{column} <> s.tf_{column}
) as c on p.{column} = c.{column}
anti join identity_work.fresh as f on p.node = f.node
