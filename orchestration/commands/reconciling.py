"""Two departments side by side: whom both know, and whose value survives where they differ."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from orchestration import at_rest, private, queries
from orchestration.commands.shared import UsageError, console, given_settings, published_build
from orchestration.terminal import escaped

_KNOWN = "select distinct department from marts.customer_crosswalk order by department"


def reconcile(
    first: Annotated[str, typer.Argument(help="A department.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    field: Annotated[str | None, typer.Option(help="One field, such as email.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many differences to list.")] = 20,
    to: Annotated[
        Path | None, typer.Option(help="Write every difference to this CSV file.")
    ] = None,
) -> None:
    """Compare two departments: whom both know, and where they differ the records of both, the value
    that survives, whose it is and why.

    A third department's value may survive. What is listed is of identified people: keep it so.
    """
    build = published_build(given_settings())
    asked = {"first": first, "second": second}
    with at_rest.connect(build.database, read_only=True) as connection:
        known = [name for (name,) in connection.execute(_KNOWN).fetchall()]
        if missing := [name for name in (first, second) if name not in known]:
            raise UsageError(
                f"No record is of {' or '.join(missing)}; departments: {', '.join(known)}."
            )
        if first == second:
            raise UsageError("Name two departments: one agrees with itself.")
        counts = dict(
            connection.execute(queries.text(__file__, "known_to_both.sql"), asked).fetchall()
        )
        found = connection.execute(
            queries.text(__file__, "differing_values.sql"), asked | {"field": field}
        )
        names = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    is_turned = first > second
    only = (
        (counts["only_b"], counts["only_a"]) if is_turned else (counts["only_a"], counts["only_b"])
    )
    console.print(
        f"{counts['both'] + counts['disagree']:,} customers are known to both, {only[0]:,} to "
        f"{first} alone, {only[1]:,} to {second} alone; on who {counts['disagree']:,} of them are, "
        "the two have no value in common for some field.",
        markup=False,
    )
    if to:
        with open(to, "w", newline="", encoding="utf-8", opener=private.opener) as file:
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows(
                [" | ".join(one) if isinstance(one, list) else one for one in row] for row in rows
            )
        console.print(f"All {len(rows):,} differences: {to}", markup=False)
    if rows and limit:
        console.print(f"{min(limit, len(rows)):,} of {len(rows):,} differences:")
    for customer, name, ours, theirs, value, _, record, because in rows[:limit]:
        told = f"{customer} {name}: {value} survives, of {record}: {because}"
        for line in (told, *(f"    {one}" for one in (*ours, *theirs))):
            console.print(escaped(line), soft_wrap=True)
