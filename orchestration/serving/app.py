"""The web application: paths, headers, and who is let in; see `pages` and `interface`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.serving import interface, pages, requests, stewarding
from orchestration.serving.access import Token
from orchestration.serving.house import House
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.serving.tools import OverHttp

_STATIC = Path(__file__).parent / "static"
LOCAL = ("127.0.0.1", "localhost", "[::1]")
# Nothing but the page itself, its style sheet and its own forms.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Headers:
    """Puts `HEADERS` on every answer, and lets no browser or proxy keep what is personal."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                is_static = str(scope.get("path", "")).startswith("/static/")
                headers["Cache-Control"] = "max-age=300" if is_static else "no-store"
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def application(
    settings: Settings,
    started: Token | None = None,
    hosts: Sequence[str] = (),
    *,
    ahead: bool = False,
    with_mcp: bool = False,
) -> Starlette:
    """The page and the JSON interface of one company.

    `started` is the token of whoever starts the server, `hosts` are names by which it may be
    called beside this machine's own: a site that makes its name lead here is refused.
    `ahead`: see `House`. `with_mcp`: the same answers as tools of MCP too, at `/mcp`.
    """
    house = House(settings, started, ahead=ahead)
    over_http = _tools(house) if with_mcp else None

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with over_http.run() if over_http else nullcontext():
            yield
        house.snapshots.close()

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=_STATIC)),
            *interface.routes(),
            *([Route("/mcp", over_http)] if over_http else []),
            *stewarding.routes(),
            *requests.routes(),
            *pages.routes(),
        ],
        middleware=[
            Middleware(Headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *hosts], www_redirect=False),
        ],
        exception_handlers=pages.failures(),
        lifespan=running,
    )
    app.state.house = house
    return app


def _tools(house: House) -> OverHttp:
    from orchestration.serving.tools import OverHttp  # which takes memory that few need

    return OverHttp(house)
