"""What one simulated company says of the statistics: every estimate beside the truth it is of."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

# The score of everybody invited, by the definitions of the three questions.
SCORES = """
    with points as (
        select s.segment, o.responded, q as question,
            case q when 'satisfied' then (o.satisfied >= 4)::int
                when 'repurchase' then (o.repurchase >= 4)::int
                else (o.recommend >= 9)::int - (o.recommend <= 6)::int end as point
        from truth.opinions o join conformed.invitation_segments s using (invitation_id),
            unnest(['satisfied', 'repurchase', 'recommend']) t(q)
    ),
    truths as (
        select segment, question, 100 * avg(point) as true_score from points group by all
    )
    select segment, question, invited, responses, n_effective, raw_score, weighted_score, low, high,
        true_score
    from marts.experience_scores join truths using (segment, question)
    where month is null and weighted_score is not null
    order by all
"""
DRIVERS = """
    select outcome, driver, weight_share, low, high, slope, importance_share, weight
    from statistics.driver_weights join truth.drivers using (driver)
    order by all
"""
UPLIFTS = """
    select campaign_id, metric, s.treated, s.held_out, uplift, low, high, true_uplift
    from conformed.arm_statistics s
    join (select * replace (replace(metric, '_gbp', '') as metric) from truth.actions) as t
        using (campaign_id, metric)
    where low is not null
    order by all
"""

# Topics where the department gives none; tones of what customers wrote themselves.
TEXTS = """
    with readings as (
        select recorded.department, told_by, readings.topic, truths.topic as true_topic,
            readings.tone, truths.tone as true_tone
        from conformed.touchpoints_recorded as recorded
        join statistics.text_readings as readings using (interaction_id)
        join truth.texts as truths on interaction_id = truths.department || ':' || source_id
        where recorded.topic is null
    )
    select department, count(*) as texts, count(true_topic) as with_topic,
        count(*) filter (where topic = true_topic) as right_topic,
        count(*) filter (where topic <> true_topic or true_topic is null and topic is not null)
            as wrong_topic,
        count(true_tone) as with_tone, count(*) filter (where tone = true_tone) as right_tone,
        count(*) filter (where tone = 'neutral' and true_tone <> 'neutral') as unheard_tone
    from readings
    group by department
    order by department
"""
_QUERIES = {"scores": SCORES, "drivers": DRIVERS, "uplifts": UPLIFTS, "texts": TEXTS}


def measure(warehouse: Path, seed: int) -> dict[str, pd.DataFrame]:
    """`scores`, `drivers`, `uplifts` and `texts` of one company, each with its `seed`."""
    found: dict[str, pd.DataFrame] = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, query in _QUERIES.items():
            frame = connection.execute(query).df()
            frame.insert(0, "seed", seed)
            found[name] = frame
    return found
