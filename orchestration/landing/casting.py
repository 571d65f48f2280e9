"""From text to contracted types: one SQL expression per type, null where the text does not fit.

No cast here rounds a count, guesses the order of day and month, or takes one currency for
another: what is not certain is null, and the caller keeps the text as a reject.
"""

from __future__ import annotations

from orchestration.company.departments import Column
from orchestration.landing import amounts, moments

TRUE = "'true', 't', 'yes', 'y', '1', '1.0', 'on'"
FALSE = "'false', 'f', 'no', 'n', '0', '0.0', 'off'"


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
        return moments.moment(
            kind,
            value,
            column.formats,
            column.reading.time_zone,
            excel_epoch,
            column.reading.home,
        )
    if kind in amounts.WHOLE or kind == "double" or kind.startswith("decimal"):
        return amounts.amount(kind, value, column.reading.decimal, column.reading.currency)
    return f"try_cast({value} as {kind})"
