-- Every attribution model deals out the revenue of every conversion to the penny; a conversion of
-- unknown revenue has touchpoints, and credits of unknown amount; a renewal is none.
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
where case
        when purchases.is_renewal then credits.purchase_id is not null
        else credits.purchase_id is null
            or coalesce(credits.credit_amount, -1) <> coalesce(purchases.amount, -1)
    end
