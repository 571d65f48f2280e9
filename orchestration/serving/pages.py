"""The pages: every view through its template, signing in and out, and failures in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from orchestration.serving import asking, builds, formats
from orchestration.serving.asking import Asker
from orchestration.serving.sessions import LONGEST
from orchestration.serving.views import VIEWS, View

LARGEST_FORM = 16_384  # bytes
_NAVIGATION = (
    ("/", "What changed"),
    ("/customers", "Customers"),
    ("/asset", "Growth"),
    ("/journeys", "Journeys"),
    ("/voice", "Voice"),
    ("/conversation", "Conversation"),
    ("/alerts", "Alerts"),
    ("/quality", "Quality"),
    ("/builds", "Builds"),
    ("/words", "Words"),
)
_SIGN_IN = "Sign in with a token. Whoever runs the server makes one with: customer360 token add"


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=formats.finalize,
    )
    made.filters.update(formats.FILTERS)
    made.filters["path"] = lambda value: quote(str(value), safe="")
    made.filters["query"] = lambda values: urlencode(values)
    return made


TEMPLATES = _templates()


def routes() -> list[Route]:
    """Every page."""
    return [
        *(Route(asking.route_path(view.path), _endpoint(view)) for view in VIEWS),
        Route("/builds", _builds),
        Route("/sign-in", _sign_in, methods=["GET"]),
        Route("/sign-in", _signed_in, methods=["POST"]),
        Route("/sign-out", _sign_out, methods=["POST"]),
    ]


def failures() -> Mapping[Any, Callable[[Request, Exception], Response]]:
    """What is said where no page answers."""

    def failed(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        said = {
            400: "The form is none of this page's.",
            404: "There is no such page.",
            405: "That cannot be done here.",
            413: "The form is larger than any of this page's.",
        }
        text = said.get(status, "The page could not be made.")
        if request.url.path.startswith("/api"):
            from orchestration.serving.interface import respond

            return respond({"problem": text}, status)
        return problem(request, status, text)

    return {HTTPException: failed, 500: failed}


def render(
    request: Request, template: str, asker: Asker | None, status: int = 200, **said: Any
) -> HTMLResponse:
    """A page. `said` is what its template needs beside who asks and where they are."""
    house = asking.house_of(request)
    text = TEMPLATES.get_template(f"{template}.html.jinja").render(
        company=house.company,
        navigation=_NAVIGATION,
        asker=asker,
        here=request.url.path,
        trouble=house.snapshots.trouble if asker else "",
        **said,
    )
    return HTMLResponse(text, status)


def problem(request: Request, status: int, text: str, asker: Asker | None = None) -> HTMLResponse:
    """A page that says why there is none."""
    title = HTTPStatus(status).phrase
    return render(request, "problem", asker, status, build=None, title=title, text=text)


def _endpoint(view: View) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        asker = None
        try:
            asker = asking.asker_of(request)
            if asker is None:
                return ask_for_token(request)
            with asking.house_of(request).seen_by(asker.viewer) as seen:
                answer = asking.answer_to(request, view, seen)
                if moved := answer.data.get("replaced_by"):
                    return RedirectResponse(f"/customers/{quote(moved)}", 303)
                return render(
                    request,
                    view.template,
                    asker,
                    build=seen.snapshot.build,
                    seen=seen,
                    answer=answer,
                    **answer.data,
                )
        except asking.FAILURES as error:
            return problem(request, *asking.told(error), asker)

    return endpoint


def _builds(request: Request) -> Response:
    try:
        asker = asking.asker_of(request)
        if asker is None:
            return ask_for_token(request)
        house = asking.house_of(request)
        with house.snapshots.current() as snapshot:
            kept = builds.kept(house.settings)
            return render(request, "builds", asker, build=snapshot.build, builds=kept)
    except asking.FAILURES as error:
        return problem(request, *asking.told(error))


def ask_for_token(request: Request, said: str = "") -> Response:
    """The page to sign in on, which leads back to where somebody wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return render(
        request, "sign_in", None, 401, build=None, text=said or _SIGN_IN,
        wanted=wanted if request.method == "GET" and not said else "/",
    )  # fmt: skip


def _sign_in(request: Request) -> Response:
    """The form; or, with the link that the terminal shows, the session itself."""
    if secret := request.query_params.get("token", ""):
        return _begin(request, secret, "/")
    return render(request, "sign_in", None, build=None, text=_SIGN_IN, wanted="/")


async def _signed_in(request: Request) -> Response:
    form = await form_of(request)
    return await run_in_threadpool(_begin, request, form.get("token", ""), form.get("wanted", "/"))


def _begin(request: Request, secret: str, wanted: str) -> Response:
    doors = asking.house_of(request).doorkeeper
    try:
        token = doors.token(secret.strip())
    except asking.FAILURES as error:
        return problem(request, *asking.told(error))
    if token is None:
        return ask_for_token(request, "That token does not hold. Ask for a new one.")
    # A page of ours, and nothing that a browser takes for another host.
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/sign-"))
    done = RedirectResponse(wanted if is_ours and wanted.isprintable() else "/", 303)
    done.set_cookie(
        asking.cookie_of(request),
        doors.begin(token),
        max_age=int(LONGEST),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return done


async def _sign_out(request: Request) -> Response:
    """Ends the session; another site cannot, because it sends no cookie here."""
    name = asking.cookie_of(request)
    asking.house_of(request).doorkeeper.end(request.cookies.get(name, ""))
    done = RedirectResponse("/sign-in", 303)
    done.delete_cookie(name, path="/", httponly=True, samesite="strict")
    return done


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours, each once. Raises HTTPException where it is none of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise HTTPException(413)
    try:
        return dict(
            parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=40)
        )
    except ValueError as error:
        raise HTTPException(400) from error
