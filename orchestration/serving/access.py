"""Who may look: tokens, each of one role, of which only the hash is kept.

A token is 256 random bits, shown once when it is made. The file of tokens is private to its owner,
is only added to, and is read anew when it changes, so that a token that is revoked is refused by a
server that runs. Being random, a token needs no slow hash: nobody can guess it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from orchestration import private
from orchestration.serving.seeing import Viewer
from orchestration.settings import Settings

_PREFIX = "c360_"


class TokenError(ValueError):
    """A token, or the file of them, cannot be used; the message says why."""


@dataclass(frozen=True)
class Token:
    """A token that was given out: its number, for whom, and the hash of its secret.

    `expires_on` is the first day on which it no longer holds.
    """

    token_id: str
    name: str
    role: str
    may_steward: bool
    made_on: date
    expires_on: date | None
    sha256: str
    may_answer_requests: bool = False

    def viewer(self) -> Viewer:
        return Viewer(self.role, self.name, self.may_steward, self.may_answer_requests)


def path(settings: Settings) -> Path:
    """The file of tokens: beside the journals, which outlive a build."""
    return settings.archive / "access" / "tokens.jsonl"


def add(
    settings: Settings, viewer: Viewer, day: date, *, expires_on: date | None = None
) -> tuple[Token, str]:
    """Make a token and write down its hash; return it with its secret, which nothing keeps.

    Raises TokenError where nobody is named, it would expire at once, or the file is damaged.
    """
    if not viewer.name.strip():
        raise TokenError("A token is somebody's: give a name.")
    if expires_on is not None and expires_on <= day:
        raise TokenError(f"{expires_on} has come already.")
    known(settings)
    secret = _PREFIX + secrets.token_urlsafe(32)
    made = _given(f"T-{secrets.token_hex(4).upper()}", viewer, day, expires_on, secret)
    _append(settings, asdict(made) | {"event": "made"})
    return made, secret


def revoke(settings: Settings, token_id: str) -> Token:
    """Take a token back. Raises TokenError where none of that number holds."""
    for token in known(settings):
        if token.token_id == token_id.strip().upper():
            _append(settings, {"event": "revoked", "token_id": token.token_id})
            return token
    raise TokenError(f"There is no token {token_id!r}. See: customer360 token list")


def known(settings: Settings) -> tuple[Token, ...]:
    """Every token that was not revoked, also expired ones, in the order they were made.

    Raises TokenError where the file is damaged.
    """
    found: dict[str, Token] = {}
    try:
        lines = path(settings).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenError(f"{path(settings)} cannot be read.") from error
    for number, line in enumerate(lines, start=1):
        try:
            said = json.loads(line)
            if said["event"] == "revoked":
                found.pop(said["token_id"], None)
            else:
                found[said["token_id"]] = _token(said)
        except (ValueError, KeyError, TypeError) as error:
            raise TokenError(f"{path(settings)}, line {number}: this is no token.") from error
    return tuple(found.values())


def holder(tokens: Iterable[Token], secret: str, day: date) -> Token | None:
    """The token of a secret that holds on a day, or None."""
    wanted = _hash(secret)
    found = None
    for token in tokens:  # every one is compared, so that the time taken says nothing
        if hmac.compare_digest(token.sha256, wanted) and not (
            token.expires_on and token.expires_on <= day
        ):
            found = token
    return found


def temporary(viewer: Viewer, day: date) -> tuple[Token, str]:
    """A token that no file holds, for whoever starts the server; and its secret."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    return _given("T-STARTED", viewer, day, None, secret), secret


def _given(number: str, viewer: Viewer, day: date, expires_on: date | None, secret: str) -> Token:
    return Token(
        number,
        viewer.name.strip(),
        viewer.role,
        viewer.may_steward,
        day,
        expires_on,
        _hash(secret),
        viewer.may_answer_requests,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _token(said: dict[str, object]) -> Token:
    ends = said["expires_on"]
    return Token(
        str(said["token_id"]),
        str(said["name"]),
        str(said["role"]),
        said["may_steward"] is True,
        date.fromisoformat(str(said["made_on"])),
        date.fromisoformat(str(ends)) if ends is not None else None,
        str(said["sha256"]),
        said.get("may_answer_requests") is True,
    )


def _append(settings: Settings, event: dict[str, object]) -> None:
    target = path(settings)
    private.folder(target.parent)
    with open(target, "a", encoding="utf-8", opener=private.opener) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(event, default=str) + "\n")
