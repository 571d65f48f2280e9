-- Every attribution model deals out the revenue of every conversion to the penny; a conversion of
-- unknown revenue has touchpoints, and credits of unknown amount.
with

credits as (
    select
        model,
        purchase_id,
        sum(credit_amount) as credit_amount
    from {{ ref('attribution') }}
    group by model, purchase_id
),

models as (
    select distinct model from {{ ref('attribution') }}
)

select
    models.model,
    purchases.purchase_id,
    purchases.amount,
    credits.credit_amount
from {{ ref('purchases') }} as purchases
cross join models
left join credits
    on models.model = credits.model
    and purchases.purchase_id = credits.purchase_id
where credits.purchase_id is null
    or coalesce(credits.credit_amount, -1) <> coalesce(purchases.amount, -1)
