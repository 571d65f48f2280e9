-- One row per pair of messages (or message and state) that should not have met, and rule.
with sent as (
    select
        s.send_id, s.send_key, s.person_id, s.sent_at, c.purpose, c.line_of_business,
            c.offer_price_gbp,
        c.purpose in ('offer', 'cross_sell', 'win_back') as is_offerlike,
    from sends s
    join campaigns c using (campaign_no)
    where not s.is_holdout
),

-- Who shares a home (single, couple, family) with whom, and when; everybody with themselves.
together as (
    select person_id, person_id as other_id, 'customer' as level, date '1900-01-01' as valid_from,
        date '9999-12-31' as gone_on
    from crowd
    union all
    select a.person_id, b.person_id, 'household', greatest(a.valid_from, b.valid_from),
        least(a.gone_on, b.gone_on)
    from stays a
    join stays b on a.household_id = b.household_id and a.person_id <> b.person_id
        and b.valid_from < a.gone_on and a.valid_from < b.gone_on
    where a.household_type in ('single', 'couple', 'family')
        and b.household_type in ('single', 'couple', 'family')
),

letter_pairs as (
    select
        s.send_id as message_a, l.letter_id as message_b, s.person_id,
        case
            when l.letter_type = 'arrears' and s.is_offerlike then 'offer_arrears'
            when l.letter_type <> 'arrears' and s.is_offerlike then 'offer_cancellation'
            when l.letter_type <> 'arrears' and s.purpose = 'renewal' then 'renewal_cancellation'
        end as rule,
        t.level, hours_apart(s.sent_at, l.posted_at) as hours_apart,
    from letters l
    join together t on t.other_id = l.person_id
    join sent s on s.person_id = t.person_id
        and s.sent_at between l.posted_at - interval 168 hour and l.posted_at + interval 168 hour
    where t.valid_from <= s.sent_at::date
        and s.sent_at::date < t.gone_on
        and (l.letter_type = 'arrears' or hours_apart(s.sent_at, l.posted_at) <= 72)
),

prices as (
    select
        a.send_id as message_a, b.send_id as message_b, a.person_id, 'two_prices' as rule, t.level,
        hours_apart(a.sent_at, b.sent_at) as hours_apart,
    from sent a
    join together t on t.person_id = a.person_id
    join sent b on b.person_id = t.other_id and b.line_of_business = a.line_of_business
        and b.sent_at <= a.sent_at + interval 168 hour
        and b.sent_at >= a.sent_at and b.send_id <> a.send_id
    where a.purpose = 'offer' and b.purpose = 'offer' and a.offer_price_gbp <> b.offer_price_gbp
        and (b.sent_at > a.sent_at or b.send_id > a.send_id)
        and t.valid_from <= a.sent_at::date
        and a.sent_at::date < t.gone_on
),

states as (
    select s.send_id, k.case_id as message_b, s.person_id, 'offer_complaint' as rule,
        hours_apart(s.sent_at, k.opened_at) as hours_apart
    from sent s
    join cases k on k.person_id = s.person_id and k.is_complaint and k.opened_at <= s.sent_at
        and (k.closed_at is null or s.sent_at < k.closed_at)
    where s.is_offerlike
    union all
    select s.send_id, arg_max(o.order_number, (o.ordered_at, o.order_number)), s.person_id,
        'win_back_active',
        null
    from sent s
    join order_sums o on o.person_id = s.person_id and o.is_qualifying and o.ordered_at <= s.sent_at
        and s.sent_at::date - o.ordered_at::date <= 180
    where s.purpose = 'win_back' and s.line_of_business = 'retail'
    group by s.send_id, s.person_id
    union all
    select s.send_id, arg_max(p.policy_number, (p.starts_on, p.policy_number)), s.person_id,
        'cross_sell_owned', null
    from sent s
    join policies p on p.person_id = s.person_id
        and s.sent_at::date between p.starts_on and coalesce(p.cancelled_on, p.ends_on)
    where s.purpose = 'cross_sell' and s.line_of_business = 'insurance'
    group by s.send_id, s.person_id
)

select * from letter_pairs where rule is not null
qualify row_number() over (partition by message_a, message_b, rule order by level) = 1
union all
select * from prices
qualify row_number() over (partition by message_a, message_b, rule order by level) = 1
union all
select send_id, message_b, person_id, rule, 'customer', hours_apart from states
