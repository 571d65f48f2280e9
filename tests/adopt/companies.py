"""A company that nobody knows: made by `customer360 init`, with a department that is written here
as the docs' recipe says, file by file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import yaml

from orchestration.company import founding
from orchestration.company.profile import Profile
from orchestration.settings import DBT_PACKAGE

LAST_DAY = date(2026, 6, 30)
# Of each extract of `provider`.
ROWS = 8
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
    text = f"-- {grain}\n{dedent(sql).strip()}\n"
    (folder / f"{name}.sql").write_text(text, encoding="utf-8")
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


def contract_of(feed: str) -> list[dict[str, Any]]:
    """The columns of a feed but for the department, from the contract that the product ships."""
    path = DBT_PACKAGE / "models" / "feeds" / f"feed_{feed}.yml"
    said = yaml.safe_load(path.read_text("utf-8"))["models"][0]["columns"]
    return [column for column in said if column["name"] != "department"]


def provider(folder: Path, feeds: Sequence[str], rng: np.random.Generator) -> None:
    """A company with one department, `branch`, that provides these feeds and no others.

    Each feed has an extract of its own and gets every required column, of the others each with a
    chance of one half. Texts are words that no rule of the product knows.
    """
    founding.make(folder, Profile("Branch & Co.", "CHF", "CH", lines_of_business=("repairs",)))
    department = folder / "departments" / "branch"
    department.mkdir()
    tables: list[str] = []
    for feed in feeds:
        columns = [
            column
            for column in contract_of(feed)
            if _meta(column).get("required") or rng.random() < 0.5
        ]
        names = [column["name"] for column in columns]
        times = [
            column["name"] for column in columns if column["data_type"] in ("date", "timestamp")
        ]
        event_time = f", event_time: {times[0]}" if times else ""
        tables += [
            f"      - name: {feed}",
            "        description: One row per row.",
            f"        config: {{meta: {{extract: '{feed}_*.csv', format: csv, key: [row_number], "
            f"load: append{event_time}}}}}",
            "        columns:",
            "          - {name: row_number, data_type: integer, config: {meta: {required: true}}}",
        ]
        for column in columns:
            kind = "varchar" if column["data_type"] == "string" else column["data_type"]
            pii = f"{{pii: {_meta(column)['pii']}}}" if "pii" in _meta(column) else "{}"
            tables.append(
                f'          - {{name: {column["name"]}, data_type: "{kind}", '
                f"config: {{meta: {pii}}}}}"
            )
        listed = "".join(f"\n    {name}," for name in names).rstrip(",")
        write_model(
            department, f"stg_branch__{feed}", "One row per row.",
            f"select{listed}\nfrom {{{{ source('raw_branch', '{feed}') }}}}\n",
        )  # fmt: skip
        mapped = "".join(f"\n        '{name}': '{name}'," for name in names)
        write_model(
            department, f"feed_branch__{feed}", "One row per row.",
            f"select\n    {{{{ customer360.feed({{{mapped}\n    }}) }}}}\n"
            f"from {{{{ ref('stg_branch__{feed}') }}}}\n",
        )  # fmt: skip
        rows = [[n, *(_value(column, n, rng) for column in columns)] for n in range(1, ROWS + 1)]
        deliver(
            folder / "extracts/branch", f"{feed}_2026-06-30.csv", ",",
            [["row_number", *names], *rows],
        )  # fmt: skip
    (department / "_branch.yml").write_text(
        "\n".join(
            [
                "version: 2\n\nsources:\n  - name: raw_branch",
                '    description: "A branch that keeps its own books."',
                "    config: {meta: {department: branch, owner: Branch}}\n    tables:",
                *tables,
                "",
            ]
        ),
        encoding="utf-8",
    )


def _meta(column: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = column.get("config", {}).get("meta", {})
    return found


def _value(column: dict[str, Any], number: int, rng: np.random.Generator) -> object:
    """A value of the column's type; ids of row `number` agree between feeds."""
    name, kind = column["name"], column["data_type"]
    if _meta(column).get("pii") in ("email", "phone"):
        return f"person{number}@mail.example" if name == "email" else f"+4144668180{number}"
    if kind == "boolean":
        return bool(rng.random() < 0.5)
    if kind == "date":
        return LAST_DAY - timedelta(days=int(rng.integers(0, 200)))
    if kind == "timestamp":
        return f"{LAST_DAY - timedelta(days=int(rng.integers(0, 200)))} 10:00:00"
    if kind != "string":
        return number
    is_id = name.endswith(("_id", "_number")) or name in ("sku", "reference", "renewal_of")
    return f"{name}-{number}" if is_id else rng.choice(["lorem", "ipsum", "dolor"])
