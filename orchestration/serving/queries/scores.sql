-- One row per month and question of the surveys, everybody together, newest first.
select
    month, question, invited, responses, response_rate, raw_score, weighted_score, low, high,
    n_effective, standard_score, note
from published.marts.experience_scores
where segment = 'all'
order by month desc, question
limit 39
