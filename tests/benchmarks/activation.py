"""The audience check and the card at a million customers: `python -m tests.benchmarks.activation`.

Writes `audience.md`. The published file is synthetic: a million customers with two e-mails, a phone
and eight source records each, drawn with the shares of a sample company.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
DAY = "2026-10-31"
CARDS = ("C-0000000777", "p4242@mail71.example.org", "07000 012345", "AC-3-99999")

MARTS = """
create schema marts;
create table marts.customer_360 as
select 'C-' || lpad(i::varchar, 10, '0') as customer_id, 'Ann Archer' as display_name,
    'Ann' as given_name, null::varchar as middle_name, 'Archer' as family_name,
    date '1980-02-29' as birth_on, 'p' || i || '@mail' || i % 97 || '.example.org' as email,
    '+447' || lpad(i::varchar, 9, '0') as phone, i % 999 || ' Long Lane' as address_line_1,
    null::varchar as address_line_2, 'Ayton' as city, 'AB1 2CD' as postcode,
    'H-' || i // 2 as household_id, false as is_anonymous, 'active' as lifecycle_state,
    false as is_new, false as is_lost, i % 3 = 0 as is_at_risk, ['open case'] as risk_reasons,
    null::varchar as ended_by, date '2024-01-01' as first_purchase_on,
    date '2026-01-01' as last_purchase_on, ['insurance', 'retail'] as lines_of_business,
    12.5::decimal(18, 2) as margin_12m, []::varchar[] as person_states, 1 as open_cases,
    timestamp '2026-10-01 10:00:00' as last_contact_at, 'phone' as last_contact_channel,
    'complaint' as last_problem, timestamp '2026-09-30 10:00:00' as last_problem_at,
    true as consent_email, false as consent_phone, false as consent_post,
    ['open_complaint'] as do_not_offer_reasons, 'At risk: open case' as reason_to_call,
    8 as source_records, ['insurance', 'shop'] as departments, date '2026-10-31' as measured_on,
    'synthetic' as build_id, timestamp '2026-10-31' as built_at
from range($n) t(i);
create table marts.contact_points as
select * from (
    select 'email' as kind, email as value, customer_id, 3 as source_records from marts.customer_360
    union all select 'email', 'alt.' || email, customer_id, 1 from marts.customer_360
    union all select 'phone', phone, customer_id, 2 from marts.customer_360
) order by kind, value, customer_id;
create table marts.customer_crosswalk as
select 'd' || j || ':AC-' || j || '-' || i as record_id, 'd' || j as department,
    'AC-' || j || '-' || i as source_record_id, 'C-' || lpad(i::varchar, 10, '0') as customer_id,
    'score' as matched_by, 9.0 as match_weight, date '2026-01-01' as valid_from,
    null::date as valid_to
from range($n) t(i), range(8) r(j);
create table marts.customer_redirects as
select 'C-9' || lpad(i::varchar, 9, '0') as customer_id,
    'C-' || lpad(i::varchar, 10, '0') as replaced_by from range($n // 20) t(i);
create table marts.contact_suppressions as
select customer_id, purpose, channel, ['opted_out'] as reasons, null::date as until_on
from marts.customer_360, (values ('offer'), ('newsletter'), ('win_back')) p(purpose),
    (values ('email'), ('post')) c(channel)
where hash(customer_id || channel) % 5 = 0;
create table marts.consent_states as
select customer_id, 'marketing' as purpose, channel, false as is_allowed,
    timestamp '2026-01-01' as answered_at, timestamp '2026-01-01' as valid_from,
    null::timestamp as valid_to
from marts.contact_suppressions where purpose = 'offer';
create table marts.next_best_actions as
select customer_id, 1::integer as rank, 'save' as action, 'At risk: open case' as why,
    5.0 as expected_value, []::varchar[] as blocked_by, 'service' as purpose,
    'phone' as channel, 'enterprise' as line_of_business
from marts.customer_360;
"""
LIST = """
copy (
    select
        case when i % 10 = 0 then 'nobody' || i || '@x.org' when i % 3 = 0 then upper(email)
            else ' ' || email || ' ' end as "E-Mail",
        case when i % 10 = 0 then '' when i % 2 = 0 then '0' || substr(phone, 4)
            else phone end as "Mobile",
        '=Name ' || i as "Name", i as "Points"
    from (select *, row_number() over () as i from marts.customer_360)
) to '{path}' (header, delimiter ';')
"""


def published(folder: Path, customers: int) -> Path:
    """Write a published file and a list of as many rows; return the list."""
    build, path = folder / "published" / "current", folder / "list.csv"
    build.mkdir(parents=True)
    with duckdb.connect(str(build / "c360.duckdb")) as connection:
        connection.execute(MARTS.replace("$n", str(customers)))
        connection.execute(LIST.format(path=path))
    return path


def measured(folder: Path, *arguments: str) -> tuple[float, float, float]:
    """(seconds, seconds of processor, peak MB) of one command in a process of its own."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        env=os.environ | {"CUSTOMER360_PUBLISHED": str(folder / "published")},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, after.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    customers = parser.parse_args().customers
    with tempfile.TemporaryDirectory(prefix="customer360-") as place:
        folder = Path(place)
        path = published(folder, customers)
        rows = [(f"card {who}", *measured(folder, "card", who)) for who in CARDS]
        offer = ("--purpose", "offer", "--channel", "email", "--on", DAY)
        check = measured(folder, "audience", "check", str(path), *offer)
        rows.append((f"audience check, {customers:,} rows", *check))
        size = (folder / "published" / "current" / "c360.duckdb").stat().st_size / 1e6
    lines = [
        f"# Lists and cards at {customers:,} customers",
        "",
        f"`python -m tests.benchmarks.activation`, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[0]:.1f}; a synthetic published file of {size:,.0f} MB; each command in "
        "a process of its own, its start included. On a busy machine the seconds of processor say "
        "more than those of the clock.",
        "",
        "| command | seconds | of processor |",
        "|---|--:|--:|",
        *(f"| {what} | {wall:.2f} | {cpu:.2f} |" for what, wall, cpu, _ in rows),
        "",
        f"The check took {check[2]:,.0f} MB at most. The bars: 60 seconds for the list, 1 for a "
        "card.",
    ]
    (HERE / "audience.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
