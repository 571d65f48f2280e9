"""What a request says about who asks, for what, and how its failures are told."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import duckdb
from starlette.requests import Request

from orchestration.activation.published import NothingPublishedError
from orchestration.activation.roles import UnknownRoleError
from orchestration.serving.access import TokenError
from orchestration.serving.answers import Answer, NothingFoundError
from orchestration.serving.house import House
from orchestration.serving.seeing import Seen, TooLongError, Viewer
from orchestration.serving.views import BadQuestionError, View

# What can go wrong with a question → the status it gets.
STATUS: dict[type[Exception], int] = {
    BadQuestionError: 400,
    UnknownRoleError: 403,
    NothingFoundError: 404,
    NothingPublishedError: 503,
    TokenError: 503,
    TooLongError: 503,
}
FAILURES: tuple[type[Exception], ...] = (*STATUS, duckdb.Error)
_LOG = logging.getLogger(__name__)


def told(error: Exception) -> tuple[int, str]:
    """The status of a failure and what is said of it.

    Nothing that a database says of rows, and nothing of files and commands: these are for whoever
    runs the server, and stand in its log.
    """
    if isinstance(error, duckdb.CatalogException):
        return 503, (
            "The published build is of another version and lacks what this asks for. The next run "
            "publishes one that has it."
        )
    if isinstance(error, TokenError):
        _LOG.error("The tokens cannot be read: %s", error)
        return 503, "The tokens cannot be read. Whoever runs this server finds out why in its log."
    if isinstance(error, duckdb.Error):
        _LOG.error("A question failed: %s", type(error).__name__)
        return 500, "The question could not be answered."
    return next(code for kind, code in STATUS.items() if isinstance(error, kind)), str(error)


@dataclass(frozen=True)
class Asker:
    """Who asks; `form_key` is that of a browser's session, empty with a token."""

    viewer: Viewer
    form_key: str = ""


def house_of(request: Request) -> House:
    house = request.app.state.house
    assert isinstance(house, House)
    return house


def asker_of(request: Request) -> Asker | None:
    """Who asks, by a token or by a session; None for nobody we know.

    A wrong token is nobody, whatever session comes with it. Raises TokenError.
    """
    doors = house_of(request).doorkeeper
    said = request.headers.get("authorization", "")
    if said:
        kind, _, secret = said.partition(" ")
        token = doors.token(secret.strip()) if kind.lower() == "bearer" else None
        return Asker(token.viewer()) if token else None
    found = doors.session(request.cookies.get(cookie_of(request), ""))
    return Asker(found[0], found[1].form_key) if found else None


def cookie_of(request: Request) -> str:
    """The name of the session's cookie: browsers do not tell the ports of a host apart."""
    return f"customer360_{request.url.port or 80}"


def answer_to(request: Request, view: View, seen: Seen) -> Answer:
    """What a view says to a request. Raises BadQuestionError and NothingFoundError."""
    given = {**request.query_params, **{key: str(v) for key, v in request.path_params.items()}}
    return view.answer(seen, house_of(request).company, given)


def route_path(path: str) -> str:
    """A view's path for the router: its last part may hold slashes, as departments' ids do."""
    return path.replace("_id}", "_id:path}")
