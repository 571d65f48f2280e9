-- One row per invitation.
select
    i.invitation_id, w.full_name, if(i.by_email, w.email, null) as email, w.phone, w.postcode,
    i.trigger, i.reference, i.invited_at, i.invited_at::date as _on,
from invitations i
join written w on w.source = 'survey' and w.key = i.invitation_key
