select
    count(*) filter (gamma_identifier >= {identifier_near}),
    count(*) filter (gamma_identifier < {identifier_near})
from {scored}
where gamma_given = {given_different} and {twins} and gamma_identifier >= 0
