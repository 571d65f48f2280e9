select
    v.discount_rate,
    v.horizon_months,
    coalesce(max(w.lost_days), any_value(v.horizon_months) * 365 // 12),
    coalesce(max(w.grace_days), 0)
from (select * from rules.value_policy where {in_force}) as v
left join conformed.lifecycle_policy as w
    on true
group by v.discount_rate, v.horizon_months
