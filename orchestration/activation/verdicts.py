"""May a message go to the people of a list? Only the published marts and the policies answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from orchestration import queries
from orchestration.activation import words
from orchestration.activation.published import Build
from orchestration.company import rules
from orchestration.quoting import literal

# A consent's own name stands for the message that asks most of it.
_STRICTEST = {"marketing": "offer", "research": "survey"}
_MARTS = "published.marts"


class UnknownMessageError(ValueError):
    """No policy knows such a purpose or channel; the message lists those it knows."""


@dataclass(frozen=True)
class Message:
    """What is to be sent: `consent` is the consent it needs, None for what is owed anyway."""

    purpose: str
    channel: str
    on: date
    consent: str | None
    is_promotional: bool


def message(purpose: str, channel: str, on: date) -> Message:
    """The message by the policies of its day. Raises UnknownMessageError."""
    purposes = {row["purpose"]: row for row in rules.in_force("purposes", on)}
    channels = [row["channel"] for row in rules.in_force("contact_caps", on)]
    channels = sorted(channel for channel in channels if channel != "total")
    known = purposes.get(_STRICTEST.get(purpose, purpose))
    if known is None:
        raise UnknownMessageError(
            f"No policy knows the purpose {purpose!r}. Known: "
            f"{', '.join(sorted({*purposes, *_STRICTEST}))}."
        )
    if channel not in channels:
        raise UnknownMessageError(
            f"No policy knows the channel {channel!r}. Known: {', '.join(channels)}."
        )
    return Message(
        purpose=known["purpose"],
        channel=channel,
        on=on,
        consent=known["consent_purpose"] or None,
        is_promotional=known["is_promotional"] == "true",
    )


def judge(connection: duckdb.DuckDBPyConnection, asked: Message, build: Build, top: int) -> None:
    """Write `list_answers`: row, answer (allowed, blocked or unknown), reasons, labels, customers.

    `reasons` are words, empty for allowed; `labels` the same as a list, without dates; `customers`
    are the numbers the row stands for. One customer who is blocked blocks the row. Reads
    `list_rows` below `top`, and what `people` wrote.
    """
    blocks = _now(asked) if asked.on >= build.measured_on else _then(asked)
    since = ""
    if asked.consent:
        since = f"""
            left join (
                select customer_id, max(answered_at) as answered_at
                from {_MARTS}.consent_states
                where purpose = {literal(asked.consent)} and channel = {literal(asked.channel)}
                    and not is_allowed and valid_from < date '{asked.on + timedelta(days=1)}'
                group by customer_id
            ) as denials using (customer_id)
        """
    connection.execute(
        queries.filled(
            __file__,
            "list_blocks.sql",
            reason_in_words=words.sql("reason"),
            consent=asked.consent,
            channel=asked.channel,
            since_in_words="coalesce(' on ' || answered_at::date, '')" if since else "''",
            blocks=blocks,
            since=since,
        )
    )
    queries.run(connection, __file__, "answers.sql", {"top": top})


def _now(asked: Message) -> str:
    """On the day of the build or later: everything that forbids it, as long as it is known to."""
    return f"""
        select customer_id, unnest(reasons) as reason, len(reasons) as reasons, until_on
        from {_MARTS}.contact_suppressions
        where purpose = {literal(asked.purpose)} and channel = {literal(asked.channel)}
            and (until_on is null or until_on > date '{asked.on}')
    """


def _then(asked: Message) -> str:
    """On an earlier day: what consent, caps and states of people said on it.

    The rest is known of today only. Of a state only what the rule permits may be sent.
    """
    day, next_day = f"date '{asked.on}'", f"date '{asked.on + timedelta(days=1)}'"
    permitting = [
        literal(row["state"])
        for row in rules.in_force("state_permits", asked.on)
        if row["purpose"] == asked.purpose
    ]
    parts = [
        queries.filled(
            __file__,
            "states_then.sql",
            marts=_MARTS,
            permitting=", ".join(["''", *permitting]),
            channel=literal(asked.channel),
            next_day=next_day,
            day=day,
        )
    ]
    if asked.consent:
        parts.append(
            queries.filled(
                __file__,
                "opted_out_then.sql",
                marts=_MARTS,
                purpose=literal(asked.consent),
                channel=literal(asked.channel),
                next_day=next_day,
                day=day,
            )
        )
    if asked.is_promotional:
        parts += [
            queries.filled(
                __file__,
                "cap_reached.sql",
                marts=_MARTS,
                channel=literal(cap["channel"]),
                next_day=next_day,
                days=int(cap["window_days"]),
                most=int(cap["cap"]),
            )
            for cap in rules.in_force("contact_caps", asked.on)
            if cap["channel"] in (asked.channel, "total")
        ]
    return " union all ".join(parts)
