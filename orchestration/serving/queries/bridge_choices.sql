-- One row per line of business and segment of the customer asset.
select distinct line_of_business, segment
from published.marts.customer_asset_bridge
order by line_of_business = 'enterprise' desc, line_of_business, segment = 'all' desc, segment
