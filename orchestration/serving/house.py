"""What a server holds while it runs: the snapshots, who may look, and the company's few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

import duckdb

from orchestration.activation import roles
from orchestration.company import profile
from orchestration.serving.access import Token
from orchestration.serving.answers import EVENTS, NothingFoundError
from orchestration.serving.seeing import Seen, TooLongError, Viewer, seeing
from orchestration.serving.sessions import Doorkeeper
from orchestration.serving.snapshots import Snapshot, Snapshots
from orchestration.serving.views import VIEWS, Company, View
from orchestration.settings import Settings


class House:
    """One company's published snapshot, for as long as somebody serves it.

    `started` is the token of whoever starts the server; `ahead`: the totals of the company and the
    lists of every role are asked for before anybody asks, also of each new build. Raises
    profile.ProfileError.
    """

    def __init__(
        self, settings: Settings, started: Token | None = None, *, ahead: bool = False
    ) -> None:
        said = profile.read(settings.company)
        self.settings = settings
        self.company = Company(said.name, said.currency, said.country)
        self._profile = said
        self.snapshots = Snapshots(settings, self._ask_first if ahead else None)
        self.doorkeeper = Doorkeeper(settings, self.today, started)

    def today(self) -> date:
        return self._profile.today()

    def _ask_first(self, snapshot: Snapshot) -> None:
        """Ask what many will ask, so that nobody waits for totals or for a role's longest lists."""
        for role in (roles.GUEST, *sorted(roles.known(self.today()) - {roles.GUEST})):
            with (
                suppress(roles.UnknownRoleError, duckdb.Error),
                seeing(snapshot, Viewer(role), self.today()) as seen,
            ):
                for view, given in _asked_first(seen):
                    if snapshot.is_retired:
                        return
                    with suppress(TooLongError, NothingFoundError, duckdb.Error):
                        view.answer(seen, self.company, given)

    @contextmanager
    def seen_by(self, viewer: Viewer) -> Iterator[Seen]:
        """The current snapshot as a viewer sees it today.

        Raises NothingPublishedError and roles.UnknownRoleError.
        """
        with (
            self.snapshots.current() as snapshot,
            seeing(snapshot, viewer, self.today()) as seen,
        ):
            yield seen


def _asked_first(seen: Seen) -> Iterator[tuple[View, dict[str, str]]]:
    """Every view with nothing given, and those that lead on from there."""
    for view in VIEWS:
        wanted = [one.name for one in view.parameters if one.default is None]
        if not wanted:
            yield view, {}
        elif wanted == ["event"]:
            yield from ((view, {"event": event}) for event in EVENTS)
        elif wanted == ["goal"]:
            yield from ((view, {"goal": str(row["goal"])}) for row in seen.rows("goals"))
