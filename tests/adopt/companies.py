"""A company that nobody knows: made by `customer360 init`, with a department that is written here
as the docs' recipe says, file by file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from orchestration.company import founding
from orchestration.company.profile import Profile

LAST_DAY = date(2026, 6, 30)
GIVEN = ("Ada", "Björn", "Chiara", "Dieter", "Elif", "Franziska", "Gökhan", "Hanna", "Igor", "Jana")
FAMILY = ("Albrecht", "Baumann", "Çelik", "Dietz", "Engelhardt")
CONTRACT = """\
version: 2

sources:
  - name: raw_studio
    description: "The yoga studio's booking system: members and what they booked."
    config: {meta: {department: studio, owner: Studio}}
    tables:
      - name: members
        description: One row per member.
        config:
          meta: {extract: "members_*.csv", format: csv, key: [member_id], load: snapshot}
        columns:
          - {name: member_id, data_type: varchar, config: {meta: {extract_name: Nr, required: true}}}
          - {name: given_name, data_type: varchar, config: {meta: {extract_name: Vorname, pii: name}}}
          - {name: family_name, data_type: varchar, config: {meta: {extract_name: Nachname, pii: name}}}
          - {name: email, data_type: varchar, config: {meta: {extract_name: E-Mail, pii: email}}}
          - {name: joined_on, data_type: date, config: {meta: {extract_name: Eintritt, format: "%d.%m.%Y"}}}
      - name: bookings
        description: One row per course booked.
        config:
          meta:
            extract: "bookings_*.csv"
            format: csv
            delimiter: ";"
            key: [booking_id]
            load: append
            event_time: booked_at
        columns:
          - {name: booking_id, data_type: varchar, config: {meta: {extract_name: Buchung, required: true}}}
          - {name: member_id, data_type: varchar, config: {meta: {extract_name: Mitglied, required: true}}}
          - {name: booked_at, data_type: timestamp, config: {meta: {extract_name: Zeit, format: "%d.%m.%Y %H:%M", required: true}}}
          - {name: status, data_type: varchar, config: {meta: {extract_name: Status, words: {bezahlt: completed, storniert: cancelled}}}}
          - {name: paid, data_type: "decimal(12,2)", config: {meta: {extract_name: Betrag, decimal: ",", currency: EUR, required: true}}}
"""  # noqa: E501
MODELS = {
    "stg_studio__members": (
        "One row per member.",
        """
        select
            {{ customer360.clean('member_id') }},
            {{ customer360.clean('given_name') }},
            {{ customer360.clean('family_name') }},
            {{ customer360.clean('email') }},
            joined_on
        from {{ source('raw_studio', 'members') }}
        """,
    ),
    "stg_studio__bookings": (
        "One row per course booked.",
        """
        select
            {{ customer360.clean('booking_id') }},
            {{ customer360.clean('member_id') }},
            booked_at,
            {{ customer360.clean('status') }},
            paid
        from {{ source('raw_studio', 'bookings') }}
        """,
    ),
    "feed_studio__people": (
        "One row per member.",
        """
        select
            {{ customer360.feed({
                'record_id': 'member_id',
                'entity': "'member'",
                'given_name': 'given_name',
                'family_name': 'family_name',
                'email': 'email',
                'first_seen_at': 'joined_on',
            }) }}
        from {{ ref('stg_studio__members') }}
        """,
    ),
    "feed_studio__purchases": (
        "One row per course booked.",
        """
        select
            {{ customer360.feed({
                'order_number': 'booking_id',
                'record_id': 'member_id',
                'ordered_at': 'booked_at',
                'status': 'status',
                'total_amount': 'paid',
            }) }}
        from {{ ref('stg_studio__bookings') }}
        """,
    ),
}


def studio(folder: Path) -> None:
    """The company, its department's models and its own number of days; no extracts yet."""
    founding.make(
        folder, Profile("Bright Studio", "EUR", "DE", "de", "Europe/Berlin", 1, ("courses",))
    )
    department = folder / "departments" / "studio"
    department.mkdir()
    (department / "_studio.yml").write_text(CONTRACT, encoding="utf-8")
    for name, (grain, sql) in MODELS.items():
        write_model(department, name, grain, sql)
    (folder / "rules/lifecycle_windows.csv").write_text(
        "policy_version,line_of_business,active_days,lost_days,new_days,at_risk_share,"
        "at_risk_purchases,valid_from\nv1,courses,60,120,30,0.8,4,1900-01-01\n"
    )


def write_model(folder: Path, name: str, grain: str, sql: str) -> None:
    """A model and the YAML beside it."""
    lines = [line.removeprefix(" " * 8) for line in sql.strip("\n").rstrip(" ").splitlines()]
    (folder / f"{name}.sql").write_text("\n".join([f"-- {grain}", *lines, ""]), encoding="utf-8")
    (folder / f"{name}.yml").write_text(
        f'version: 2\n\nmodels:\n  - name: {name}\n    description: "{grain}"\n', encoding="utf-8"
    )


def deliver(folder: Path, name: str, delimiter: str, rows: Iterable[Sequence[object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def member(number: int) -> tuple[str, str, str, str, str]:
    given, family = GIVEN[number % 10], FAMILY[number // 10]
    mail = f"{given}.{family}@mail{number}.example".lower()
    return f"M{number:03}", given, family, mail, f"{number % 28 + 1:02}.01.2025"


def days_before(days: int) -> str:
    return f"{LAST_DAY - timedelta(days):%d.%m.%Y} 10:{days % 60:02}"
