-- One row per measured campaign and metric: sums over those it reached (true uplift = sum /
-- treated).
with effects as (
    select s.campaign_no, s.person_id, s.is_holdout, o.is_qualifying, o.margin_gbp
    from sends s
    left join order_sums o
        on o.person_id = s.person_id and o.campaign_no = s.campaign_no and not s.is_holdout
    where s.holdout_share > 0
)

select
    c.campaign_id, m as metric,
    sum(if(is_qualifying, if(m = 'purchase_rate', 1, margin_gbp), 0)::decimal(18, 2)) as effect_sum,
    count(*) filter (not is_holdout) as treated, count(*) filter (is_holdout) as held_out,
from effects
join campaigns c using (campaign_no)
cross join unnest(['purchase_rate', 'margin_gbp']) t(m)
group by c.campaign_id, m
