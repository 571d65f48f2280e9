"""Forms that write something: who may send one, and what is said where it is refused."""

from __future__ import annotations

import hmac
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


@dataclass(frozen=True)
class Room:
    """A page with forms: who may use it, and how it is shown again with what went wrong.

    `refusals` gives the errors that it shows as a sentence, each with its status; it is asked once
    something went wrong, so that no page waits for what only a form needs.
    """

    may: Callable[[Viewer], bool]
    not_allowed: str
    refusals: Callable[[], Mapping[type[Exception], int]]
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
        except asking.FAILURES as error:
            return pages.problem(request, *asking.told(error), asker)
        except Exception as error:
            known = self.refusals()
            status = next((known[kind] for kind in known if isinstance(error, kind)), None)
            if asker is None or status is None:
                raise
            return self.show(request, asker, str(error).strip("'\""), status)
