select {column}, count(*) / sum(count(*)) over () as share
from identity_work.faces where length({column}) > 1
group by {column}
having count(*) > {least}
order by count(*) desc, {column} limit {frozen_names}
