"""A real PostgreSQL and a real S3-compatible server, on free ports of 127.0.0.1."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

PASSWORD = "it's \\ a; s3cret"  # noqa: S105


@dataclass(frozen=True)
class Postgres:
    """A cluster of its own; `address` is what a setting would hold."""

    binaries: Path
    port: int

    @property
    def address(self) -> str:
        secret = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
        return f"host=127.0.0.1 port={self.port} user=house dbname=postgres password='{secret}'"

    def run(self, sql: str) -> None:
        """Run statements as the owner; raises CalledProcessError when one fails."""
        subprocess.run(
            [self.binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql],
            env={
                **os.environ,
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": "house",
                "PGDATABASE": "postgres",
                "PGPASSWORD": PASSWORD,
            },
            check=True,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start PostgreSQL in a folder of its own, as a user that it accepts, and end it."""
    binaries = _binaries()
    port = _free_port()
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    word = folder / "password"
    word.write_text(PASSWORD)
    if as_user:
        owner = pwd.getpwnam("postgres")
        for path in (folder, word):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    options: dict[str, Any] = {"cwd": folder, **as_user}
    cluster = ["-U", "house", f"--pwfile={word}", "--auth=scram-sha-256", "--locale=C", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "--encoding=UTF8", *cluster],
        check=True,
        capture_output=True,
        **options,
    )
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-F"]
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *listen],
            stdout=log,
            stderr=log,
            **options,
        )
        try:
            _wait(binaries, port)
            yield Postgres(binaries, port)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)
            shutil.rmtree(folder)
            Path(log.name).unlink()


@dataclass(frozen=True)
class Bucket:
    """One bucket; `environment` is what settings would hold."""

    endpoint: str
    client: Any = field(repr=False)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "house",
            "AWS_SECRET_ACCESS_KEY": PASSWORD,
            "AWS_REGION": "eu-west-2",
        }

    def put(self, key: str, content: bytes | str) -> None:
        body = content.encode() if isinstance(content, str) else content
        self.client.put_object(Bucket="deliveries", Key=key, Body=body)


@contextmanager
def bucket() -> Iterator[Bucket]:
    """Start a server that speaks S3, with the bucket `deliveries`, and end it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", _free_port(), verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="eu-west-2",
            aws_access_key_id="house",
            aws_secret_access_key=PASSWORD,
        )
        client.create_bucket(
            Bucket="deliveries", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
        )
        yield Bucket(endpoint, client)
    finally:
        server.stop()


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    here = found[0] if found else shutil.which("initdb")
    assert here, "These tests need PostgreSQL: apt-get install postgresql."
    return Path(here).resolve().parent


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(binaries: Path, port: int) -> None:
    for _ in range(400):
        ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not start.")
