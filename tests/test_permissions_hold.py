"""Merges, unmerges, words that nobody knows and purged messages: no permission loosens.

A thousand people said no, by a reaction to a message or by an answer. Then what is known of it
goes: the message is purged, words are of no rule, its date was never told, records are regrouped
again and again. Whoever holds the record of one who said no may not be written to.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pyarrow as pa
import pytest

from tests.conftest import settings_in
from tests.modelled import modelled

WORLDS, ROUNDS = 1_000, 4
MODELS = "known_words reactions_by_record consent_answers consents"
KINDS = ("unsubscribe", "Unsubscribed", "spam report", "zzquit", "group_unsubscribe", "no thanks")
CHANNELS = ("email", "Email", "zzpigeon", "")
# What is left of a message after a purge; without it, where the reaction says whose it is.
PURGES = ("kept", "record", "address", "all")
# When a no says that it was given, and which delivery first showed it: known, seen, of a day to
# come, or neither.
DATES = (
    (datetime(2026, 3, 1), datetime(2026, 3, 2)),
    (None, datetime(2026, 3, 2)),
    (datetime(2206, 3, 1), datetime(2026, 3, 2)),
    (None, None),
)
# Who says no says it by a reaction or on a page of preferences.
WAYS = ("reaction", "answer")

_RANDOM = random.Random(13)  # noqa: S311, reproducible worlds, no secrets


def _worlds() -> dict[str, list[dict[str, object]]]:
    """People who said no (`no`) and people who only said yes (`yes`), in rows of the feeds."""
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("people", "messages", "message_reactions", "consents", "crosswalk")
    }
    for world in range(WORLDS):
        for side in ("no", "yes"):
            record = f"m:{side}-{world}"
            way = _RANDOM.choice(WAYS)
            purge = _RANDOM.choice(PURGES) if side == "no" and way == "reaction" else "kept"
            said_at, seen_at = _RANDOM.choice(DATES)
            rows["people"].append(
                {"department": "m", "record_id": record, "email": f"{side}{world}@x.org",
                 "phone": None, "first_seen_at": date(2024, 1, 1)}
            )  # fmt: skip
            rows["consents"].append(
                {"department": "m", "consent_id": f"C-{record}", "record_id": record,
                 "purpose": "marketing", "channel": "email", "answer": "yes",
                 "answered_at": datetime(2024, 2, 1), "seen_at": None, "source": "form"}
            )  # fmt: skip
            if side == "no" and way == "answer":
                rows["consents"].append(
                    {"department": "m", "consent_id": f"N-{record}", "record_id": record,
                     "purpose": _RANDOM.choice(("marketing", "all", "zzpurpose", None)),
                     "channel": _RANDOM.choice((*CHANNELS[:3], None)),
                     "answer": _RANDOM.choice(("no", "zznope")),
                     "answered_at": said_at, "seen_at": seen_at, "source": "form"}
                )  # fmt: skip
                # A yes without a date may be older than the no.
                rows["consents"].append(
                    {"department": "m", "consent_id": f"Y-{record}", "record_id": record,
                     "purpose": "marketing", "channel": "email", "answer": "yes",
                     "answered_at": None,
                     "seen_at": _RANDOM.choice((None, datetime(2026, 9, 1))), "source": "form"}
                )  # fmt: skip
            if purge == "kept":
                rows["messages"].append(
                    {"department": "m", "message_id": f"S-{record}", "record_id": record,
                     "channel": _RANDOM.choice(CHANNELS)}
                )  # fmt: skip
            if side == "no" and way == "reaction":
                rows["message_reactions"].append(
                    {"department": "m", "reaction_id": f"R-{world}", "message_id": f"S-{record}",
                     "record_id": record if purge == "record" else None,
                     "email": f" NO{world}@x.org" if purge == "address" else None,
                     "phone": None, "channel": _RANDOM.choice(CHANNELS) or None,
                     "kind": _RANDOM.choice(KINDS), "occurred_at": said_at, "seen_at": seen_at}
                )  # fmt: skip
    records = [str(person["record_id"]) for person in rows["people"]]
    for turn in range(ROUNDS):
        # The ids of a round are its own: every round is a history of merges and unmerges later.
        rows["crosswalk"] += [
            {"department": "m", "source_record_id": record.removeprefix("m:"),
             "record_id": record, "turn": turn,
             "customer_id": f"{turn}:{_RANDOM.randrange(len(records))}"}
            for record in records
        ]  # fmt: skip
    return rows


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    for name, found in _worlds().items():
        given = pa.Table.from_pylist(found)  # noqa: F841, read by name
        table = "conformed.crosswalk" if name == "crosswalk" else f"feeds.feed_{name}"
        connection.execute(f"create table {table} as select * from given")
    connection.execute(
        "create table conformed.record_owners as select record_id, customer_id, "
        "date '1900-01-01' as owned_from, cast(null as date) as owned_until, "
        "true as is_current from conformed.crosswalk"
    )
    for table, column in (("people", "phone"), ("message_reactions", "phone")):
        connection.execute(f"alter table feeds.feed_{table} alter {column} type varchar")


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The models of MODELS over the worlds."""
    with modelled(settings_in(tmp_path_factory.mktemp("permissions")), MODELS, _fill) as connection:
        yield connection


def test_nobody_who_holds_a_record_that_said_no_may_be_written_to(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    loosened = warehouse.execute(
        """
        select distinct crosswalk.customer_id
        from conformed.crosswalk as crosswalk
        left join conformed.consents as consents
            on crosswalk.customer_id = consents.customer_id
            and consents.purpose = 'marketing' and consents.channel = 'email'
            and consents.valid_to is null
        where crosswalk.record_id like 'm:no-%'
        group by crosswalk.customer_id
        having coalesce(bool_or(consents.is_allowed), true)
        """
    ).fetchall()
    assert loosened == []


def test_who_only_said_yes_and_whose_messages_are_known_still_may(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Else the test above would hold for a model that forbids everything."""
    allowed = warehouse.execute(
        """
        select count(*)
        from conformed.consents
        semi join (
            select customer_id from conformed.crosswalk
            group by customer_id having bool_and(record_id like 'm:yes-%')
        ) as only_yes using (customer_id)
        where purpose = 'marketing' and channel = 'email' and valid_to is null and is_allowed
        """
    ).fetchone()
    assert allowed is not None and allowed[0] > WORLDS
