"""Databases in PostgreSQL: departments', read where they live, and those that marts are copied to.

Views in the warehouse may read an attached database, so whoever opens the warehouse attaches what
they need: `landing.attached` lists it. Passwords go into DuckDB's secrets, never into a message.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import duckdb

from orchestration import extensions, settings
from orchestration.quoting import literal

PATIENCE_SECONDS = "10"
PAIR = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^'\s\\]|\\.)*)")


class SourceError(RuntimeError):
    """A bucket or database cannot be read; the message says which, and holds no password."""


def attach(connection: duckdb.DuckDBPyConnection, variable: str, *, read_only: bool = True) -> str:
    """Attach the database that an environment variable names; return its name in DuckDB.

    The variable holds a libpq connection string or URL. Raises SourceError when it is not set or
    the database does not answer.
    """
    name = f"source_{variable.lower()}"
    address = settings.location(variable)
    if not address:
        raise SourceError(f"{variable} is not set, so its database cannot be found.")
    known = connection.execute("select database_name from duckdb_databases()").fetchall()
    if (name,) in known:
        connection.execute("call pg_clear_cache()")
        return name
    extensions.load(connection, "postgres_scanner")
    parameters, password = _split(address, variable)
    secret = ["type postgres", *([f"password {literal(password)}"] if password else [])]
    try:
        connection.execute(f"create or replace temporary secret {name} ({', '.join(secret)})")
        connection.execute(
            f"attach if not exists {literal(parameters)} as {name} "
            f"(type postgres, secret {name}{', read_only' if read_only else ''})"
        )
    except duckdb.Error as error:
        said = str(error).rpartition('": ')[2].strip().splitlines()
        raise SourceError(f"The database of {variable} cannot be reached: {said[0]}.") from None
    return name


def attach_known(connection: duckdb.DuckDBPyConnection) -> None:
    """Attach every database that a view of this warehouse reads.

    One that does not answer is left out: its views fail when they are read, and nothing else.
    """
    try:
        known = connection.execute("select distinct location from landing.attached").fetchall()
    except duckdb.CatalogException:
        return
    for (variable,) in known:
        try:
            attach(connection, variable)
        except SourceError:
            continue


def _split(address: str, variable: str) -> tuple[str, str]:
    """A connection string without its password, and the password."""
    if "://" in address:
        try:
            url = urlsplit(address)
            given = {
                "host": unquote(url.hostname or ""),
                "port": str(url.port or ""),
                "user": unquote(url.username or ""),
                "password": unquote(url.password or ""),
                "dbname": unquote(url.path.lstrip("/")),
                **dict(parse_qsl(url.query)),
            }
        except ValueError:
            raise SourceError(f"{variable} is not a URL of a database.") from None
    elif PAIR.sub("", address).strip():
        raise SourceError(f"{variable} is neither a URL nor key=value pairs.")
    else:
        given = {key: _unescaped(value) for key, value in PAIR.findall(address)}
    password = given.pop("password", "")
    given.setdefault("connect_timeout", PATIENCE_SECONDS)
    return " ".join(f"{key}='{_escaped(value)}'" for key, value in given.items() if value), password


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1] if value.startswith("'") else value)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
