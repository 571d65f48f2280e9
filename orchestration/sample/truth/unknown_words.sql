-- One row per word that no rule knows and row that has it.
select
    'consents' as feed, odd_column as column_name,
    case odd_column when 'purpose' then purpose when 'channel' then channel else answer end as word,
    preference_id as source_record_id, person_id,
from odd_answers
where odd_column is not null
union all
select 'contract_payments', 'status', status, code('PM', premium_key), person_id
from premiums
where status = 'with the bank'
union all
select 'purchases', 'status', status, order_number, person_id
from odd_orders
where status = 'in limbo'
