"""Who is asking: by a token with every question, or by a browser's session that a token began.

A session lives in the memory of the server, so that it ends with it. The browser holds a random
number that no script can read and no other site can send; each form carries a second one.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.serving import access
from orchestration.serving.access import Token
from orchestration.serving.seeing import Viewer
from orchestration.settings import Settings

LONGEST = 12 * 3600.0  # seconds
_MOST = 1000  # sessions at once; the oldest give way


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `form_key` is what its forms have to say."""

    token_id: str
    form_key: str
    until: float


class Doorkeeper:
    """Lets in whoever has a token that holds now. Threads may share it."""

    def __init__(
        self, settings: Settings, today: Callable[[], date], started: Token | None = None
    ) -> None:
        self._settings, self._today, self._started = settings, today, started
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()
        self._read: tuple[object, tuple[Token, ...]] = (None, ())

    def token(self, secret: str) -> Token | None:
        """The token of a secret, if it holds today. Raises access.TokenError."""
        return access.holder(self._tokens(), secret, self._today())

    def begin(self, token: Token) -> str:
        """Begin a session; return the number that the browser keeps."""
        number = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._sessions) >= _MOST:
                self._sessions.pop(next(iter(self._sessions)))
            self._sessions[number] = Session(
                token.token_id, secrets.token_urlsafe(24), time.monotonic() + LONGEST
            )
        return number

    def end(self, number: str) -> None:
        with self._lock:
            self._sessions.pop(number, None)

    def session(self, number: str) -> tuple[Viewer, Session] | None:
        """Whose session it is, if its token still holds. Raises access.TokenError."""
        with self._lock:
            found = self._sessions.get(number)
            if found is None or found.until < time.monotonic():
                self._sessions.pop(number, None)
                return None
        day = self._today()
        for token in self._tokens():
            if token.token_id == found.token_id and not (
                token.expires_on and token.expires_on <= day
            ):
                return token.viewer(), found
        return None

    def _tokens(self) -> tuple[Token, ...]:
        """Those of the file as it is now, and the one the server was started with."""
        state = _state(access.path(self._settings))
        if self._read[0] != state or state is None:
            self._read = (state, access.known(self._settings))
        return (*self._read[1], *((self._started,) if self._started else ()))


def _state(path: Path) -> tuple[int, ...] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns
