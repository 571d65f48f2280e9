"""Where alerts go: a file that gains one JSON object a line, or a URL that each is posted to."""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orchestration import private

TIMEOUT_SECONDS = 10.0
PAUSES_SECONDS = (0.5, 2.0)  # before the second and the third attempt
_AGAIN = {408, 425, 429, 500, 502, 503, 504}

Take = Callable[[str, str], None]


def line(record: Mapping[str, Any]) -> str:
    """A record as one line of JSON; its `raised_at`, a moment of UTC, in ISO 8601."""
    moment: datetime = record["raised_at"]
    return json.dumps({**record, "raised_at": f"{moment.replace(tzinfo=None).isoformat()}Z"})


class AlertError(RuntimeError):
    """An alert could not be handed over; the message holds neither the alert nor the URL."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirected POST arrives as a GET without a body, so it is an error instead."""


def taker(target: str) -> Take:
    """What takes one alert, as (number, JSON), for good, or raises AlertError.

    `target` is an http or https URL, or the path of a file.
    """
    if urlsplit(target).scheme in ("http", "https"):
        return lambda number, line: _post(target, number, line)
    if "://" in target:
        raise AlertError("CUSTOMER360_ALERTS must be a file's path or an http or https URL.")
    return lambda _, line: _append(Path(target).expanduser(), line)


def _append(path: Path, line: str) -> None:
    """One write of one line, so that nobody reads half of it; cut back where the disk is full."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, private.FILE)
        try:
            content = f"{line}\n".encode()
            size = os.fstat(handle).st_size
            if os.write(handle, content) != len(content):
                os.ftruncate(handle, size)
                raise OSError("the disk is full")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise AlertError(f"The file of CUSTOMER360_ALERTS cannot be written: {error}.") from error


def _post(url: str, number: str, line: str) -> None:
    request = urllib.request.Request(  # noqa: S310 (the scheme was looked at)
        url,
        data=line.encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": number},
    )
    opener = urllib.request.build_opener(_NoRedirect)
    for pause in (*PAUSES_SECONDS, None):
        try:
            opener.open(request, timeout=TIMEOUT_SECONDS).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
            problem, is_passing = f"answered {error.code}", error.code in _AGAIN
        except (OSError, http.client.HTTPException) as error:
            problem, is_passing = f"did not answer ({type(error).__name__})", True
        except ValueError:
            problem, is_passing = "is no URL", False
        if pause is None or not is_passing:
            raise AlertError(f"The URL of CUSTOMER360_ALERTS {problem}.") from None
        time.sleep(pause)
