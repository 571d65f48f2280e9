"""Requests of the people whose data this is, on the page: the log, and answering them.

As on the command line, see `privacy`. Only a token with the right may; the page itself holds no
personal data, and neither does the log. The warehouse is opened for a moment, so while a run is on
the answer is to try again.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock

import duckdb
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from orchestration import sealed
from orchestration.serving import asking, pages
from orchestration.serving.asking import Asker
from orchestration.serving.house import House
from orchestration.serving.posting import Refusal, Room
from orchestration.settings import Settings

_NOT_ALLOWED = "Your token may not answer people's requests."
_DONE = {
    "restrict": "is written down: their data are used for nothing from the next run on.",
    "object": "is written down: no advertising and no profiling from the next run on.",
    "lift": "is lifted: it no longer holds from the next run on.",
    "nothing": "Nothing was in force for that person.",
    "erase": "has begun: nothing new of them is taken in. Whoever runs the house finishes it, with "
    "the command customer360 privacy resume.",
}
# One answer at a time: to this process the warehouse that it holds is free.
_ALONE = Lock()
_BUSY = (
    "A run or another request is at work. Try again in a few minutes; what is not in the log below "
    "was not written down."
)
_BUILDING = (
    "What is held is being built anew, after an erasure or before the first run. Try again once it "
    "is there; nothing was written down."
)
_LOGGED = "Whoever runs this server finds the reason in its log."
_CONFIRM = "To erase somebody, write erase into the field beside the button."


class NotConfirmedError(ValueError):
    """An erasure was not confirmed."""


class BuildingError(RuntimeError):
    """What is held is being built anew, so nobody can be looked up."""


def routes() -> list[Route]:
    return [
        Route("/requests", _ROOM.page(_page), methods=["GET"]),
        Route("/requests/answer", _ROOM.posted(_answer), methods=["POST"]),
    ]


def _page(request: Request, asker: Asker) -> Response:
    what, number = request.query_params.get("did", ""), request.query_params.get("number", "")
    done = f"{number[:40]} {_DONE[what]}".strip() if what in _DONE else ""
    return _show(request, asker, done=done)


def _show(
    request: Request, asker: Asker, wrong: str = "", status: int = 200, *, done: str = ""
) -> Response:
    from orchestration.privacy import erasing, log

    house = asking.house_of(request)
    with house.snapshots.current() as snapshot:
        build = snapshot.build
    return pages.render(
        request,
        "requests",
        asker,
        status,
        build=build,
        today=house.today(),
        requests=tuple(reversed(log.every(house.settings)))[:200],
        unfinished=frozenset(erasing.pending(house.settings)),
        person=request.query_params.get("person", "")[:200],
        done=done,
        wrong=wrong,
    )


def _answer(house: House, asker: Asker, form: dict[str, str]) -> Response:
    """Do what a form asks for the one person whom it names."""
    from orchestration import warehouse
    from orchestration.privacy import finding

    kind, said = form.get("kind", ""), form.get("person", "").strip()[:200]
    act = _ACTS.get(kind)
    if act is None:
        raise NotConfirmedError("Say what is asked for.")
    if kind == "erase" and form.get("confirmed", "").strip().lower() != "erase":
        raise NotConfirmedError(_CONFIRM)
    with _ALONE, warehouse.hold(house.settings):
        if not house.settings.warehouse.exists():
            raise BuildingError(_BUILDING)
        with warehouse.connect(house.settings) as connection:
            customer_id = finding.one(connection, house.settings, said)
        return act(house.settings, customer_id, house.today())


def _asked(kind: str, settings: Settings, customer_id: str, day: date) -> Response:
    from orchestration import warehouse
    from orchestration.privacy import restrictions

    with warehouse.connect(settings) as connection:
        number = restrictions.ask(connection, settings, kind, [customer_id], day)
    return _to_page(kind, number)


def _lift(settings: Settings, customer_id: str, day: date) -> Response:
    from orchestration import warehouse
    from orchestration.privacy import restrictions

    with warehouse.connect(settings) as connection:
        ended = restrictions.lift(connection, settings, [customer_id], day)
    return _to_page("lift" if ended else "nothing", ended[0] if ended else "")


def _erase(settings: Settings, customer_id: str, day: date) -> Response:
    from orchestration.privacy import erasing

    number, _ = erasing.begin(settings, [customer_id], day)
    return _to_page("erase", number)


def _export(settings: Settings, customer_id: str, day: date) -> Response:
    """Everything held of a person, as one archive of the two files; nothing stays behind."""
    from orchestration.privacy import exporting, log

    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(dir=sealed.scratch(settings.build / "exports")) as folder:
        done = exporting.write(settings, customer_id, Path(folder), day)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in (done.json, done.page):
                archive.write(path, path.name)
    log.finish(settings, log.receive(settings, "export", [customer_id], day), day)
    return Response(
        packed.getvalue(),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{customer_id}.zip"'},
    )


_ACTS: dict[str, Callable[[Settings, str, date], Response]] = {
    "restrict": partial(_asked, "restrict"),
    "object": partial(_asked, "object"),
    "lift": _lift,
    "export": _export,
    "erase": _erase,
}


def _to_page(did: str, number: str) -> Response:
    return RedirectResponse(f"/requests?did={did}&number={number}", 303)


def _refusals() -> dict[type[Exception], Refusal]:
    from orchestration import at_rest, publishing, warehouse
    from orchestration.journal import JournalError
    from orchestration.privacy import erasing, fates, finding, keys

    return {
        NotConfirmedError: Refusal(400),
        finding.NobodyError: Refusal(400),
        finding.SeveralError: Refusal(400),
        BuildingError: Refusal(503),
        warehouse.WarehouseBusyError: Refusal(503, _BUSY),
        duckdb.IOException: Refusal(503, _BUSY),
        publishing.PublishError: Refusal(503, f"Nothing is published to make a copy of. {_LOGGED}"),
        JournalError: Refusal(500, f"The log of requests cannot be read. {_LOGGED}"),
        keys.KeyMissingError: Refusal(
            500, f"The key of the requests is missing, so nobody can be answered. {_LOGGED}"
        ),
        fates.FateError: Refusal(500, f"The rules of erasure are not in order. {_LOGGED}"),
        erasing.ErasureError: Refusal(500, f"The erasure could not begin. {_LOGGED}"),
        at_rest.AtRestError: Refusal(500, f"The data cannot be opened. {_LOGGED}"),
        duckdb.Error: Refusal(500, f"The request could not be answered. {_LOGGED}"),
        OSError: Refusal(500, f"The request could not be written down. {_LOGGED}"),
    }


_ROOM = Room(lambda viewer: viewer.may_answer_requests, _NOT_ALLOWED, _refusals, _show)
