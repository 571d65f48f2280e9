-- One row per shop account.
select
    a.account_id,
    case when a.copy = 0 then w.email
        else split_part(w.email, '@', 1) || '.2@' || split_part(w.email, '@', 2) end as email,
    w.given_name, w.family_name, w.phone, w.address_line_1, w.address_line_2, w.city, w.postcode,
    a.loyalty_number,
    case when a.accepts_marketing then '1' when not a.accepts_marketing then '0' end
        as marketing_answer,
    a.created_at, a.last_login_at,
from account_logins a
join written w on w.source = 'shop' and w.key = a.account_key
