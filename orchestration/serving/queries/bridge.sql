-- One row per month of the customer asset, of one line of business and segment, newest first.
select
    month, opening, new, reactivated, lost, identity_adjustment, correction, closing, active,
    opening_value, new_value, reactivated_value, lost_value, growth_value,
    identity_adjustment_value, correction_value, closing_value
from published.marts.customer_asset_bridge
where line_of_business = $line and segment = $segment
order by month desc
limit 36
