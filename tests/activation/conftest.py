"""A published build of five customers, made by hand: every answer can be told by reading."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from tests.conftest import settings_in

ANN, BOB, CAT, DAN, EVE = (f"C-000000000{letter}" for letter in "ABCDE")

MARTS = f"""
create schema marts;
create table marts.customer_360 as
select *, date '1980-02-29' as birth_on, '1 Long Lane' as address_line_1,
    null::varchar as address_line_2, 'Ayton' as city, 'AB1 2CD' as postcode,
    'H-1' as household_id, false as is_anonymous, 'active' as lifecycle_state, false as is_new,
    true as is_at_risk, ['open case'] as risk_reasons, null::varchar as ended_by,
    date '2024-01-01' as first_purchase_on, date '2026-01-01' as last_purchase_on,
    ['insurance'] as lines_of_business, 12.5::decimal(18, 2) as margin_12m,
    []::varchar[] as person_states, 1 as open_cases,
    timestamp '2026-10-01 10:00:00' as last_contact_at, 'phone' as last_contact_channel,
    'complaint' as last_problem, timestamp '2026-09-30 10:00:00' as last_problem_at,
    true as consent_email, false as consent_phone, false as consent_post,
    ['open_complaint'] as do_not_offer_reasons, 'At risk' as reason_to_call,
    ['insurance', 'shop'] as departments, date '2026-10-31' as measured_on, 'b1' as build_id
from (values
    ('{ANN}', 'Ann Archer', 'Ann', 'Archer', 'ann@home.org', '+447700900001'),
    ('{BOB}', 'Bob Baker', 'Bob', 'Baker', 'bob@home.org', '+447700900002'),
    ('{CAT}', 'Cat Clark', 'Cat', 'Clark', 'family@home.org', '+447700900003'),
    ('{DAN}', 'Dan Drew', 'Dan', 'Drew', 'family@home.org', '+447700900004'),
    ('{EVE}', 'Eve Evans', 'Eve', 'Evans', 'eve@home.org', '+447700900005')
) as t(customer_id, display_name, given_name, family_name, email, phone);
create table marts.next_best_actions as
select customer_id, 1::integer as rank, 'save' as action, 'At risk' as why,
    5.00::decimal(18, 2) as expected_value, []::varchar[] as blocked_by,
    'service' as purpose, 'phone' as channel, 'enterprise' as line_of_business
from marts.customer_360;
create table marts.contact_points as
select 'email' as kind, email as value, customer_id from marts.customer_360
union all
select 'phone', phone, customer_id from marts.customer_360
union all
select 'email', 'ann@work.org', '{ANN}';
create table marts.customer_crosswalk as
select *, department || ':' || source_record_id as record_id, null::date as valid_to
from (values
    ('shop', 'AC-1', '{ANN}'), ('shop', 'AC-2', '{BOB}'), ('marketing', 'PR-5', '{EVE}')
) as t(department, source_record_id, customer_id);
create table marts.record_numbers as
select
    reverse(upper(source_record_id)) as number_reversed, department, source_record_id, customer_id
from marts.customer_crosswalk;
create table marts.customer_redirects as
select * from (values ('C-000000000Y', '{BOB}'), ('C-000000000Z', null))
    as t(customer_id, replaced_by);
create table marts.contact_suppressions as
select * from (values
    ('{BOB}', 'offer', 'email', ['opted_out'], null::date),
    ('{DAN}', 'offer', 'email', ['opted_out'], null),
    ('{EVE}', 'offer', 'email', ['cap_reached'], date '2026-11-03'),
    ('{EVE}', 'offer', 'post', ['open_complaint'], null)
) as t(customer_id, purpose, channel, reasons, until_on);
create table marts.consent_states as
select * from (values
    ('{BOB}', 'marketing', 'email', false, timestamp '2026-03-04 12:00:00', null::timestamp),
    ('{DAN}', 'marketing', 'email', true, '2026-01-01', timestamp '2026-06-01 09:00:00'),
    ('{DAN}', 'marketing', 'email', false, '2026-06-01 09:00:00', null)
) as t(customer_id, purpose, channel, is_allowed, valid_from, valid_to);
alter table marts.consent_states add column answered_at timestamp;
update marts.consent_states set answered_at = valid_from;
create table marts.person_states as
select * from (values
    ('{CAT}', 'minor', null, timestamp '2009-01-10 00:00:00', timestamp '2026-02-01 00:00:00'),
    ('{EVE}', 'unreachable', 'email', '2026-03-01 00:00:00', '2026-04-01 00:00:00')
) as t(customer_id, state, channel, valid_from, valid_to);
create table marts.communications as
select '{EVE}' as customer_id, 'email' as channel, true as is_promotional, sent_at
from (values (timestamp '2026-05-01 10:00:00'), ('2026-05-03 10:00:00'), ('2026-05-07 23:00:00'))
    as t(sent_at);
"""


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    """The settings of a house that has published the five customers."""
    settings = settings_in(tmp_path)
    folder = settings.published / "current"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "c360.duckdb")) as connection:
        connection.execute(MARTS)
    seal(settings)
    return settings


def seal(settings: Settings) -> None:
    """Have the manifest say what the database is now."""
    folder = settings.published / "current"
    digest = hashlib.sha256((folder / "c360.duckdb").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps({"database_sha256": digest}))
