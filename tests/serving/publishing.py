"""Published builds made by hand: every mart as its contract declares it, and a few people in it."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from orchestration.settings import DBT_PACKAGE, Settings

DAY = date(2026, 10, 31)
ANN, BOB, CAT, DAN = (f"C-000000000{letter}" for letter in "ABCD")
RETIRED = "C-000000000Z"
HOME = "H-000000000A"
# What a department may have written: it is text, and nothing else.
MARKUP = "<script>alert('x')</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{ 7 * 7 }}${7*7}<%= 7 %>"
TURNED = "abc\u202egnp.exe"
JOURNEY = "get_help:web:a/b?c=d#e\"'<b>&"
Rows = dict[str, list[dict[str, Any]]]


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Mart → column → type, as the models' YAML has them, and what publishing writes itself."""
    found = {}
    for path in sorted((DBT_PACKAGE / "models" / "marts").rglob("*.yml")):
        said = yaml.safe_load(path.read_text()) or {}
        written = [table for one in said.get("sources", []) for table in one["tables"]]
        for model in [*said.get("models", []), *written]:
            columns = {one["name"]: one["data_type"] for one in model.get("columns", [])}
            if columns:
                found[model["name"].removeprefix("published_")] = columns
    return found | {
        "gate_results": dict.fromkeys(("suite", "expectation", "column_name", "severity"), "string")
        | {"passed": "boolean", "unexpected": "bigint", "evaluated": "bigint"}
    }


def publish(settings: Settings, build_id: str, rows: Rows) -> Path:
    """Publish a build with these rows, and point to it; returns its folder."""
    folder = settings.published / "builds" / build_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "c360.duckdb")) as connection:
        connection.execute("create schema marts")
        for mart, columns in contracts().items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(
                f"create table marts.{mart} ({declared}, build_id varchar, built_at timestamp)"
            )
            for row in rows.get(mart, []):
                names = ", ".join(f'"{name}"' for name in row)
                holders = ", ".join("?" * len(row))
                connection.execute(
                    f"insert into marts.{mart} ({names}, build_id) values ({holders}, ?)",
                    [*row.values(), build_id],
                )
    seal(folder, build_id)
    point_to(settings, folder)
    return folder


def seal(folder: Path, build_id: str) -> None:
    """Write the manifest of the database as it is."""
    digest = hashlib.sha256((folder / "c360.duckdb").read_bytes()).hexdigest()
    said = {
        "build_id": build_id,
        "built_at": "2026-11-01 02:00:00",
        "database_sha256": digest,
        "marts": [{"name": mart, "rows": 1} for mart in contracts()],
    }
    (folder / "manifest.json").write_text(json.dumps(said))


def point_to(settings: Settings, folder: Path) -> None:
    staged = settings.published / ".current.test"
    staged.symlink_to(Path("builds") / folder.name)
    staged.replace(settings.published / "current")


def customer(number: str, given: str, family: str, **more: Any) -> dict[str, Any]:
    """A row of `customer_360`: an active customer whom every role may see."""
    return {
        "customer_id": number,
        "display_name": f"{given} {family}",
        "given_name": given,
        "family_name": family,
        "birth_on": date(1980, 2, 29),
        "email": f"{given.lower()}@home.example",
        "phone": "+4477009001" + str(ord(number[-1])),
        "address_line_1": f"{ord(number[-1])} Secret Lane",
        "city": "Ayton",
        "postcode": "AB1 2CD",
        "household_id": HOME,
        "is_anonymous": False,
        "lifecycle_state": "active",
        "is_new": False,
        "is_lost": False,
        "is_at_risk": True,
        "risk_reasons": ["open case"],
        "first_purchase_on": date(2024, 1, 1),
        "last_purchase_on": date(2026, 1, 1),
        "lines_of_business": ["retail"],
        "margin_12m": 1234.56,
        "open_cases": 1,
        "last_contact_at": datetime(2026, 10, 1, 10),
        "last_contact_channel": "phone",
        "last_problem": "late_delivery",
        "last_problem_at": datetime(2026, 9, 30, 10),
        "consent_email": True,
        "consent_phone": True,
        "consent_post": True,
        "do_not_offer_reasons": ["open_complaint"],
        "reason_to_call": "At risk: open case",
        "departments": ["shop", "insurance"],
        "measured_on": DAY,
        **more,
    }


