"""Dates and times out of text: ISO 8601, the contract's formats, epochs, Excel's serial numbers.

Every time comes out as the company's clocks showed it, so that its date is the company's day. What
names a moment (an offset, an epoch, a time zone of the contract) is moved there; what does not
stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.quoting import literal

DAY = r"[1-9][0-9]{3}[-/][0-9]{1,2}[-/][0-9]{1,2}"
DAY_COMPACT = r"[12][0-9]{3}[01][0-9][0-3][0-9]"
SERIAL = r"[0-9]{1,6}(\.[0-9]*)?([eE][+-]?[0-9]+)?"
EPOCH = r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?"
# Microseconds in the unit of each epoch.
UNITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}


def moment(
    kind: str,
    value: str,
    formats: Sequence[str] = (),
    time_zone: str | None = None,
    excel_epoch: str | None = None,
    home: str = "UTC",
) -> str:
    """SQL that reads `value` (SQL of type varchar) as `kind`, `date` or `timestamp`; else null.

    Of several formats any may fit; where two of them read one text as two moments, it is null,
    because nobody can tell which was meant. `home` is the time zone of the result, `time_zone` that
    of a text without an offset. The session must be in UTC.
    """
    zone = time_zone if kind == "timestamp" and time_zone != home else None
    readings = [_by_format(kind, value, form, zone, home) for form in formats]
    if not readings:
        parsed = _iso(kind, value, zone, home)
    elif len(readings) == 1:
        [parsed] = readings
    else:
        all_of = ", ".join(readings)
        parsed = f"case when least({all_of}) = greatest({all_of}) then greatest({all_of}) end"
    if excel_epoch and not set(formats) & set(UNITS):
        milliseconds = f"cast(round(try_cast({value} as double) * 86400000) as bigint)"
        serial = f"timestamp '{excel_epoch}' + to_milliseconds({milliseconds})"
        is_serial = f"regexp_full_match({value}, '{SERIAL}') and try_cast({value} as double) >= 1"
        written = f"cast({_local(serial, zone, home)} as {kind})"
        parsed = f"case when {is_serial} then {written} else {parsed} end"
    return parsed


def _by_format(kind: str, value: str, form: str, zone: str | None, home: str) -> str:
    if form in UNITS:
        number = f"try_cast({value} as decimal(38, 6)) * {UNITS[form]}"
        stamp = f"make_timestamp(try_cast(round({number}) as bigint))"
        read = f"case when regexp_full_match({value}, '{EPOCH}') then try({at(stamp, home)}) end"
        return _four_digits(kind, f"try_cast({read} as {kind})")
    quoted = literal(form)
    if "%z" in form:
        # A day is the day that is written, a time is the moment that is meant.
        offset = "[zZ]$" if kind == "timestamp" else r"([zZ]|[+-][0-9]{2}:?([0-9]{2})?)$"
        with_offset = f"regexp_replace({value}, '{offset}', '+00:00')"
        read = f"try_strptime({with_offset}, {quoted})"
        meant = at(read, home) if kind == "timestamp" else read
        return _four_digits(kind, f"try_cast({meant} as {kind})")
    parsed = f"try_strptime({value}, {quoted})"
    return _four_digits(kind, f"try_cast({_local(parsed, zone, home)} as {kind})")


def _four_digits(kind: str, parsed: str) -> str:
    """A year of two digits reads as the first century: null, as everywhere else."""
    # `greatest` passes over nulls.
    first = f"nullif(greatest({parsed}, {kind} '0999-12-31'), {kind} '0999-12-31')"
    return f"case when {first} < {kind} '10000-01-01' then {first} end"


def _iso(kind: str, value: str, zone: str | None, home: str) -> str:
    # A plain cast to timestamp drops the offset; one with time zone applies it (session: UTC).
    seconds = rf"regexp_replace({value}, '([ T][0-9]{{1,2}}:[0-9]{{2}})\s*([zZ+-])', '\1:00\2')"
    offset = rf"regexp_replace({seconds}, '\s*([+-][0-9]{{2}}):?([0-9]{{2}})$', '\1:\2')"
    zoned = at(f"try_cast({offset} as timestamp with time zone)", home)
    with_zone = f"when regexp_full_match({value}, '{DAY}[ T].*[A-Za-z+-].*') then {zoned} "
    plain = _local(f"try_cast({value} as {kind})", zone, home)
    compact = _local(f"try_strptime({value}, '%Y%m%d')", zone, home)
    return (
        f"case {with_zone if kind == 'timestamp' else ''}"
        f"when regexp_full_match({value}, '{DAY}([ T].*)?') then {plain} "
        f"when regexp_full_match({value}, '{DAY_COMPACT}') then try_cast({compact} as {kind}) end"
    )


def _local(stamp: str, zone: str | None, home: str) -> str:
    """A time of another place as at home; an hour that it has twice is its second, winter time."""
    return at(f"timezone('{zone}', {stamp})", home) if zone else stamp


def at(moment: str, home: str) -> str:
    """SQL of type timestamp: what clocks at `home` showed at a moment.

    `moment` is SQL of type timestamp with time zone, or of type timestamp and in UTC.
    """
    return f"timezone('{home}', cast({moment} as timestamp with time zone))"
