"""From text to contracted types: one SQL expression per type, null where the text does not fit.

No cast here rounds a count, guesses the order of day and month, or takes one currency for
another: what is not certain is null, and the caller keeps the text as a reject.
"""

from __future__ import annotations

from orchestration.departments import Column

TRUE = "'true', 't', 'yes', 'y', '1', '1.0', 'on'"
FALSE = "'false', 'f', 'no', 'n', '0', '0.0', 'off'"
DAY = r"[1-9][0-9]{3}[-/][0-9]{1,2}[-/][0-9]{1,2}"
DAY_COMPACT = r"[12][0-9]{3}[01][0-9][0-3][0-9]"
PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
THOUSANDS = r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
SERIAL = r"[0-9]{1,6}(\.[0-9]*)?([eE][+-]?[0-9]+)?"


def literal(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def from_text(column: Column, text: str, excel_epoch: str | None = None) -> str:
    """The SQL expression that reads `text` (an expression of type varchar) as the column's type.

    `excel_epoch` is the day Excel counts from, for workbooks only: `1899-12-30` or `1904-01-01`.
    """
    kind = column.data_type.lower()
    value = f"trim({text})"
    if kind == "varchar":
        return f"nullif({text}, '')"
    if kind == "boolean":
        word = f"lower({value})"
        return f"case when {word} in ({TRUE}) then true when {word} in ({FALSE}) then false end"
    if kind in ("date", "timestamp"):
        return _moment(kind, value, column.format, excel_epoch)
    if kind in ("integer", "bigint", "smallint", "tinyint"):
        whole = f"replace({value}, ',', '')"
        plain = r"[+-]?[0-9]+(\.0*)?"
        grouped = r"[+-]?[0-9]{1,3}(,[0-9]{3})+"
        return (
            f"case when regexp_full_match({value}, '{plain}') then try_cast({value} as {kind}) "
            f"when regexp_full_match({value}, '{grouped}') then try_cast({whole} as {kind}) end"
        )
    if kind == "double" or kind.startswith("decimal"):
        return _amount(kind, value)
    return f"try_cast({value} as {kind})"


def _moment(kind: str, value: str, form: str | None, excel_epoch: str | None) -> str:
    if form:
        # A year of two digits reads as the first century; `greatest` passes over nulls.
        parsed = f"try_cast(try_strptime({value}, {literal(form)}) as {kind})"
        parsed = f"nullif(greatest({parsed}, {kind} '0999-12-31'), {kind} '0999-12-31')"
    else:
        # A plain cast to timestamp drops the offset; one with time zone applies it (session: UTC).
        whole = rf"regexp_replace({value}, '([ T][0-9]{{1,2}}:[0-9]{{2}})([zZ+-])', '\1:00\2')"
        zoned = f"cast(try_cast({whole} as timestamp with time zone) as timestamp)"
        offset = f"when regexp_full_match({value}, '{DAY}[ T].*[A-Za-z+-].*') then {zoned} "
        parsed = (
            f"case {offset if kind == 'timestamp' else ''}"
            f"when regexp_full_match({value}, '{DAY}([ T].*)?') then try_cast({value} as {kind}) "
            f"when regexp_full_match({value}, '{DAY_COMPACT}') "
            f"then try_cast(try_strptime({value}, '%Y%m%d') as {kind}) end"
        )
    if excel_epoch:
        milliseconds = f"cast(round(try_cast({value} as double) * 86400000) as bigint)"
        serial = f"timestamp '{excel_epoch}' + to_milliseconds({milliseconds})"
        is_serial = f"regexp_full_match({value}, '{SERIAL}') and try_cast({value} as double) >= 1"
        parsed = f"case when {is_serial} then cast({serial} as {kind}) else {parsed} end"
    return parsed


def _amount(kind: str, value: str) -> str:
    bare = rf"regexp_replace({value}, '^([+-]?)\s*(£|GBP)\s*|\s*GBP$', '\1')"
    grouped = f"replace({bare}, ',', '')"
    return (
        f"case when regexp_full_match({value}, '{PLAIN_NUMBER}') then try_cast({value} as {kind}) "
        f"when regexp_full_match({bare}, '{PLAIN_NUMBER}') then try_cast({bare} as {kind}) "
        f"when regexp_full_match({bare}, '{THOUSANDS}') then try_cast({grouped} as {kind}) end"
    )
