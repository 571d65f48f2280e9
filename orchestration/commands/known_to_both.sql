-- One row per status of a pair of departments: how many customers are of it.
select status, customers
from marts.crm_reconciliation
where (department_a, department_b) = (least($first, $second), greatest($first, $second))
