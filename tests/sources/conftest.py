"""The servers, started once, and an empty warehouse for every test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.origin import Origin
from orchestration.warehouse import connect
from tests.conftest import settings_in
from tests.landing.house import CUSTOMERS, House
from tests.sources import servers

BUCKET, DATABASE = "TEST_CRM_BUCKET", "TEST_CRM_DATABASE"
ROWS = [("P1", "Ada", 3, Decimal("10.50")), ("P2", "Grace", None, Decimal("0.10"))]
PEOPLE = """
    drop table if exists public.people cascade;
    create table public.people (
        "Id" text, "Name" text, "Seen" timestamptz, "Visits" integer, "Spend" numeric(12, 2)
    );
    insert into public.people values
        ('P1', 'Ada', '2026-10-01 10:00+00', 3, 10.50),
        ('P2', 'Grace', '2026-10-02 12:00+02', null, 0.10);
"""


@pytest.fixture(scope="session")
def server() -> Iterator[servers.Postgres]:
    with servers.postgres() as running:
        yield running


@pytest.fixture
def postgres(server: servers.Postgres, monkeypatch: pytest.MonkeyPatch) -> servers.Postgres:
    """The database of people, and its address in the environment."""
    server.run(PEOPLE)
    monkeypatch.setenv(DATABASE, server.address)
    return server


@pytest.fixture(scope="session")
def store() -> Iterator[servers.Bucket]:
    with servers.bucket() as running:
        yield running


@pytest.fixture
def bucket(
    store: servers.Bucket, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> servers.Bucket:
    """The bucket, and a prefix of its own for every test in the environment."""
    for name, value in store.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(BUCKET, f"s3://deliveries/{request.node.name}")
    return store


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = settings_in(tmp_path)
    with connect(settings) as connection:
        yield House(settings, connection)


@pytest.fixture
def from_bucket(house: House, bucket: servers.Bucket) -> House:
    return replace(house, extract=replace(CUSTOMERS, origin=Origin("s3", BUCKET)))


@pytest.fixture
def copied(house: House, postgres: servers.Postgres) -> House:
    extract = replace(
        CUSTOMERS,
        pattern="public.people",
        format="parquet",
        load="snapshot",
        origin=Origin("postgres", DATABASE),
    )
    return replace(house, extract=extract)


@pytest.fixture
def attached(copied: House) -> House:
    return copied.with_contract(origin=Origin("postgres", DATABASE, "attach"))
