"""Buckets that speak S3: which objects were delivered, and fetching one of them.

The objects right under the location stand for the files of a folder; what lies deeper is not ours.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from orchestration import settings
from orchestration.company.departments import Extract
from orchestration.databases import SourceError
from orchestration.landing import s3
from orchestration.landing.archive import CHUNK
from orchestration.landing.delivery import Delivery, by_day, is_of


def deliveries(extract: Extract, arriving: Path) -> list[Delivery]:
    """The objects of one extract, oldest by the day in their names first.

    Each one's path is where in the folder `arriving` it will be fetched to. Raises SourceError
    when the bucket cannot be listed.
    """
    bucket, prefix = _location(extract)
    try:
        found = [
            Delivery(extract, arriving / name, one.size, one.modified_at)
            for one in s3.objects(settings.object_store(), bucket, prefix)
            for name in [one.key.removeprefix(prefix)]
            if is_of(name, extract) and name and not name.startswith(".")
        ]
    except OSError as error:
        raise _unreadable(extract, error) from None
    return sorted(found, key=by_day)


def fetch(delivery: Delivery) -> None:
    """Fetch an object's bytes to `delivery.path`, as they are, a megabyte at a time.

    Raises SourceError when it cannot be read, or has changed since it was listed.
    """
    bucket, prefix = _location(delivery.extract)
    try:
        with (
            s3.opened(settings.object_store(), bucket, prefix + delivery.path.name) as read,
            delivery.path.open("wb") as write,
        ):
            shutil.copyfileobj(read, write, CHUNK)
    except OSError as error:
        raise _unreadable(delivery.extract, error) from None
    if (size := delivery.path.stat().st_size) != delivery.size:
        raise SourceError(
            f"{delivery.extract.name}: {delivery.path.name} was listed with {delivery.size} bytes "
            f"and read with {size}."
        )


def beside(extract: Extract) -> dict[str, tuple[int, datetime]]:
    """Size in bytes and time, UTC, of every object of the location, by name.

    Raises SourceError when the bucket cannot be listed.
    """
    bucket, prefix = _location(extract)
    try:
        found = s3.objects(settings.object_store(), bucket, prefix)
        return {o.key.removeprefix(prefix): (o.size, o.modified_at) for o in found}
    except OSError as error:
        raise _unreadable(extract, error) from None


def read(extract: Extract, name: str, most: int) -> bytes:
    """The bytes of a small object, `most` of them. Raises SourceError when it cannot be read."""
    bucket, prefix = _location(extract)
    try:
        with s3.opened(settings.object_store(), bucket, prefix + name) as found:
            return bytes(found.read(most))
    except OSError as error:
        raise _unreadable(extract, error) from None


def _location(extract: Extract) -> tuple[str, str]:
    """Bucket, and the prefix of its objects: empty, or ending in a slash."""
    variable = extract.origin.location
    kind, _, location = settings.location(variable).partition("s3://")
    bucket, _, prefix = location.partition("/")
    if kind or not bucket:
        raise SourceError(f"{extract.name}: {variable} must be set to s3://bucket/prefix.")
    prefix = prefix.strip("/")
    return bucket, f"{prefix}/" if prefix else ""


def _unreadable(extract: Extract, error: OSError) -> SourceError:
    return SourceError(f"{extract.name}: {extract.origin.location} cannot be read: {error}.")
