"""Everything that is held of one person, for that person (GDPR Art. 15 and 20).

Every record of every department with file, record and day; what was made of it, with what each
thing means; what was decided and why; who receives it. Other people's data are left out: where a
record of the person names somebody else's, such as the policy on which they are a driver, the
export says only that it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration import at_rest, private, publishing
from orchestration.activation import words
from orchestration.company import rules
from orchestration.company.departments import Extract
from orchestration.landing import redactions
from orchestration.privacy import (
    belongings,
    columns,
    export_page,
    fates,
    keys,
    linking,
    recipients,
)
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings

MARTS = "marts"
# Columns of marts that name somebody else, or nobody.
_NOT_THEIRS = frozenset(
    {"build_id", "built_at", "replaced_by", "other_customer_id", "author", "decision_id", "reason"}
)
_ANOTHER = "(another person's)"
# The record's place in what was delivered: an erasure of somebody else may have moved it up since.
_PLACE = (
    "t._row + (select count(*) from landing.removed_records as m "
    "where m.sha256 = r.sha256 and m.kept_before < t._row)"
)
_REASON_IS_THEIRS = frozenset({"household_members", "lifecycle_events", "definition_differences"})


@dataclass(frozen=True)
class Exported:
    """The two files, how many records and how many values they hold."""

    json: Path
    page: Path
    records: int
    values: int


def write(settings: Settings, customer_id: str, folder: Path, on: date) -> Exported:
    """Write `<customer>.json` and `<customer>.html` into a folder, for the owner alone.

    Reads the warehouse; call it while that is held. Raises publishing.PublishError where nothing is
    published.
    """
    from orchestration import warehouse

    with warehouse.connect(settings) as connection:
        keys.add_macros(connection, keys.key(settings))
        tables = belongings.tables(connection)
        redactions.write(connection, settings.archive)
        belongings.begin(connection, {"P": [customer_id]})
        belongings.follow(connection, tables)
        ruled, purposes = fates.by_table(settings), _purposes(on)
        records = [
            record
            for extract in tables
            for record in _records(connection, extract, ruled.get(extract.name), purposes)
        ]
        links = linking.sentences(connection, customer_id)
        made, decided = _made(settings, customer_id)
        _leave_out_others(connection, made, customer_id)
    content = {
        "customer_id": customer_id,
        "made_on": on.isoformat(),
        "records": records,
        "made_of_it": made,
        "decisions": [*decided, *links],
        "recipients": recipients.of_person(
            settings, customer_id, made, {one["department"] for one in records}
        ),
        "rights": _RIGHTS,
    }
    private.folder(folder)
    target, page = folder / f"{customer_id}.json", folder / f"{customer_id}.html"
    private.write(target, json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n")
    private.write(page, export_page.page(content))
    return Exported(target, page, len(records), sum(len(one["values"]) for one in records))


_RIGHTS = (
    "You may have wrong data put right, have your data erased, have their use restricted, and "
    "object to advertising and profiling. You may complain to your data protection authority."
)


def _purposes(on: date) -> dict[str, str]:
    """What each feed is used for, and on which lawful basis, in a sentence."""
    return {
        row["feed"]: f"{row['purpose'].rstrip('.')}: {row['lawful_basis']}."
        for row in rules.in_force("processing", on)
    }


def _records(
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    fate: fates.Fate | None,
    purposes: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """The person's records of one table, as they were delivered."""
    text = columns.as_text(extract.columns)
    for one in columns.ids(extract):
        if one.is_record:
            text[one.column] = (
                f"case when exists (select 1 from theirs where theirs.namespace = "
                f"'{one.namespace}' and theirs.value = compared_id({text[one.column]})) "
                f"then {literal(_ANOTHER)} else {text[one.column]} end"
            )
    values = ", ".join(f"'{name}': {value}" for name, value in text.items())
    for row in connection.execute(
        f"select r.file_name, r.delivered_on, {_PLACE}, {{{values}}}, t._extra "
        f"from {belongings.raw(extract)} as t "
        f"join belongings as b on b.tab = '{extract.name}' and b.rid = t.rowid "
        "left join landing.receipts as r on r.file_id = t._file_id order by 1, 3"
    ).fetchall():
        file_name, delivered_on, number, said, extra = row
        held = {name: value for name, value in said.items() if value is not None}
        if extra:
            held["_extra"] = extra
        yield {
            "department": extract.department,
            "table": extract.table,
            "about": extract.description,
            "file": file_name,
            "record": number,
            "delivered_on": delivered_on,
            "purposes": [purposes.get(feed, feed) for feed in fate.feeds] if fate else [],
            "kept_because": fate.reason if fate and fate.action != "delete" else None,
            "values": held,
        }


