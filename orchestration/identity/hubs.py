"""Values that too many people share are no evidence: they are nulled for scoring, and logged.

A limit counts *different people as far as names tell*, so that one person with forty orders is no
hub while a care home's switchboard is. The standardised values themselves stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.identity import sentinels


@dataclass(frozen=True)
class HubLimits:
    """How many different names may share one value before it stops being evidence."""

    email: int = 5
    phone: int = 6
    address: int = 14
    national_id: int = 3
    loyalty_number: int = 3


DEFAULT = HubLimits()

_PERSON = "left(coalesce(given_name, ''), 3) || '|' || left(coalesce(family_name, ''), 4)"
_VALUES = {
    "email": "email",
    "phone": "phone",
    "phone_alternative": "phone_alternative",
    "address": "coalesce(flat, '') || '|' || coalesce(address_line, '') || '|' || coalesce(postcode, '')",
    "national_id": "national_id",
    "loyalty_number": "loyalty_number",
}


def drop(connection: duckdb.DuckDBPyConnection, limits: HubLimits) -> None:
    """Write `identity.dropped_values` and `identity_work.evidence` (standardised minus hubs)."""
    email_sentinel = f"""
        split_part(email, '@', 1) in ({sentinels.quoted_list(sentinels.EMAIL_LOCALS)})
        or split_part(email, '@', 2) in ({sentinels.quoted_list(sentinels.EMAIL_DOMAINS)})
    """

    def repeated(column: str) -> str:
        tail = f"right({column}, 7)"
        return f"length(replace({tail}, right({column}, 1), '')) = 0 or {tail} in ('1234567', '3456789')"

    connection.execute(
        f"""
        create or replace table identity_work.hubs as
        {" union all ".join(_counted(name, limits) for name in _VALUES if name != "phone_alternative")}
        union all
        select distinct 'email', email, 'sentinel', null::bigint
        from identity_work.standardised where {email_sentinel}
        union all
        select distinct 'phone', phone, 'sentinel', null::bigint
        from (
            select phone from identity_work.standardised
            union select phone_alternative from identity_work.standardised
        ) where {repeated("phone")}
        """
    )
    connection.execute(
        f"""
        create or replace table identity.dropped_values as
        select
            h.field,
            sha256(h.value) as value_hash,
            min(h.reason) as reason,
            max(h.people) as people,
            count(distinct s.record_id) as records
        from identity_work.hubs as h
        inner join (
            {
            " union all ".join(
                f"select record_id, '{'phone' if n == 'phone_alternative' else n}' as field, {v} as value "
                "from identity_work.standardised"
                for n, v in _VALUES.items()
            )
        }
        ) as s on h.field = s.field and h.value = s.value
        group by h.field, h.value;
        create or replace table identity_work.evidence as
        select s.* replace (
            if(e.value is null, s.email, null) as email,
            if(p.value is null, s.phone, null) as phone,
            if(q.value is null, s.phone_alternative, null) as phone_alternative,
            if(n.value is null, s.national_id, null) as national_id,
            if(l.value is null, s.loyalty_number, null) as loyalty_number
        ), a.value is not null as is_shared_address
        from identity_work.standardised as s
        left join (select distinct value from identity_work.hubs where field = 'email') as e on s.email = e.value
        left join (select distinct value from identity_work.hubs where field = 'phone') as p on s.phone = p.value
        left join (select distinct value from identity_work.hubs where field = 'phone') as q
            on s.phone_alternative = q.value
        left join (select distinct value from identity_work.hubs where field = 'national_id') as n
            on s.national_id = n.value
        left join (select distinct value from identity_work.hubs where field = 'loyalty_number') as l
            on s.loyalty_number = l.value
        left join (select distinct value from identity_work.hubs where field = 'address') as a
            on {_VALUES["address"]} = a.value
        """
    )


def _counted(field: str, limits: HubLimits) -> str:
    """A select of the values of `field` above its limit."""
    sources = [_VALUES[field]] + ([_VALUES["phone_alternative"]] if field == "phone" else [])
    rows = " union all ".join(
        f"select {source} as value, {_PERSON} as person from identity_work.standardised "
        f"where {source} is not null and family_name is not null"
        + (" and address_line is not null" if field == "address" else "")
        for source in sources
    )
    return f"""
        select '{field}' as field, value, 'shared by too many people' as reason,
            count(distinct person) as people
        from ({rows})
        group by value
        having count(distinct person) > {getattr(limits, field)}
    """
