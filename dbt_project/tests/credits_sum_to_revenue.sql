-- Every attribution model deals out the revenue of every conversion to the penny.
with

credits as (
    select
        model,
        purchase_id,
        sum(credit_gbp) as credit_gbp
    from {{ ref('attribution') }}
    group by model, purchase_id
),

models as (
    select distinct model from {{ ref('attribution') }}
)

select
    models.model,
    purchases.purchase_id,
    purchases.amount_gbp,
    credits.credit_gbp
from {{ ref('purchases') }} as purchases
cross join models
left join credits
    on models.model = credits.model
    and purchases.purchase_id = credits.purchase_id
where credits.credit_gbp is null or credits.credit_gbp <> purchases.amount_gbp
