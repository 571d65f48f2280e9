"""Forms that write something: who may send one, and what is said where it is refused."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from orchestration.serving import asking, pages
from orchestration.serving.asking import Asker
from orchestration.serving.house import House
from orchestration.serving.seeing import Viewer

_NOT_OURS = "The form is not of this session. Open the page again and repeat it."
Act = Callable[[House, Asker, dict[str, str]], Response]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refusal:
    """The status of a failure, and what the page says of it.

    Without `words` the error's own sentence is shown: it is about what somebody wrote in the form.
    What fails for any other reason has words of the page's, as the error's own name files and
    commands that whoever reads a page has no hand on; these go to the server's log.
    """

    status: int
    words: str = ""


@dataclass(frozen=True)
class Room:
    """A page with forms: who may use it, and how it is shown again with what went wrong.

    `refusals` gives the errors that it shows as a sentence; it is asked once something went wrong,
    so that no page waits for what only a form needs.
    """

    may: Callable[[Viewer], bool]
    not_allowed: str
    refusals: Callable[[], Mapping[type[Exception], Refusal]]
    show: Callable[[Request, Asker, str, int], Response]

    def page(self, show: Callable[[Request, Asker], Response]) -> Callable[[Request], Response]:
        """The page itself, for whoever may use it."""

        def endpoint(request: Request) -> Response:
            return self._let_in(request, show)

        return endpoint

    def posted(self, act: Act) -> Callable[[Request], Any]:
        """What a form of the page does."""

        async def endpoint(request: Request) -> Response:
            form = await pages.form_of(request)

            def acted(request: Request, asker: Asker) -> Response:
                # A token comes with the request itself; a session's cookie comes by itself.
                if asker.form_key and not hmac.compare_digest(
                    form.get("form_key", "").encode(), asker.form_key.encode()
                ):
                    return pages.problem(request, 403, _NOT_OURS, asker)
                return act(asking.house_of(request), asker, form)

            return await run_in_threadpool(self._let_in, request, acted)

        return endpoint

    def _let_in(self, request: Request, then: Callable[[Request, Asker], Response]) -> Response:
        asker = None
        try:
            asker = asking.asker_of(request)
            if asker is None:
                return pages.ask_for_token(request)
            if not self.may(asker.viewer):
                return pages.problem(request, 403, self.not_allowed, asker)
            return then(request, asker)
        except Exception as error:
            known = self.refusals() if asker else {}
            refusal = next((known[kind] for kind in known if isinstance(error, kind)), None)
            if asker and refusal:
                if refusal.words:
                    _LOG.error("A form failed: %s: %s", type(error).__name__, error)
                said = refusal.words or str(error).strip("'\"")
                return self.show(request, asker, said, refusal.status)
            if isinstance(error, asking.FAILURES):
                return pages.problem(request, *asking.told(error), asker)
            raise
