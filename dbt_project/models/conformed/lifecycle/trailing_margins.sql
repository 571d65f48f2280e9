-- One row per purchase, or credit, and month at whose end it counts among the trailing twelve
-- months: its margin as far as was known on that day.
with

months as (
    select
        months.month,
        months.month_end,
        {{ add_months('months.month_end', '-value_policy.margin_months') }} as window_start
    from {{ ref('months') }} as months
    cross join {{ policy('value_policy') }} as value_policy
),

book_purchases as (
    select * from {{ ref('book_purchases') }}
),

order_values as (
    select * from {{ ref('order_values') }}
    where is_qualifying
),

terms as (
    select * from {{ ref('contract_terms') }}
),

of_orders as (
    select
        months.month,
        purchases.purchase_id,
        purchases.record_id,
        purchases.line_of_business,
        purchases.purchased_on,
        order_values.margin
    from book_purchases as purchases
    inner join order_values on purchases.purchase_id = order_values.order_number
    inner join months
        on purchases.purchased_on > months.window_start
        and order_values.known_from <= months.month_end
        and (order_values.known_until is null or months.month_end < order_values.known_until)
    where purchases.kind = 'order'
),

covered as (
    select
        months.month,
        purchases.purchase_id,
        purchases.record_id,
        purchases.line_of_business,
        purchases.purchased_on,
        terms.annual_amount - terms.expected_cost as annual_margin,
        {{ share_covered('terms', 'months.month_end') }} as share_at_end,
        {{ share_covered('terms', 'months.window_start') }} as share_at_start,
        purchases.purchased_on <= months.window_start as is_older
    from book_purchases as purchases
    inner join terms on purchases.purchase_id = terms.contract_number
    inner join months
        on purchases.purchased_on <= months.month_end
        and (purchases.unmade_on is null or months.month_end < purchases.unmade_on)
        and (
            purchases.purchased_on > months.window_start
            or (
                terms.ends_on >= cast('9999-12-31' as date)
                and coalesce(terms.known_cancelled_on, months.month_end) > months.window_start
            )
        )
    where purchases.kind = 'contract'
),

-- A term with an end counts whole from its first day; one without, older than the window, brings
-- what it covered within it.
of_contracts as (
    select
        month,
        purchase_id,
        record_id,
        line_of_business,
        purchased_on,
        cast(
            {{ pennies('annual_margin * share_at_end') }}
            - case
                when is_older then {{ pennies('annual_margin * share_at_start') }}
                else 0
            end as decimal(18, 2)
        ) as margin
    from covered
),

of_credits as (
    select
        months.month,
        credits.credit_id as purchase_id,
        credits.record_id,
        credits.line_of_business,
        credits.credited_on as purchased_on,
        credits.margin
    from {{ ref('credits') }} as credits
    inner join months
        on credits.credited_on <= months.month_end and credits.credited_on > months.window_start
)

select * from of_orders
union all
select * from of_contracts
union all
select * from of_credits
