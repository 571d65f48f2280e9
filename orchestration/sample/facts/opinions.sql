-- One row per invitation: what this person really thinks, whether asked or answering or not.
with felt as (
    select
        i.invitation_key, e.driver,
        greatest(-2.6, sum(if(e.felt_at > i.invited_at - interval 180 day, e.effect, 0)
            ::decimal(9, 3))::double) as effect,
    from invitations i
    join experiences e
        on e.person_id = i.person_id and e.felt_at < i.invited_at
        and e.felt_at > i.invited_at - interval 365 day
    group by i.invitation_key, e.driver
),

scored as (
    select
        i.invitation_key, i.person_id, i.trigger, d.driver, d.weight,
        0.25 * normal(i.person_id, 'mood') + coalesce(f.effect, 0)
            + if(d.driver = 'price', 1.0, 0.6) * normal(i.invitation_key * 8 + d.rank, 'felt') as z,
    from invitations i
    cross join drivers_of_opinion d
    left join felt f on f.invitation_key = i.invitation_key and f.driver = d.driver
    -- A driver never experienced has no say.
    where f.driver is not null or d.driver = 'price'
),

together as (
    select
        -- Decimals add up to the same whatever their order; doubles do not.
        invitation_key, sum((weight * z)::decimal(18, 9))::double as c,
        max(if(driver = 'website', z, null)) as website, max(if(driver = 'stock', z, null))
            as stock,
        max(if(driver = 'delivery', z, null)) as delivery,
        max(if(driver = 'call_centre', z, null)) as call_centre,
        max(if(driver = 'claims', z, null)) as claims, max(if(driver = 'price', z, null)) as price,
        arg_min(driver, z) as worst, min(z) as worst_z,
    from scored
    group by invitation_key
),

judged as (
    select
        i.*, t.* exclude (invitation_key),
        -- The mildly happy and the mildly unhappy seldom answer.
        greatest(0.02, least(0.95, param('response_rate')
            + param('response_bias') * pow(least(1.0, abs(c - 0.05) / 0.7), 1.5) * if(c < 0, 1.5, 1)
            + case when p.age > 60 then 0.06 when p.age < 30 then -0.04 else 0 end
            + case i.trigger when 'service' then 0.03 when 'claim' then 0.05
                when 'relationship' then -0.04 else 0 end)) as propensity,
        i.invited_at + seconds(exponential(i.invitation_key, 'thinks', 150000) + 120)
            as responded_at,
    from invitations i
    join together t using (invitation_key)
    join crowd p using (person_id)
)

select
    *,
    greatest(1, least(5, round(3.9 + 1.5 * c
        + 0.45 * normal(invitation_key, 'satisfied'))))::integer as satisfied,
    greatest(1, least(5, round(3.8 + 1.4 * c
        + 0.6 * normal(invitation_key, 'repurchase'))))::integer as repurchase,
    greatest(0, least(10, round(7.7 + 3.4 * c
        + 0.8 * normal(invitation_key, 'recommend'))))::integer as recommend,
    responded_at < until_at() and chance(invitation_key, 'answers', propensity) as responded,
from judged
