"""What a role may see, copied to a PostgreSQL database: schema `marts`, all in one transaction.

Whoever reads there sees one build, whole, until the next is there. A mart with the columns that it
had is emptied and filled again, so that views of theirs keep working; one with other columns, or
one that is no longer published, gives way, unless a view of theirs hangs on it: then nothing is
copied, and the message says which.
"""

from __future__ import annotations

import duckdb

from orchestration import at_rest, databases, pointed, queries
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import read_manifest
from orchestration.publishing.role_snapshots import FOLDER
from orchestration.publishing.snapshot import DATABASE, sha256
from orchestration.quoting import literal, quoted
from orchestration.settings import Settings

SCHEMA = "marts"


def copy(settings: Settings, role: str, variable: str) -> dict[str, int]:
    """Copy the published snapshot of `role` to the database that an environment variable names.

    Returns the rows of each mart. Raises PublishError where the company publishes no snapshot for
    the role, it is not as it was published, or PostgreSQL refuses; databases.SourceError where the
    database cannot be reached.
    """
    folder = pointed.folder(settings.published)
    if folder is None:
        raise PublishError("Nothing is published yet. Start with: customer360 run")
    database = folder / FOLDER / role / DATABASE
    expected = read_manifest(folder).of_roles.get(database)
    if expected is None:
        raise PublishError(
            f"No snapshot is published for the role {role!r}. Name it in company.yml, under "
            "role_snapshots, and run again."
        )
    if sha256(database) != expected:
        raise PublishError(f"{database} is not the file that was published, so it is not copied.")
    with at_rest.scratch(settings) as connection:
        connection.execute("set TimeZone = 'UTC'")
        at_rest.attach(connection, database, "published")
        target = databases.attach(connection, variable, read_only=False)
        try:
            return _copy(connection, target)
        except duckdb.Error as error:
            said = [line for line in str(error).splitlines() if line.strip()]
            raise PublishError(f"Nothing was copied: {' '.join(said)[:500]}") from None


def _copy(connection: duckdb.DuckDBPyConnection, target: str) -> dict[str, int]:
    """Copy every mart to the attached `target`, or none."""
    marts = _columns(connection, "published")
    connection.execute("begin")
    try:
        connection.execute(f"create schema if not exists {target}.{SCHEMA}")
        there = _columns(connection, target)
        for gone in sorted(there.keys() - marts.keys()):
            connection.execute(f"drop table {target}.{SCHEMA}.{quoted(gone)}")
        rows = {}
        for mart, columns in marts.items():
            name, source = f"{target}.{SCHEMA}.{quoted(mart)}", f"published.marts.{quoted(mart)}"
            if there.get(mart) == columns:
                connection.execute(f"delete from {name}")
            else:
                connection.execute(f"drop table if exists {name}")
                connection.execute(f"create table {name} as from {source} limit 0")
            _describe(connection, target, mart)
            listed = ", ".join(quoted(column) for column, _ in columns)
            done = connection.execute(
                f"insert into {name} ({listed}) select {listed} from {source}"
            ).fetchone()
            rows[mart] = int(done[0]) if done else 0
        connection.execute("commit")
    except duckdb.Error:
        connection.execute("rollback")
        raise
    return rows


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str
) -> dict[str, list[tuple[str, str]]]:
    """Mart → its columns, as (name, type) in order, as they are in a database."""
    found: dict[str, list[tuple[str, str]]] = {}
    for mart, column, kind in connection.execute(
        queries.text(__file__, "columns_of.sql"), [database, SCHEMA]
    ).fetchall():
        found.setdefault(str(mart), []).append((str(column), str(kind)))
    return found


def _describe(connection: duckdb.DuckDBPyConnection, target: str, mart: str) -> None:
    """Give a table in PostgreSQL and its columns the descriptions of the mart."""
    said = connection.execute(queries.text(__file__, "comments_of.sql"), [mart, mart]).fetchall()
    place = f"{quoted(SCHEMA)}.{quoted(mart)}"
    statements = [
        f"comment on {f'column {place}.{quoted(column)}' if column else f'table {place}'} "
        f"is {literal(text)}"
        for column, text in said
    ]
    if statements:
        connection.execute(
            f"call postgres_execute({literal(target)}, {literal('; '.join(statements))})"
        )
