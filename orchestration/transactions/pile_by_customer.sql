-- A pile for all that a customer holds: a credit that no purchase of its product explains, such as an
-- allowance or a price put right, is taken off what else they bought last.
create or replace temp table piled as
select *, '' as pile from remaining;
