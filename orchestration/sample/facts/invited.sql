-- One row per entry of the list and campaign it was picked for, before consent is asked.
with last_orders as (
    select p.person_id, c.campaign_no, max(o.ordered_at)::date as last_on
    from prospects p
    join base_orders o using (person_id)
    join campaigns c on o.ordered_at < c.starts_on and c.audience = 'lapsed'
    group by p.person_id, c.campaign_no
),

cover as (
    select person_id, starts_on, coalesce(cancelled_on, ends_on) as ended_on from policies
),

planned as (
    select
        p.prospect_key, p.person_id, p.copy, c.campaign_no, c.purpose, c.channel, c.kind_no,
        prospect_key * 1024 + c.campaign_no as send_key, c.holdout_share,
        on_day(c.starts_on, prospect_key * 1024 + c.campaign_no, 'sent') as sent_at,
    from prospects p
    join campaigns c
        on c.audience <> 'triggered' and p.created_at < c.starts_on
        and chance(p.prospect_key * 1024 + c.campaign_no, 'reached', c.reach)
    left join last_orders l on l.person_id = p.person_id and l.campaign_no = c.campaign_no
    where c.audience = 'everybody'
        or c.audience = 'shoppers' and p.copy = 0 and p.arrives_on < c.starts_on
        or c.audience = 'lapsed' and p.copy = 0 and (c.starts_on - l.last_on between 181 and 700
            or c.starts_on - l.last_on <= 180
                and chance(p.prospect_key * 1024 + c.campaign_no, 'mistaken', 0.04))
        or c.audience = 'uninsured' and (
            not exists (from cover v where v.person_id = p.person_id
                and c.starts_on between v.starts_on and v.ended_on)
            or chance(p.prospect_key * 1024 + c.campaign_no, 'mistaken', 0.05))
),

listed as (from prospects where copy = 0),

-- Letters of risk that meet an offer of marketing: the same person's, or a relative's.
meetings as (
    select
        l.letter_key, l.posted_at, l.person_id as letter_to,
        not chance(l.letter_key, 'relative', 0.35) as same_person,
        c.first_household_id,
    from letters l
    join crowd c using (person_id)
    where chance(l.letter_key, 'meets', param('conflict_share'))
),

triggers as (
    select p.prospect_key, p.person_id, 14 as kind_no, m.posted_at + seconds(
        case when chance(m.letter_key, 'same day', 0.75) then 3600
            * between_reals(m.letter_key, 'apart', -8, 8)
            else 3600 * between_reals(m.letter_key, 'apart', -66, 66) end) as sent_at
    from meetings m
    join listed p on m.same_person and p.person_id = m.letter_to
        or not m.same_person and p.first_household_id = m.first_household_id
            and p.person_id <> m.letter_to
    union all
    select prospect_key, person_id, 14,
        on_day((start_on() + days(u(prospect_key * 16 + y, 'thanks day') * 365.25 * years()))::date,
            prospect_key * 16 + y, 'thanks')
    from listed, unnest(range(0, ceil(years())::bigint)) t(y)
    where chance(prospect_key * 16 + y, 'thanked', 0.15)
    union all
    select p.prospect_key, p.person_id, 12,
        office_hours((t.ends_on - whole(t.policy_key, 'reminded', 18, 29)::integer)::date,
            t.policy_key, 'reminded')
    from listed p join policies t using (person_id)
    where t.cancelled_on is null and chance(t.policy_key, 'reminder', 0.7)
    union all
    select p.prospect_key, p.person_id, 13,
        office_hours((o.ordered_at + days(whole(o.order_key, 'sorry', 6, 9)))::date, o.order_key,
            'sorry')
    from listed p join base_orders o using (person_id)
    where chance(o.order_key, 'fails', param('failed_delivery_share'))
        and not chance(o.order_key, 'cancelled', param('cancelled_share'))
        and chance(o.order_key, 'apology', 0.3)
),

numbered as (
    select
        t.*, row_number() over (partition by prospect_key order by sent_at, kind_no) as place
    from triggers t
    where t.sent_at < until_at() and t.sent_at >= start_on()
)

select prospect_key, person_id, campaign_no, purpose, channel, kind_no, send_key, holdout_share,
    sent_at
from planned
union all
select n.prospect_key, n.person_id, c.campaign_no, c.purpose, c.channel, n.kind_no,
    n.prospect_key * 1024 + 256 + n.place, 0, n.sent_at
from numbered n
join campaigns c on c.kind_no = n.kind_no and year(n.sent_at) = year(c.starts_on)
join prospects p on p.prospect_key = n.prospect_key and p.created_at < n.sent_at
