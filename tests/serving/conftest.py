"""A server that runs: the real one, on a port of this machine, over a build made by hand."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn

from orchestration.serving import access
from orchestration.serving.app import application
from orchestration.serving.seeing import Viewer
from orchestration.settings import Settings
from tests.conftest import settings_in
from tests.serving.publishing import DAY, people, publish


@dataclass(frozen=True)
class Said:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Client:
    """Somebody who asks a server, with a token or with the cookies it gave."""

    port: int
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Said:
        """A GET, or with a form a POST; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            connection.request("GET" if form is None else "POST", path, body, sent)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Said(
            answer.status, {name.lower(): value for name, value in answer.getheaders()}, said
        )


@dataclass
class Server:
    """A server that runs, and the settings of the company it serves."""

    settings: Settings
    port: int

    def client(
        self,
        role: str = "service",
        *,
        steward: bool = False,
        answers: bool = False,
        name: str = "Somebody",
    ) -> Client:
        """Somebody with a new token of a role, who may decide or answer requests."""
        _, secret = access.add(self.settings, Viewer(role, name, steward, answers), DAY)
        return Client(self.port, secret)

    def nobody(self) -> Client:
        return Client(self.port)


@contextmanager
def served(settings: Settings, *, with_mcp: bool = False) -> Iterator[Server]:
    """Serve a company's published snapshot."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(
                application(settings, with_mcp=with_mcp), log_level="error", access_log=False
            )
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield Server(settings, listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture(scope="session")
def people_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published folder with the people in it, to copy: making it takes a while."""
    settings = settings_in(tmp_path_factory.mktemp("people"))
    publish(settings, "b1", people())
    return settings.published


@pytest.fixture
def settings(tmp_path: Path, people_build: Path) -> Settings:
    """A company that has published the people."""
    settings = settings_in(tmp_path)
    shutil.copytree(people_build, settings.published, symlinks=True)
    settings.build.mkdir()
    return settings


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with served(settings) as running:
        yield running