def people() -> Rows:
    """Four customers: Ann has everything, Bob holds markup, Cat is gone, Dan nobody may visit."""
    return {
        "customer_360": [
            customer(ANN, "Anneliese", "Archer"),
            customer(BOB, "Bob", MARKUP, display_name=MARKUP, city=TEMPLATE),
            customer(
                CAT, "Cat", "Clark", lifecycle_state="lost", is_at_risk=False, risk_reasons=[],
                is_lost=True, ended_by="customer", margin_12m=None,
            ),
            customer(DAN, "Daniel", "Drewitt", is_anonymous=True, address_line_1=None),
        ],
        "customer_redirects": [
            {"customer_id": RETIRED, "replaced_by": ANN, "event": "merged"},
        ],
        "contact_points": [
            {"kind": "email", "value": "anneliese@home.example", "customer_id": ANN},
            {"kind": "phone", "value": "+447700900165", "customer_id": ANN},
            {"kind": "email", "value": "family@home.example", "customer_id": ANN},
            {"kind": "email", "value": "family@home.example", "customer_id": BOB},
        ],
        "customer_names": [
            {"word": word, "customer_id": owner}
            for word, owner in (
                ("anneliese", ANN), ("archer", ANN), ("bob", BOB), ("cat", CAT), ("clark", CAT),
                ("daniel", DAN), ("drewitt", DAN),
            )
        ],
        "review_queue": [
            {
                "review_id": str(place), "question": "nearly_linked", "customer_id": ANN,
                "other_customer_id": other, "record_a": "shop:AC-0", "record_b": record,
                "match_weight": 4.5, "why": f"Nearly the same. {MARKUP}",
            }
            for place, (other, record) in enumerate(((BOB, "shop:AC-2"), (DAN, "shop:AC-4")))
        ],
        "customer_crosswalk": [
            {
                "crosswalk_id": number, "record_id": f"shop:AC-{number}", "department": "shop",
                "source_record_id": f"AC-{number}", "customer_id": owner, "matched_by": "score",
                "match_weight": 12.5, "valid_from": DAY,
            }
            for number, owner in enumerate((ANN, ANN, BOB, CAT, DAN))
        ],
        "record_numbers": [
            {
                "number_reversed": f"{number}-CA", "department": "shop",
                "source_record_id": f"AC-{number}", "customer_id": owner,
            }
            for number, owner in enumerate((ANN, ANN, BOB, CAT, DAN))
        ],
        "household_360": [
            {
                "household_id": HOME, "household_type": "family", "members": 2,
                "address_line_1": "65 Secret Lane", "city": "Ayton", "postcode": "AB1 2CD",
                "lines_of_business": ["retail"], "margin_12m": 2469.12, "open_conflicts": 1,
            }
        ],
        "household_members": [
            {
                "household_member_id": owner, "household_id": HOME, "customer_id": owner,
                "role": "head", "reason": "same home", "confidence": 0.75, "valid_from": DAY,
            }
            for owner in (ANN, DAN)
        ],
        "lifecycle_events": [
            {
                "lifecycle_event_id": f"{event}{line}{owner}", "customer_id": owner,
                "line_of_business": line, "event": event, "on_date": on_date,
                "ended_by": "customer" if event == "lost" else None,
                "reason": "cover ended" if event == "lost" else None,
            }
            for event, owner, on_date in (
                ("new", ANN, DAY), ("new", BOB, date(2026, 10, 24)), ("lost", CAT, DAY),
                ("lapsed", CAT, date(2026, 10, 2)), ("new", CAT, date(2026, 10, 1)),
            )
            for line in ("retail", "enterprise")
        ],
        "customer_asset_bridge": [
            {
                "bridge_id": f"{month}{line}{segment}", "month": date(2026, month, 1),
                "line_of_business": line, "segment": segment, "opening": 1000 * month, "new": 20,
                "reactivated": 3, "lost": 4, "identity_adjustment": -1,
                "correction": 0, "closing": 1000 * month + 18, "active": 900 * month,
                "opening_value": 10.5, "new_value": 1, "reactivated_value": 1, "lost_value": 1,
                "growth_value": 0, "correction_value": 0, "identity_adjustment_value": 0,
                "closing_value": 11.5,
            }
            for month in (9, 10)
            for line in ("retail", "enterprise")
            for segment in ("all", "young")
        ],
        "journeys": [
            {
                "journey_id": JOURNEY, "customer_id": ANN, "household_id": HOME,
                "goal": "get_help", "started_at": datetime(2026, 10, 30, 9, 15),
                "ended_at": datetime(2026, 10, 30, 10), "outcome": "unresolved", "is_good": False,
                "first_problem_step": "gave_up", "steps": 2, "channels": 1, "hours": 0.75,
                "times_retold": 1, "value_at_stake": 99.5,
            },
            {
                "journey_id": "buy:1", "customer_id": BOB, "goal": "buy", "outcome": "purchased",
                "is_good": True, "started_at": datetime(2026, 10, 3), "steps": 1, "channels": 1,
                "hours": 2.0, "times_retold": 0,
            },
        ],
        "journey_goals": [
            {
                "goal": goal, "journeys": 1, "good": good, "problem": 1 - good, "unfinished": 0,
                "customers": 1, "median_hours": hours, "times_retold": 1 - good,
            }
            for goal, good, hours in (("get_help", 0, 0.75), ("buy", 1, 2.0))
        ],
        "journey_problems": [
            {
                "goal": "get_help", "first_problem_step": "gave_up", "journeys": 1, "customers": 1,
            }
        ],
        "journey_steps": [
            {
                "journey_id": JOURNEY, "step_no": step, "customer_id": ANN, "goal": "get_help",
                "occurred_at": datetime(2026, 10, 30, 9, 15 + step), "channel": "web",
                "department": "web", "team": MARKUP, "step": "gave_up", "is_problem": step == 2,
            }
            for step in (1, 2)
        ],
        "journey_conformance": [
            {
                "goal": "get_help", "step": step, "path": "required", "position": place,
                "journeys": 1, "taken": 1, "share_taken": 1.0, "median_hours": 0.5,
            }
            for place, step in enumerate(("contact", "gave_up"), 1)
        ],
        "journey_transitions": [
            {
                "goal": "get_help", "from_step": "contact", "to_step": "gave_up", "journeys": 1,
                "customers": 1, "transitions": 1, "share_problem": 1.0, "median_hours": 0.5,
            }
        ],
        "experience_scores": [
            {
                "score_id": question, "month": date(2026, 10, 1), "segment": "all",
                "question": question, "invited": 61, "responses": 22, "response_rate": 0.36,
                "raw_score": -50.0, "weighted_score": -30.2, "n_effective": 18.3, "low": -50.5,
                "high": -2.4, "standard_score": -41.7, "note": "Some seem to keep silent.",
            }
            for question in ("recommend", "satisfied")
        ],
        "experience_drivers": [
            {
                "outcome": "satisfied", "driver": TEMPLATE, "weight_share": 0.4978, "low": 0.4,
                "high": 0.6, "performance": 3.4, "value_at_stake": 34501.12, "n_effective": 489.7,
            }
        ],
        "silent_segments": [
            {
                "segment": "45 to 59", "invited": 26, "responses": 0, "response_rate": 0.0,
                "customers": 41, "customers_never_heard": 41, "margin_12m": 2844.38,
                "is_silent": True,
            }
        ],
        "communications": [
            {
                "message_id": "m1", "customer_id": ANN, "department": "marketing",
                "channel": "email", "purpose": "offer", "sent_at": datetime(2026, 10, 5, 12),
            }
        ],
        "communication_conflicts": [
            {
                "message_a": "m1", "message_b": "m2", "level": "customer", "rule": "two_prices",
                "severity": "high", "hours_apart": 2.5, "what_happened_next": "complaint",
                "customer_a": ANN, "customer_b": ANN, "household_id": HOME,
                "occurred_at": datetime(2026, 10, 29, 8),
            }
        ],
        "consent_breaches": [
            {
                "message_id": "m1", "customer_id": ANN, "department": "marketing",
                "purpose": "marketing", "channel": "email", "sent_at": datetime(2026, 10, 31, 8),
            }
        ],
        "consent_states": [
            {
                "customer_id": ANN, "purpose": "marketing", "channel": channel, "is_allowed": False,
                "source": "form", "valid_from": datetime(2026, 6, 1, 9),
                "evidence": "PF-1", "wording": "form 2025-09", "file_name": "answers_7.csv",
                "file_record": 1204, "delivered_on": DAY,
            }
            for channel in ("email", "post")
        ],
        "contact_pressure": [
            {
                "customer_id": ANN, "channel": "post", "week_on": DAY, "promotional": 2, "cap": 1,
                "is_breach": True,
            }
        ],
        "contact_suppressions": [
            {
                "customer_id": CAT, "purpose": "offer", "channel": channel,
                "reasons": ["opted_out"], "until_on": None,
            }
            for channel in ("email", "phone", "post")
        ],
        "suppression_totals": [{"purpose": "offer", "reason": "opted_out", "customers": 1}],
        "next_best_actions": [
            {
                "customer_id": ANN, "rank": 1, "action": "save", "why": "At risk: open case",
                "blocked_by": [],
            }
        ],
        "alerts": [
            {
                "alert_id": f"{role}{owner}", "rule": "failed_delivery", "customer_id": owner,
                "raised_at": datetime(2026, 10, 28, 19), "role": role,
                "message": f"{role}: {MARKUP}", "status": "open",
            }
            for role, owner in (("service", ANN), ("marketing", BOB))
        ],
        "attribute_conflicts": [
            {
                "attribute_conflict_id": value, "customer_id": ANN, "field": "given_name",
                "department": department, "value": value, "is_winner": value == "Anneliese",
                "agrees_with_winner": value == "Anneliese",
            }
            for value, department in (("Anneliese", "shop"), ("Annabel", "insurance"))
        ],
        "extract_receipts": [
            {
                "file_id": str(place), "department": "shop", "table": "orders",
                "file_name": f"orders_{place}{MARKUP if place else ''}.csv", "status": status,
                "reason": "two headers" if status == "quarantined" else None, "records_in": 1000,
                "loaded": 990, "rejected": 7, "suppressed": 3, "delivered_on": DAY,
            }
            for place, status in enumerate(("loaded", "partly_loaded", "quarantined"))
        ],
        "delivery_freshness": [
            {
                "department": "shop", "table_name": "orders", "freshness_hours": 36,
                "last_delivered_on": date(2026, 10, 20), "hours_since_delivery": 264,
                "last_records": 10, "usual_records": 1000, "is_late": True, "is_small": True,
                "is_large": False,
            }
        ],
        "quality_issues": [
            {
                "issue_id": "1", "department": "shop", "rule": "unknown_status",
                "before": "Geheim Wort", "after": "order_statuses: shop,…", "status": "open",
                "owner": "E-commerce",
            }
        ],
        "gate_results": [
            {
                "suite": "marts.alerts", "expectation": "has rows", "severity": severity,
                "passed": severity == "critical", "unexpected": 0, "evaluated": 1,
            }
            for severity in ("critical", "warning")
        ],
        "column_lineage": [
            {
                "lineage_id": f"customer_360.email < {table}.mail", "mart": "customer_360",
                "column_name": "email", "origin": "delivered", "department": "crm",
                "origin_table": table, "origin_column": "mail", "personal_data": "email",
                "gives_value": gives_value,
            }
            for table, gives_value in (("crm/contacts", True), (f"crm/{MARKUP}", False))
        ],
        "processing_record": [
            {
                "origin_table": "crm/contacts", "department": "crm", "custodian": "Sales",
                "description": MARKUP, "feeds": "people", "personal_data": "email, name",
                "purposes": "To know who is a customer.", "lawful_bases": "contract",
                "keep_days": 3650, "after_that": "anonymise", "on_erasure": "delete",
                "reason_on_erasure": "No purpose is left.", "recipients": "marketing, service",
            }
        ],
        "metrics_daily": [
            {
                "metric_on": DAY, "metric": "customers_lost", "segmentation": "all",
                "segment": "all", "value": 3.0, "numerator": 3.0,
            }
        ],
    }  # fmt: skip
