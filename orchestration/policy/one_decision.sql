-- The decisions that end a relationship by `before`, but for one, which is as `after` has it.
create or replace table conformed.ending_decisions as
select * from before.ending_decisions where decision is distinct from $decision
union all by name
select * from after.ending_decisions where decision = $decision
