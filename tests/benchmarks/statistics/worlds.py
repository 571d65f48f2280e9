"""Simulated companies at the level the statistics read: conformed tables with true identity.

A whole run takes a minute a company; this takes seconds, so that intervals can be judged by how
often they cover the truth. The facts are the sample's own, the SQL is the models' own, compiled.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import dbt, sample
from orchestration.company import lexicons
from orchestration.sample import engine, steps
from orchestration.settings import Settings
from orchestration.statistics import drivers, response_weights, texts

COMPILED = (
    "text_topics", "invitation_profiles", "invitation_segments", "experience_scores",
    "campaign_assignments", "assignment_outcomes", "arm_statistics",
)  # fmt: skip
_FACTS = (*steps.FACTS[: steps.FACTS.index("crm_contacts") + 1], "case_callers")
_HEARD = ("survey.responses", "service.contacts", "social.mentions")
# What the models read, from the facts of the simulation; a customer is a person.
_CONFORMED = {
    "conformed.survey_answers": """
        select *, case when answer is null then null when question <> 'recommend'
            then (answer >= 4)::int else (answer >= 9)::int - (answer <= 6)::int end as points
        from (
            select o.invitation_id, o.person_id::varchar as customer_id, o.trigger, o.reference,
                o.invited_at, o.responded as is_response, o.responded_at, q as question,
                case when o.responded then case q when 'satisfied' then o.satisfied
                    when 'repurchase' then o.repurchase else o.recommend end end as answer
            from world.opinions o, unnest(['satisfied', 'repurchase', 'recommend']) t(q)
        )
    """,
    "conformed.survey_ratings": """
        unpivot (select response_id, r.invitation_id, o.person_id::varchar as customer_id,
            rating_website as website, rating_stock as stock, rating_delivery as delivery,
            rating_call_centre as call_centre, rating_claims as claims, rating_price as price
            from world.survey.responses r join world.opinions o using (invitation_id))
        on website, stock, delivery, call_centre, claims, price into name driver value rating
    """,
    # Birth dates are known of whom insurance or sales knows, seven in ten, as in the whole run.
    "conformed.customers": """
        select person_id::varchar as customer_id, case when person_id in
            (select person_id from world.policies union select person_id from world.crm_contacts)
            then birth_on end as birth_on
        from world.crowd
    """,
    "conformed.purchases": """
        select person_id::varchar as customer_id, 'retail' as line_of_business,
            ordered_on as purchased_on, margin_gbp as margin
        from (select *, ordered_at::date as ordered_on from world.order_sums) where is_qualifying
        union all
        select person_id::varchar, 'insurance', starts_on, round(annual_premium_gbp * 0.18, 2)
        from world.policies where starts_on <= until_on()
    """,
    "conformed.invitation_experiences": """
        select o.invitation_id, {columns}
        from world.opinions o left join world.experiences e on e.person_id = o.person_id
            and e.felt_at < o.invited_at and e.felt_at >= o.invited_at - interval 180 day
            -- The warehouse hears of the website when it fails, not when it works.
            and (e.effect < 0 or e.driver <> 'website')
        group by o.invitation_id
    """,
    "feeds.feed_messages": """
        select 'marketing' as department, send_id as message_id, c.campaign_id,
            'marketing:' || prospect_key as record_id, is_holdout, sent_at
        from world.sends join world.campaigns c using (campaign_no)
    """,
    "conformed.record_owners": """
        select distinct 'marketing:' || prospect_key as record_id,
            person_id::varchar as customer_id, date '1900-01-01' as owned_from,
            null::date as owned_until, true as is_current
        from world.sends
    """,
    "conformed.assignments": """
        select null::varchar as action, null::varchar as customer_id, null::boolean as is_holdout,
            null::timestamp as assigned_at
        where false
    """,
    "conformed.retired_numbers": """
        select null::varchar as customer_id, null::varchar as replaced_by where false
    """,
    "conformed.campaigns": """
        select * exclude (campaign_no) rename (cost_gbp as cost, offer_price_gbp as offer_price)
        from world.campaigns
    """,
    "conformed.orders": """
        select *, person_id::varchar as customer_id, margin_gbp as margin from world.order_sums
    """,
    "conformed.contracts": """
        select person_id::varchar as customer_id, 'insurance' as line_of_business, issued_at,
            'stands' as standing, round(annual_premium_gbp * 0.18, 2) as margin
        from world.policies
    """,
    "conformed.touchpoints_recorded": """
        select department || ':' || source_id as interaction_id, department, free_text, topic
        from (
            select 'service' as department, contact_id as source_id, note as free_text, topic
            from world.service.contacts
            union all select 'social', mention_id, text, null from world.social.mentions
            union all select 'survey', response_id, verbatim, null from world.survey.responses
        )
    """,
    "conformed.cases": "select person_id::varchar as customer_id, opened_at from world.cases",
}
_EXPERIENCES = ", ".join(
    f"count(*) filter (e.driver = '{d}' and e.effect < 0)::integer as {d}_problems, "
    f"count(*) filter (e.driver = '{d}')::integer as {d}_experiences"
    for d in ("website", "stock", "delivery", "call_centre", "claims")
)
_TRUTH = ("opinions", "drivers", "actions", "texts")


@dataclass(frozen=True)
class Template:
    """A warehouse with the policies and nothing else, and the compiled SQL of `COMPILED`."""

    warehouse: Path
    models: dict[str, str]


def template(folder: Path, parameters: sample.SampleParameters) -> Template:
    """Seed and compile once; every simulated company starts from a copy. Raises on dbt's error."""
    settings = Settings(folder, folder, folder, folder)
    settings.export()
    day = ["--vars", f"{{as_of: {parameters.until}}}", "--target-path", str(folder / "dbt")]
    for arguments in (["seed"], ["compile", "--select", *COMPILED]):
        dbt.run(settings, *arguments, *day).check_returncode()
    found = {path.stem: path for path in (folder / "dbt" / "compiled").rglob("*.sql")}
    return Template(settings.warehouse, {name: found[name].read_text() for name in COMPILED})


