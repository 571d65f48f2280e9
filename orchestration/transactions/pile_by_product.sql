-- A pile for what each customer holds of each product.
create or replace temp table piled as
select *, product as pile from remaining;
