"""The package's macros as sqlfluff needs them where a company's model or another macro calls one.

sqlfluff knows a macro by its bare name only. Here `customer360.<macro>(...)` becomes something of
that shape: enough to check layout and style. Lists of columns are read as empty.
"""

from __future__ import annotations

from collections.abc import Callable


def lifecycle_seeds() -> list[str]:
    return ["lifecycle_windows"]


def feed_columns(feed: str) -> dict[str, str]:
    return {}


def star_columns() -> list[dict[str, str]]:
    return [{}]


def golden_parts() -> list[dict[str, object]]:
    email = {"field": "email", "attribute": "email", "value": 1, "data_type": "string"}
    return [email, email | {"field": "phone"}]


def golden_fields() -> list[str]:
    return [*golden_names(), "email"]


def golden_names() -> list[str]:
    return ["given_name", "family_name"]


def as_row(row: dict[str, str]) -> str:
    return "('', '', '', '', '', '', '')"


def clean(column: str, name: str = "") -> str:
    return f"{column} as {name or column}"


def __getattr__(name: str) -> Callable[..., str]:
    def call(*arguments: object, **named: object) -> str:
        return f"{name}({', '.join(str(argument) for argument in arguments[:1])})"

    return call
