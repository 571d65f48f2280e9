"""The one thing that is written: a steward's decision, to the decisions file, with their name.

It is in force after the next run and is undone by another line, as on the command line; see
`identity.stewardship`. Only a token with the right may, and only by a form of ours.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from orchestration.serving import asking, pages
from orchestration.serving.asking import Asker
from orchestration.serving.house import House
from orchestration.serving.posting import Refusal, Room

_DONE = {
    "link": "is written: they are one customer after the next run.",
    "unlink": "is written: they are two customers after the next run.",
    "undo": "is taken back after the next run.",
}
_OPEN = 50  # questions that are listed
_NOT_ALLOWED = "Your token may not decide who is one customer."


def routes() -> list[Route]:
    return [
        Route("/stewarding", _ROOM.page(_page), methods=["GET"]),
        Route("/stewarding/decide", _ROOM.posted(_decide), methods=["POST"]),
        Route("/stewarding/undo", _ROOM.posted(_undo), methods=["POST"]),
    ]


def _page(request: Request, asker: Asker) -> Response:
    what, number = request.query_params.get("did", ""), request.query_params.get("number", "")
    return _show(request, asker, done=f"{number} {_DONE[what]}" if what in _DONE else "")


def _show(
    request: Request, asker: Asker, wrong: str = "", status: int = 200, *, done: str = ""
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


def _decide(house: House, asker: Asker, form: dict[str, str]) -> Response:
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
    return _to_page(decision, done.decision_id)


def _undo(house: House, asker: Asker, form: dict[str, str]) -> Response:
    from orchestration.identity.stewardship import deciding

    number = form.get("decision_id", "").strip()[:40]
    deciding.undo(house.settings.decisions, number, _author(house, asker, form))
    return _to_page("undo", number)


def _to_page(did: str, number: str) -> Response:
    return RedirectResponse(f"/stewarding?did={did}&number={number}", 303)


def _author(house: House, asker: Asker, form: dict[str, str]) -> Any:
    from orchestration.identity.stewardship import deciding

    reason = " ".join(form.get("reason", "").split())[:500]
    return deciding.Author(asker.viewer.name, reason, house.today())


def _refusals() -> dict[type[Exception], Refusal]:
    from orchestration.identity.stewardship.decisions import DecisionsError

    return {DecisionsError: Refusal(400)}


_ROOM = Room(lambda viewer: viewer.may_steward, _NOT_ALLOWED, _refusals, _show)