def company(parameters: sample.SampleParameters, start: Template, folder: Path) -> Path:
    """Simulate one company up to what its departments see, and run the statistics on it.

    Returns the warehouse: scores, drivers, arms and texts as the house computes them, the truth in
    schema `truth`. The world must fit into one part (55,000 people).
    """
    folder.mkdir(parents=True)
    target = folder / "c360.duckdb"
    shutil.copy(start.warehouse, target)
    with engine.world(parameters, folder) as world:
        _simulate(world)
        world.execute(f"attach '{target}' as c360")
        for schema in ("conformed", "feeds", "marts", "statistics", "truth"):
            world.execute(f"create schema if not exists c360.{schema}")
        for table, query in _CONFORMED.items():
            world.execute(f"create table c360.{table} as {query.format(columns=_EXPERIENCES)}")
        for table in _TRUTH:
            query = steps.SUMMED.get(table, "select * from {parts}")
            world.execute(
                f"create table c360.truth.{table} as {query.format(parts=f'world.truth.{table}')}"
            )
    with duckdb.connect(str(target)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name in COMPILED[:3]:
            connection.execute(f"create table conformed.{name} as {start.models[name]}")
        texts.write(connection, lexicons.of("en", {"en"}))
        response_weights.write(connection)
        drivers.write(connection)
        for name in COMPILED[3:]:
            schema = "marts" if name == "experience_scores" else "conformed"
            connection.execute(f"create table {schema}.{name} as {start.models[name]}")
    return target


def _simulate(world: duckdb.DuckDBPyConnection) -> None:
    for table in steps.WORLD:
        engine.build(world, "world", table)
    engine.build(world, "facts", "campaigns")
    world.execute("set variable first_block = 0")
    world.execute("set variable last_block = ?", [steps.BLOCKS_AT_A_TIME - 1])
    for table, columns in steps.FORWARD.items():
        world.execute(f"create or replace table {table} ({columns})")
    for table in _FACTS:
        engine.build(world, "facts", table)
    for schema in ("survey", "service", "social", "truth"):
        world.execute(f"create schema {schema}")
    for table in _HEARD:
        engine.build(world, "departments", table)
    for table in _TRUTH:
        engine.build(world, "truth", f"truth.{table}")
