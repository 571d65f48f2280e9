with answers as (
    select invitation_id, coalesce(max(customer_id), invitation_id) as cluster, {asked}
    from {of_all} group by invitation_id
)
select profiles.invitation_id, cluster, is_response,
    answers.* exclude (invitation_id, cluster), {columns}
from conformed.invitation_profiles as profiles inner join answers using (invitation_id)
order by profiles.invitation_id
