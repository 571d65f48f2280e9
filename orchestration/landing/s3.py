"""A plain client of what speaks S3: the objects under a prefix, and one of them as a stream.

DuckDB's httpfs was the alternative. It reads an object in one piece, which takes three times its
size in memory, and takes what follows a `?` in a name for options. Requests are signed as AWS asks.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import quote, unquote_plus
from xml.etree import ElementTree

from orchestration.settings import ObjectStore

TIMEOUT_SECONDS = 60.0
_EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Object:
    """One object: its key, its size in bytes, and when it was last written, in UTC."""

    key: str
    size: int
    modified_at: datetime


def objects(store: ObjectStore, bucket: str, prefix: str) -> Iterator[Object]:
    """The objects right under a prefix, page by page; what lies behind a further `/` is left out.

    Raises OSError, with neither keys nor signature in it, when the bucket cannot be listed.
    """
    asked = {"list-type": "2", "delimiter": "/", "encoding-type": "url", "prefix": prefix}
    while True:
        with opened(store, bucket, "", asked) as response:
            try:
                page = ElementTree.fromstring(response.read())  # noqa: S314 (the store we were told)
            except ElementTree.ParseError:
                raise OSError("the answer is no list of objects") from None
        for found in page.iterfind("{*}Contents"):
            modified = datetime.fromisoformat(found.findtext("{*}LastModified", ""))
            yield Object(
                unquote_plus(found.findtext("{*}Key", "")),
                int(found.findtext("{*}Size", "0")),
                modified.astimezone(UTC).replace(tzinfo=None),
            )
        token = page.findtext("{*}NextContinuationToken")
        if not token:
            return
        asked["continuation-token"] = token


@contextmanager
def opened(
    store: ObjectStore, bucket: str, key: str, query: dict[str, str] | None = None
) -> Iterator[HTTPResponse]:
    """The answer to a GET, to be read piece by piece.

    Raises OSError, with neither keys nor signature in it, when the store refuses or breaks off.
    """
    host = store.endpoint or f"{bucket}.s3.{store.region}.amazonaws.com"
    path = quote(f"/{bucket}/{key}" if store.endpoint else f"/{key}", safe="/-_.~")
    asked = "&".join(f"{k}={quote(v, safe='-_.~')}" for k, v in sorted((query or {}).items()))
    kind = HTTPSConnection if store.is_encrypted else HTTPConnection
    connection = kind(host, timeout=TIMEOUT_SECONDS)
    try:
        headers = signed(store, host, path, asked, datetime.now(UTC))
        connection.request("GET", f"{path}?{asked}" if asked else path, headers=headers)
        response = connection.getresponse()
        if response.status != 200:
            raise OSError(f"the store answered {response.status} {response.reason}")
        yield response
    except HTTPException as error:
        raise OSError(f"the answer broke off ({type(error).__name__})") from None
    finally:
        connection.close()


def signed(store: ObjectStore, host: str, path: str, query: str, now: datetime) -> dict[str, str]:
    """The headers of a GET; `path` and `query` as they are sent. Unsigned where there is no key.

    Source: AWS, "Authenticating Requests: Using the Authorization Header (Signature Version 4)".
    """
    moment = f"{now:%Y%m%dT%H%M%SZ}"
    headers = {"host": host, "x-amz-content-sha256": _EMPTY, "x-amz-date": moment}
    if store.session_token:
        headers["x-amz-security-token"] = store.session_token
    if not store.key_id:
        return headers
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(("GET", path, query, listed, names, _EMPTY))
    scope = f"{now:%Y%m%d}/{store.region}/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{store.secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return headers | {
        "authorization": f"AWS4-HMAC-SHA256 Credential={store.key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={key.hex()}"
    }
