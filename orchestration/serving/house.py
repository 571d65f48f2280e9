"""What a server holds while it runs: the snapshots, who may look, and the company's few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from orchestration.company import profile
from orchestration.serving.access import Token
from orchestration.serving.seeing import Seen, Viewer, seeing
from orchestration.serving.sessions import Doorkeeper
from orchestration.serving.snapshots import Snapshots
from orchestration.serving.views import Company
from orchestration.settings import Settings


class House:
    """One company's published snapshot, for as long as somebody serves it.

    `started` is the token of whoever starts the server. Raises profile.ProfileError.
    """

    def __init__(self, settings: Settings, started: Token | None = None) -> None:
        said = profile.read(settings.company)
        self.settings = settings
        self.company = Company(said.name, said.currency, said.country)
        self.snapshots = Snapshots(settings)
        self._profile = said
        self.doorkeeper = Doorkeeper(settings, self.today, started)

    def today(self) -> date:
        return self._profile.today()

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
