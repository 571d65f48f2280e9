"""How long pages take, over HTTP, with a real server in a process of its own."""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import duckdb

from orchestration.serving import access
from orchestration.serving.seeing import Viewer
from orchestration.settings import PROJECT, Settings
from tests.serving.publishing import DAY

PROGRAM = Path(sys.executable).with_name("customer360")
ROLES = ("service", "marketing", "field", "guest")


@dataclass
class Asked:
    """One kind of page: each answer's milliseconds, bytes, and the statuses that came."""

    milliseconds: list[float] = field(default_factory=list)
    largest: int = 0
    statuses: set[int] = field(default_factory=set)

    def at(self, share: float) -> float:
        """The time within which this share of the answers came."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(frozen=True)
class Server:
    """A server that runs, and a token for each role."""

    process: subprocess.Popen[str]
    port: int
    tokens: Mapping[str, str]

    def peak(self) -> float:
        """The most memory that it has held, in MB."""
        said = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", said)
        assert found
        return int(found[1]) / 1024

    def ask(self, path: str, role: str, into: Asked) -> None:
        """Ask once, in a connection of its own, as a browser's first request does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.tokens[role]}"})
        answer = connection.getresponse()
        body = answer.read()
        into.milliseconds.append((time.perf_counter() - started) * 1000)
        into.largest = max(into.largest, len(body))
        into.statuses.add(answer.status)
        connection.close()


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[Server, float]]:
    """`customer360 serve` over what is published; with the seconds until it answered."""
    tokens = {role: access.add(settings, Viewer(role, "Benchmark"), DAY)[1] for role in ROLES}
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(PROGRAM), "serve", "--port", "0"],
        cwd=PROJECT,
        env=os.environ | settings.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = 0
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                port = int(found[1])
                break
        assert port, "The server did not start."
        server = Server(process, port, tokens)
        _answering(server)
        seconds = time.perf_counter() - started
        _idle(server)
        yield server, seconds
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answering(server: Server, seconds: float = 60.0) -> None:
    """Wait until it answers; the link is printed just before."""
    end = time.monotonic() + seconds
    while True:
        try:
            server.ask("/words", "guest", Asked())
            return
        except ConnectionRefusedError:
            assert time.monotonic() < end, "The server never answered."
            time.sleep(0.05)


def _idle(server: Server) -> None:
    """Wait until it has asked ahead what many will ask."""
    used = -1
    while True:
        said = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
        now = int(said[11]) + int(said[12])
        if now - used < 10:  # hundredths of a second, in two seconds
            return
        used = now
        time.sleep(2)


def questions(database: Path, number: int, seed: int = 0) -> list[tuple[str, str]]:
    """Kinds of pages and addresses of each: those about somebody `number` times, of other people.

    What is looked for is drawn from the whole build, so that no two answers read the same rows.
    """
    chance = random.Random(seed)  # noqa: S311
    found: list[tuple[str, str]] = [
        (path, path)
        for path in (
            "/", "/changes/new", "/changes/reactivated", "/changes/lapsed", "/changes/lost",
            "/changes/lost?month=2026-09", "/at-risk", "/at-risk?page=40", "/customers", "/asset",
            "/journeys", "/journeys/buy", "/journeys/get_help", "/voice", "/conversation",
            "/alerts", "/quality", "/builds", "/words", "/words/lost", "/marts",
            "/marts/customer_360", "/marts/customer_360/email", "/processing",
            "/metrics/customers_lost",
        )
    ] * 4  # fmt: skip
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set memory_limit = '500MB'")
        for kind, address, column, mart in (
            ("card", "/customers/{}", "customer_id", "customer_360"),
            ("household", "/households/{}", "household_id", "household_360"),
            ("search: number", "/customers?{}", "customer_id", "customer_360"),
            ("search: e-mail", "/customers?{}", "value", "contact_points where kind = 'email'"),
            ("search: phone", "/customers?{}", "value", "contact_points where kind = 'phone'"),
            ("search: own id", "/customers?{}", "source_record_id", "customer_crosswalk"),
            ("search: name", "/customers?{}", "family_name", "customer_360"),
            (
                "search: two names", "/customers?{}", "given_name || ' ' || family_name",
                "customer_360 where given_name is not null and family_name is not null",
            ),
            (
                "search: a few letters", "/customers?{}", "left(family_name, 3)",
                "customer_360 where family_name is not null",
            ),
        ):  # fmt: skip
            drawn = connection.execute(
                f"select value from (select distinct {column} as value from marts.{mart}) "
                f"using sample reservoir({number} rows) repeatable ({seed + 1})"
            ).fetchall()
            for (value,) in drawn:
                if value is not None:
                    said = urlencode({"q": value}) if "?" in address else quote(value, safe="")
                    found.append((kind, address.format(said)))
        found += [
            ("journey", f"/journey/{quote(str(journey), safe='')}?customer={customer}")
            for journey, customer in connection.execute(
                "select journey_id, customer_id from marts.journeys "
                f"using sample reservoir({number} rows) repeatable ({seed + 1})"
            ).fetchall()
        ]
    found.append(("search: nobody", "/customers?q=nobody.at.all%40nowhere.example"))
    chance.shuffle(found)
    return found


def measured(server: Server, asked: list[tuple[str, str]]) -> dict[tuple[str, str], Asked]:
    """By kind and role: every address asked in every role, one after the other."""
    found: dict[tuple[str, str], Asked] = {}
    for kind, address in asked:
        for role in ROLES:
            server.ask(address, role, found.setdefault((kind, role), Asked()))
    return found
