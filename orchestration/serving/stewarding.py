"""The one thing that is written: a steward's decision, to the decisions file, with their name.

It is in force after the next run and is undone by another line, as on the command line; see
`identity.stewardship`. Only a token with the right may, and only by a form of ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from orchestration.serving import asking, pages
from orchestration.serving.asking import Asker
from orchestration.serving.house import House

_DONE = {
    "link": "is written: they are one customer after the next run.",
    "unlink": "is written: they are two customers after the next run.",
    "undo": "is taken back after the next run.",
}
_OPEN = 50  # questions that are listed
_NOT_ALLOWED = "Your token may not decide who is one customer."
_NOT_OURS = "The form is not of this session. Open the page again and repeat it."


def routes() -> list[Route]:
    return [
        Route("/stewarding", _page, methods=["GET"]),
        Route("/stewarding/decide", _posted(_decide), methods=["POST"]),
        Route("/stewarding/undo", _posted(_undo), methods=["POST"]),
    ]


def _page(request: Request) -> Response:
    asker = None
    try:
        asker = asking.asker_of(request)
        if asker is None:
            return pages.ask_for_token(request)
        if not asker.viewer.may_steward:
            return pages.problem(request, 403, _NOT_ALLOWED, asker)
        what, number = request.query_params.get("did", ""), request.query_params.get("number", "")
        return _show(request, asker, f"{number} {_DONE[what]}" if what in _DONE else "")
    except asking.FAILURES as error:
        return pages.problem(request, *asking.told(error), asker)


def _show(
    request: Request, asker: Asker, done: str, wrong: str = "", status: int = 200
) -> Response:
    from orchestration.identity.stewardship.decisions import DecisionsError, listed

    house = asking.house_of(request)
    with house.seen_by(asker.viewer) as seen:
        build, queue = seen.snapshot.build, seen.rows("review_queue", most=_OPEN)
    try:
        found = listed(house.settings.decisions, build.measured_on)
    except DecisionsError as error:
        found, wrong, status = (), str(error), 500
    given = request.query_params
    return pages.render(
        request,
        "stewarding",
        asker,
        status,
        build=build,
        decisions=tuple(reversed(found))[:200],
        queue=queue,
        done=done,
        wrong=wrong,
        record_a=given.get("a", "")[:200],
        record_b=given.get("b", "")[:200],
    )


def _posted(
    act: Callable[[House, Asker, dict[str, str]], tuple[str, str]],
) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        form = await pages.form_of(request)
        return await run_in_threadpool(_act, request, form, act)

    return endpoint


def _act(
    request: Request,
    form: dict[str, str],
    act: Callable[[House, Asker, dict[str, str]], tuple[str, str]],
) -> Response:
    from orchestration.identity.stewardship.decisions import DecisionsError

    asker = None
    try:
        asker = asking.asker_of(request)
        if asker is None:
            return pages.ask_for_token(request)
        if not asker.viewer.may_steward:
            return pages.problem(request, 403, _NOT_ALLOWED, asker)
        # A token comes with the request itself; a session's cookie comes by itself.
        if asker.form_key and not hmac.compare_digest(
            form.get("form_key", "").encode(), asker.form_key.encode()
        ):
            return pages.problem(request, 403, _NOT_OURS, asker)
        did, number = act(asking.house_of(request), asker, form)
        return RedirectResponse(f"/stewarding?did={did}&number={number}", 303)
    except DecisionsError as error:
        assert asker is not None
        return _show(request, asker, "", str(error), 400)
    except asking.FAILURES as error:
        return pages.problem(request, *asking.told(error), asker)


def _decide(house: House, asker: Asker, form: dict[str, str]) -> tuple[str, str]:
    from orchestration.identity.stewardship import deciding

    a, b = (form.get(name, "").strip()[:200] for name in ("record_a", "record_b"))
    ends = form.get("expires", "").strip()
    try:
        expires_on = date.fromisoformat(ends) if ends else None
    except ValueError:
        raise deciding.DecisionsError("The day must be written YYYY-MM-DD.") from None
    with house.seen_by(asker.viewer) as seen:
        known = {
            row["record_id"]: row["customer_id"]
            for row in seen.rows("records", record_a=a, record_b=b)
        }
        for number in known.values():
            if seen.one("customer", customer_id=number) is None:
                raise deciding.DecisionsError("That customer is not shown to your role.")
    decision = form.get("decision", "")
    done = deciding.decide(
        house.settings.decisions, known, decision, a, b, _author(house, asker, form), expires_on
    )
    return decision, done.decision_id


def _undo(house: House, asker: Asker, form: dict[str, str]) -> tuple[str, str]:
    from orchestration.identity.stewardship import deciding

    number = form.get("decision_id", "").strip()[:40]
    deciding.undo(house.settings.decisions, number, _author(house, asker, form))
    return "undo", number


def _author(house: House, asker: Asker, form: dict[str, str]) -> Any:
    from orchestration.identity.stewardship import deciding

    reason = " ".join(form.get("reason", "").split())[:500]
    return deciding.Author(asker.viewer.name, reason, house.today())
