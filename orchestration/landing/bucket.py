"""Buckets that speak S3: which objects were delivered, and fetching one of them whole.

The objects right under the location stand for the files of a folder; what lies deeper is not ours.
An object is read in one piece, which takes about three times its size in memory.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import duckdb

from orchestration import extensions, settings
from orchestration.databases import SourceError
from orchestration.departments import Extract
from orchestration.landing.casting import literal
from orchestration.landing.delivery import Delivery, by_day
from orchestration.landing.staged import globbed


def deliveries(extract: Extract, arriving: Path) -> list[Delivery]:
    """The objects of one extract, oldest by the day in their names first.

    Each one's path is where in the folder `arriving` it will be fetched to. Raises SourceError
    when the bucket cannot be listed.
    """
    location = _location(extract)
    try:
        objects = (
            _connection(settings.object_store())
            .cursor()
            .execute(
                "select filename, size, cast(last_modified as timestamp) from read_blob(?)",
                [globbed(location) + "*"],
            )
            .fetchall()
        )
    except duckdb.Error as error:
        if "No files found" in str(error):
            return []
        raise _unreachable(extract, error) from None
    named = [(uri.removeprefix(location), size, at) for uri, size, at in objects]
    found = [
        Delivery(extract, arriving / name, size, at)
        for name, size, at in named
        if fnmatchcase(name, extract.pattern) and name and not name.startswith(".")
    ]
    return sorted(found, key=by_day)


def fetch(delivery: Delivery) -> None:
    """Fetch an object's bytes to `delivery.path`, as they are.

    Raises SourceError when it cannot be read, or has changed since it was listed.
    """
    uri = _location(delivery.extract) + delivery.path.name
    try:
        _connection(settings.object_store()).cursor().execute(
            f"copy (select content from read_blob({literal(globbed(uri))})) "
            f"to {literal(str(delivery.path))} (format blob, compression none)"
        )
    except duckdb.Error as error:
        raise _unreachable(delivery.extract, error) from None
    if (size := delivery.path.stat().st_size) != delivery.size:
        raise SourceError(
            f"{delivery.extract.name}: {delivery.path.name} was listed with {delivery.size} bytes "
            f"and read with {size}."
        )


def _location(extract: Extract) -> str:
    variable = extract.origin.location
    location = settings.location(variable)
    if not location.startswith("s3://"):
        raise SourceError(f"{extract.name}: {variable} must be set to s3://bucket/prefix.")
    return location.rstrip("/") + "/"


def _unreachable(extract: Extract, error: duckdb.Error) -> SourceError:
    said = str(error).splitlines()[0]
    return SourceError(f"{extract.name}: {extract.origin.location} cannot be read: {said}")


@cache
def _connection(store: settings.ObjectStore) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the keys; the warehouse never does."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    extensions.load(connection, "httpfs")
    connection.execute("set TimeZone = 'UTC'")
    given = {
        "key_id": store.key_id,
        "secret": store.secret,
        "session_token": store.session_token,
        "region": store.region,
        "endpoint": store.endpoint,
        "url_style": "path" if store.endpoint else "vhost",
    }
    options = "".join(f", {name} {literal(value)}" for name, value in given.items() if value)
    connection.execute(
        f"create temporary secret store (type s3, use_ssl {store.is_encrypted}{options})"
    )
    return connection
