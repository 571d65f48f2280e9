"""dbt's `adapter` as far as sqlfluff needs it, which reads models without running dbt.

A dispatched macro becomes a call of a function of its name: enough to check layout and style.
"""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro: str, package: str | None = None) -> Callable[..., str]:
    """A stand-in for the macro of any engine."""

    def call(*arguments: object, **named: object) -> str:
        return f"{macro}({', '.join(str(argument) for argument in arguments[:1])})"

    return call


def quote(identifier: str) -> str:
    return f'"{identifier}"'
