"""Values that too many people share are no evidence: they are nulled for scoring, and logged.

A limit counts *different people as far as names tell*, so that one person with forty orders is no
hub while a care home's switchboard is. Where half of the names agree in one part, they are one
person's misspellings or one family, and the limit is four times as high. The standardised values
themselves stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration import queries
from orchestration.identity.values import sentinels
from orchestration.learnt import Learnt


@dataclass(frozen=True)
class HubLimits:
    """How many different names may share one value before it stops being evidence."""

    email: int = 5
    phone: int = 6
    address: int = 14
    national_id: int = 3
    loyalty_number: int = 3


DEFAULT = HubLimits()

LENIENCE = 4
_GIVEN = "left(coalesce(given_name, ''), 3)"
_FAMILY = "left(coalesce(family_name, ''), 4)"
_PERSON = f"{_GIVEN} || '|' || {_FAMILY}"
_VALUES = {
    "email": "s.mailbox",
    "phone": "s.phone",
    "phone_alternative": "s.phone_alternative",
    "address": "concat_ws('|', coalesce(s.flat, ''), coalesce(s.address_line, ''), s.postcode)",
    "national_id": "s.national_id",
    "loyalty_number": "s.loyalty_number",
}


def drop(
    connection: duckdb.DuckDBPyConnection, limits: HubLimits, learnt: Learnt | None = None
) -> None:
    """Write `identity.dropped_values` and `identity_work.evidence` (standardised minus hubs).

    `learnt` is what this day has learnt already: values that were hubs, as keyed hashes.
    """
    counted = [_counted(name, limits) for name in _VALUES if name != "phone_alternative"]
    connection.execute(
        queries.filled(
            __file__,
            "shared_values.sql",
            counted=" union all ".join(counted),
            names=sentinels.quoted_list(sentinels.EMAIL_LOCALS),
            domains=sentinels.quoted_list(sentinels.EMAIL_DOMAINS),
        )
    )
    if learnt is not None and (hubs := learnt.kept("hubs")) is not None:
        _keep(connection, hubs)
    _log(connection)
    nulled = ", ".join(
        f"if({name}_hub.value is null, {value}, null) as {value.removeprefix('s.')}"
        for name, value in _VALUES.items()
        if name != "address"
    )
    joins = " ".join(
        f"left join identity_work.hubs as {name}_hub on {name}_hub.field = '{_field(name)}' "
        f"and {name}_hub.value = {value}"
        for name, value in _VALUES.items()
    )
    connection.execute(
        f"""
        create or replace table identity_work.evidence as
        select s.* replace ({nulled}), address_hub.value is not null as is_shared_address
        from identity_work.standardised as s
        {joins}
        """
    )


def _field(name: str) -> str:
    return "phone" if name == "phone_alternative" else name


def _keep(connection: duckdb.DuckDBPyConnection, hubs: list[list[object]]) -> None:
    """Make the hubs what they were: of `hubs` each is a keyed hash, the reason and how many people.

    The connection has the macro `keyed`.
    """
    values = " union ".join(
        f"select '{_field(name)}' as field, {value} as value from identity_work.standardised as s "
        f"where {value} is not null"
        for name, value in _VALUES.items()
    )
    columns = [list(column) for column in zip(*hubs, strict=True)] or [[], [], []]
    connection.execute(
        queries.filled(__file__, "values_kept.sql", values=values),
        dict(zip(("hashes", "reasons", "people"), columns, strict=True)),
    )


def _log(connection: duckdb.DuckDBPyConnection) -> None:
    """Every dropped value by its hash, with the reason and how many records carry it."""
    carried = " union all ".join(
        f"select record_id, '{_field(name)}' as field, {value} as value "
        "from identity_work.standardised as s"
        for name, value in _VALUES.items()
    )
    connection.execute(queries.filled(__file__, "dropped_values.sql", carried=carried))


def _counted(field: str, limits: HubLimits) -> str:
    """A select of the values of `field` above its limit."""
    sources = [_VALUES[field]] + ([_VALUES["phone_alternative"]] if field == "phone" else [])
    rows = " union ".join(
        f"select {source} as value, {_PERSON} as person, {_GIVEN} as given, {_FAMILY} as family "
        f"from identity_work.standardised as s where {source} is not null "
        "and family_name is not null"
        + (" and address_line is not null" if field == "address" else "")
        for source in sources
    )
    limit = getattr(limits, field)
    return queries.filled(
        __file__,
        "counted_values.sql",
        field=field,
        rows=rows,
        limit=limit,
        lenient_limit=LENIENCE * limit,
    )