def _made(
    settings: Settings, customer_id: str
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """What the published marts say of the customer, and in plain words what was decided."""
    build = publishing.readable(settings)
    if build is None:
        raise publishing.PublishError("Nothing has been published yet. Start with: customer360 run")
    found: dict[str, list[dict[str, Any]]] = {}
    with at_rest.connect(build.database, read_only=True) as connection:
        for (mart,) in connection.execute(
            "select distinct table_name from duckdb_columns() "
            "where schema_name = 'marts' and column_name = 'customer_id' order by 1"
        ).fetchall():
            rows = _rows(connection, str(mart), customer_id)
            if rows:
                found[str(mart)] = rows
    return found, list(_sentences(found, build.currency))


def _leave_out_others(
    connection: duckdb.DuckDBPyConnection, made: dict[str, list[dict[str, Any]]], customer_id: str
) -> None:
    """Say of what names another customer, or a record of theirs, only that it is another's."""
    said = sorted(
        {
            one
            for rows in made.values()
            for row in rows
            for value in row.values()
            for one in (value if isinstance(value, list) else (value,))
            if isinstance(one, str)
        }
    )
    others = {
        value
        for (value,) in connection.execute(
            "with said as (select unnest(?::varchar[]) as value) "
            "select value from said join identity.crosswalk as c on c.customer_id = said.value "
            "where c.customer_id <> ? "
            "union select value from said join identity.crosswalk as c "
            "on c.record_id = said.value group by value having bool_and(c.customer_id <> ?)",
            [said, customer_id, customer_id],
        ).fetchall()
    }
    if not others:
        return
    for rows in made.values():
        for row in rows:
            for name, value in row.items():
                if isinstance(value, list):
                    row[name] = [_ANOTHER if one in others else one for one in value]
                elif isinstance(value, str) and value in others:
                    row[name] = _ANOTHER


def _rows(
    connection: duckdb.DuckDBPyConnection, mart: str, customer_id: str
) -> list[dict[str, Any]]:
    cursor = connection.execute(
        f"select * from {MARTS}.{quoted(mart)} where customer_id = ?", [customer_id]
    )
    names = [str(column[0]) for column in cursor.description or ()]
    return [
        {
            name: value
            for name, value in zip(names, row, strict=True)
            if value is not None
            and (name not in _NOT_THEIRS or (name == "reason" and mart in _REASON_IS_THEIRS))
        }
        for row in cursor.fetchall()
    ]


def _sentences(found: dict[str, list[dict[str, Any]]], currency: str) -> Iterator[str]:
    """What was decided of the person, and why, in plain words."""
    for one in found.get("customer_360", []):
        yield f"You are counted as {_plain(one.get('lifecycle_state'))}."
        if one.get("risk_reasons"):
            yield f"You are counted as at risk of leaving, because: {_listed(one['risk_reasons'])}."
        if one.get("do_not_offer_reasons"):
            yield f"You are sent no offers, because: {_listed(one['do_not_offer_reasons'])}."
        if one.get("reason_to_call"):
            yield f"You may be called, because: {one['reason_to_call']}."
    for one in found.get("customer_value", []):
        if one.get("churn_risk") is not None:
            yield (
                f"The chance that we lose you within a year is put at {one['churn_risk']:.0%}"
                + (
                    f", because: {_listed(one['churn_reasons'])}"
                    if one.get("churn_reasons")
                    else ""
                )
                + "."
            )
        if one.get("clv") is not None:
            yield f"What you will still be worth to us is put at {one['clv']:,.0f} {currency}."
    yield from _actions(found.get("next_best_actions", []))
    linked = [one for one in found.get("customer_crosswalk", []) if not one.get("valid_to")]
    departments = sorted({one["department"] for one in linked})
    if linked:
        yield (
            f"{len(linked)} records of {', '.join(departments)} are taken to be yours, because "
            "they agree in names, birth date, contacts, address or numbers; "
            f"{sum(one['matched_by'] == 'steward' for one in linked)} of them were decided by a "
            "person."
        )
    for one in found.get("household_members", []):
        if not one.get("valid_to"):
            yield f"You are counted to a household as {_plain(one.get('role'))}" + (
                f", because: {_plain(one['reason'])}." if one.get("reason") else "."
            )
    yield from _consents(found.get("consent_states", []))
    by_reason: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in found.get("contact_suppressions", []):
        key = str(one["purpose"]), tuple(one["reasons"])
        by_reason.setdefault(key, []).append(str(one["channel"]))
    for (purpose, reasons), channels in by_reason.items():
        why = ", ".join(words.in_words(reason) for reason in reasons)
        yield (
            f"Nothing for {_plain(purpose)} is sent to you by "
            f"{linking.listed(sorted(channels))}: {why}."
        )


def _consents(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Everything the person allowed or refused, the newest first, and what proves it."""
    by_answer: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for one in sorted(rows, key=lambda row: (row["valid_from"], row["channel"]), reverse=True):
        said = ("purpose", "is_allowed", "valid_from", "valid_to", "evidence", "record_id")
        by_answer.setdefault(tuple(one.get(name) for name in said), []).append(one)
    for answers in by_answer.values():
        one = answers[0]
        channels = linking.listed(sorted(str(row["channel"]) for row in answers))
        text = f"You {'allowed' if one['is_allowed'] else 'refused'} {_plain(one['purpose'])} by "
        text += f"{channels}, from {one['valid_from']:%Y-%m-%d}"
        text += f" until {one['valid_to']:%Y-%m-%d}" if one.get("valid_to") else ""
        text += f", by {_plain(one['source'])}" if one.get("source") else ""
        text += f", to the wording {one['wording']!r}" if one.get("wording") else ""
        text += f". It is proved by {one['evidence']}" if one.get("evidence") else ""
        if one.get("file_name"):
            record = f"record {one['file_record']:,} of " if one.get("file_record") else ""
            text += f", {record}{one['file_name']}, delivered on {one['delivered_on']}"
        yield f"{text}."


def _actions(rows: list[dict[str, Any]]) -> Iterator[str]:
    known = {row["action"]: row["in_words"] for row in rules.rows("next_best_action_rules")}
    for one in rows:
        name = known.get(one["action"]) or _plain(one["action"])
        blocked = one.get("blocked_by") or []
        said = f"Considered for you: {name}. Why: {one.get('why') or 'no reason is written down'}."
        if blocked:
            why = ", ".join(words.in_words(reason) for reason in blocked)
            said += f" It is not done, because: {why}."
        yield said


def _plain(word: object) -> str:
    return str(word or "not told").replace("_", " ")


def _listed(found: object) -> str:
    return ", ".join(map(_plain, found)) if isinstance(found, list) else _plain(found)
