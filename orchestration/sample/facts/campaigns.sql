-- One row per campaign and year; the triggered ones run all year.
select
    (y - year(start_on())) * 16 + no as campaign_no,
    code('CA', (y - year(start_on())) * 16 + no) as campaign_id,
    name || ' ' || y as campaign_name,
    line_of_business, purpose, channel, audience, reach, no as kind_no,
    greatest(make_date(y, month, day), start_on()) as starts_on,
    if(audience = 'triggered', make_date(y, 12, 31), make_date(y, month, day) + 14) as ends_on,
    if(holdout = 1, param('holdout_share'), 0) as holdout_share,
    (cost_gbp * param('people') / 2000)::decimal(12, 2) as cost_gbp,
    offer_price_gbp::decimal(12, 2) as offer_price_gbp,
from calendar, unnest(range(year(start_on()), year(until_on()) + 1)) t(y)
where if(audience = 'triggered', make_date(y, 12, 31) >= start_on()
    and make_date(y, 1, 1) <= until_on(),
    make_date(y, month, day) between start_on() + 45 and until_on())
