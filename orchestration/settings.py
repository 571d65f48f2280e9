"""The only reader of the environment: where things live and how much of the machine to use.

Every setting has a default that works in a fresh clone; `docs/company.md` lists them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit


def _shipped(name: str) -> Path:
    """A folder of the product: beside the Python package in a checkout, in it in a wheel."""
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


# The checkout; of an installed wheel, site-packages.
PROJECT = Path(__file__).resolve().parent.parent
# The product: a dbt package and its suites. A company is a folder elsewhere, see `company`.
DBT_PACKAGE = _shipped("dbt_project")
EXPECTATIONS = _shipped("expectations")
COMPANY_FILE = "company.yml"
# The fewest characters that a key may have.
KEY_LENGTH = 32
# While the key is changed, the other of the two.
_OTHER_KEY: ContextVar[bytes | None] = ContextVar("other_key", default=None)


# Long enough for a sender on this machine to write on, too short for a person to notice.
SETTLE_SECONDS = 2.0


@dataclass(frozen=True)
class Settings:
    """Folders and limits of one warehouse; paths are absolute.

    `company` is the folder of a company: a dbt project that installs the product as a package.

    `memory_limit` is DuckDB's, in its own notation (`"1GB"`); `threads` is DuckDB's too.
    `policy` names the version of the lifecycle policy to tell history by; empty: the one in force.
    `readers_group` is the group that may read what is published; empty: the owner alone.
    `role_groups` names groups that may read one role's snapshot alone: `marketing=mktg risk=desk`.
    `settle_seconds`: a file that changed less than so long ago may still be growing; 0: never.
    `follow_links`: deliveries may be links to files outside of their department's folder.
    """

    extracts: Path
    build: Path
    archive: Path
    published: Path
    memory_limit: str = "1GB"
    threads: int = 2
    policy: str = ""
    decisions_file: Path | None = None
    company: Path = field(default_factory=lambda: _company())
    readers_group: str = ""
    role_groups: str = ""
    follow_links: bool = False
    settle_seconds: float = 0.0

    @property
    def expectations(self) -> tuple[Path, Path]:
        """Where suites stand: the product's, then the company's own."""
        return EXPECTATIONS, self.company / "expectations"

    @property
    def decisions(self) -> Path:
        """What stewards decided about customers: a CSV for the company's version control."""
        return self.decisions_file or self.build.parent / "decisions.csv"

    @property
    def assignments(self) -> Path:
        """Who was treated, who held out: a log that is only added to, kept like deliveries."""
        return self.archive / "assignments"

    @property
    def warehouse(self) -> Path:
        """The private build file. Nobody but the run that holds the lock opens it."""
        return self.build / "c360.duckdb"

    @property
    def dagster_home(self) -> Path:
        return self.build / "dagster"

    @property
    def dbt_target(self) -> Path:
        return self.build / "dbt"

    @property
    def dbt_packages(self) -> Path:
        """Where the company's dbt project finds the product, see `dbt.install`."""
        return self.build / "dbt_packages"

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for dbt and Dagster child processes."""
        return {
            "CUSTOMER360_COMPANY": str(self.company),
            "CUSTOMER360_EXTRACTS": str(self.extracts),
            "CUSTOMER360_BUILD": str(self.build),
            "CUSTOMER360_ARCHIVE": str(self.archive),
            "CUSTOMER360_PUBLISHED": str(self.published),
            "CUSTOMER360_DECISIONS": str(self.decisions),
            "CUSTOMER360_MEMORY_LIMIT": self.memory_limit,
            "CUSTOMER360_THREADS": str(self.threads),
            "CUSTOMER360_POLICY": self.policy,
            "CUSTOMER360_READERS_GROUP": self.readers_group,
            "CUSTOMER360_ROLE_GROUPS": self.role_groups,
            "CUSTOMER360_FOLLOW_LINKS": "yes" if self.follow_links else "",
            "CUSTOMER360_SETTLE_SECONDS": f"{self.settle_seconds:g}",
            "GX_ANALYTICS_ENABLED": "false",
            "DAGSTER_HOME": str(self.dagster_home),
            "CUSTOMER360_DBT_PACKAGE": str(DBT_PACKAGE),
            "CUSTOMER360_DBT_PACKAGES": str(self.dbt_packages),
            "DBT_PROJECT_DIR": str(self.company),
            "DBT_PROFILES_DIR": str(DBT_PACKAGE),
            "DBT_TARGET_PATH": str(self.dbt_target),
            "DBT_LOG_PATH": str(self.dbt_target / "logs"),
        }

    def child_environment(self) -> dict[str, str]:
        """The environment of this process, with these settings in it."""
        return os.environ | self.environment()

    def export(self, **more: str) -> None:
        """Hand the settings, and more variables, to the child processes this one will start."""
        os.environ.update(self.environment() | more)


def from_environment() -> Settings:
    """Read the settings; folders that nothing names lie in the company's folder.

    Raises ValueError when `CUSTOMER360_THREADS` is not a positive whole number, or
    `CUSTOMER360_SETTLE_SECONDS` not a number from 0 on.
    """
    company = _company()

    def folder(name: str, default: str) -> Path:
        return Path(os.environ.get(name) or company / default).expanduser().resolve()

    threads = os.environ.get("CUSTOMER360_THREADS", "2")
    if not threads.isdigit() or int(threads) < 1:
        raise ValueError(f"CUSTOMER360_THREADS must be a positive whole number, not {threads!r}.")
    return Settings(
        company=company,
        extracts=folder("CUSTOMER360_EXTRACTS", "extracts"),
        build=folder("CUSTOMER360_BUILD", "build"),
        archive=folder("CUSTOMER360_ARCHIVE", "archive"),
        published=folder("CUSTOMER360_PUBLISHED", "published"),
        memory_limit=os.environ.get("CUSTOMER360_MEMORY_LIMIT", "1GB"),
        threads=int(threads),
        policy=os.environ.get("CUSTOMER360_POLICY", ""),
        decisions_file=folder("CUSTOMER360_DECISIONS", "decisions.csv"),
        readers_group=os.environ.get("CUSTOMER360_READERS_GROUP", ""),
        role_groups=os.environ.get("CUSTOMER360_ROLE_GROUPS", ""),
        follow_links=_is_yes("CUSTOMER360_FOLLOW_LINKS"),
        settle_seconds=_settle_seconds(),
    )


def _settle_seconds() -> float:
    said = os.environ.get("CUSTOMER360_SETTLE_SECONDS") or str(SETTLE_SECONDS)
    try:
        seconds = float(said)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise ValueError(
            f"CUSTOMER360_SETTLE_SECONDS must be a number of seconds from 0 on, not {said!r}."
        )
    return seconds


def _is_yes(variable: str) -> bool:
    return os.environ.get(variable, "").lower() in ("yes", "1", "true")


def use_company(folder: Path) -> None:
    """Let this process and its children work for the company of a folder."""
    os.environ["CUSTOMER360_COMPANY"] = str(folder.expanduser().resolve())


def _company() -> Path:
    """The company's folder: as the environment says, else here, else the checkout's sample."""
    if said := os.environ.get("CUSTOMER360_COMPANY"):
        return Path(said).expanduser().resolve()
    here = Path.cwd()
    if (here / COMPANY_FILE).is_file():
        return here.resolve()
    samples = sorted((PROJECT / "data").glob(f"*/{COMPANY_FILE}"))
    return samples[0].parent if samples else here.resolve()


@dataclass(frozen=True)
class ObjectStore:
    """How to reach S3, or what speaks its language; `endpoint` is host:port, empty for AWS."""

    region: str
    endpoint: str
    is_encrypted: bool
    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    session_token: str = field(repr=False)


def object_store() -> ObjectStore:
    """Read AWS's own variables: the keys, the region and, for another store, its URL."""

    def first(*names: str) -> str:
        return next((value for name in names if (value := os.environ.get(name))), "")

    url = urlsplit(first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"))
    return ObjectStore(
        region=first("AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1",
        endpoint=url.netloc,
        is_encrypted=url.scheme != "http",
        key_id=first("AWS_ACCESS_KEY_ID"),
        secret=first("AWS_SECRET_ACCESS_KEY"),
        session_token=first("AWS_SESSION_TOKEN"),
    )


def location(variable: str) -> str:
    """What the variable that a contract names says: a bucket or a database; empty if not set."""
    return os.environ.get(variable, "")


def encryption_key() -> bytes | None:
    """The key that encrypts what a run writes: of a file, or the variable's own text; None: none.

    Not a part of `Settings`, so that it is in nothing that is printed or handed on by name.
    Raises ValueError, which quotes no key, where it cannot be read or is too short to be one.
    """
    if (other := _OTHER_KEY.get()) is not None:
        return other
    text, file = os.environ.get("CUSTOMER360_KEY", ""), os.environ.get("CUSTOMER360_KEY_FILE", "")
    if text and file:
        raise ValueError("Set CUSTOMER360_KEY or CUSTOMER360_KEY_FILE, not both.")
    if file:
        return key_in(Path(file), "CUSTOMER360_KEY_FILE")
    return _usable(text) if text else None


@contextmanager
def other_key(secret: bytes) -> Iterator[None]:
    """Within it, in this thread alone, the company's key is another than the one that is set."""
    before = _OTHER_KEY.set(secret)
    try:
        yield
    finally:
        _OTHER_KEY.reset(before)


def key_in(file: Path, said_by: str) -> bytes:
    """The key that a file holds. Raises ValueError as `encryption_key` does."""
    try:
        return _usable(file.expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{said_by}: {file} cannot be read ({type(error).__name__}).") from None


def _usable(text: str) -> bytes:
    text = text.strip()
    if len(text) < KEY_LENGTH:
        raise ValueError(
            f"The key has {len(text)} characters, and needs {KEY_LENGTH} or more that nobody can "
            "guess. Make one with: customer360 key new"
        )
    return text.encode()


def clear_folder() -> Path:
    """A folder in memory, in which what is encrypted lies in the clear while it is read."""
    return Path(os.environ.get("CUSTOMER360_CLEAR") or "/dev/shm").expanduser()  # noqa: S108


def publishes_plain() -> bool:
    """Whether what is published stays readable without a key although one is set."""
    return _is_yes("CUSTOMER360_PUBLISH_PLAIN")


def alerts() -> str:
    """Where new alerts are handed to: a file's path or a URL; empty where to nobody."""
    return os.environ.get("CUSTOMER360_ALERTS", "")


def notices() -> str:
    """Where notices about the runs themselves go: their own target, else that of alerts."""
    return os.environ.get("CUSTOMER360_NOTICES") or alerts()


def is_automatic() -> bool:
    """Whether the nightly schedule and the sensor of new files start switched on."""
    return _is_yes("CUSTOMER360_AUTOMATIC")


def published_by() -> time | None:
    """The time of day, by the company's clocks, when each day's build should be out.

    Where nights are automatic and nobody says otherwise it is 06:00; else None: nobody waits.
    Raises ValueError where `CUSTOMER360_PUBLISHED_BY` is no time of day.
    """
    said = os.environ.get("CUSTOMER360_PUBLISHED_BY") or ("06:00" if is_automatic() else "")
    try:
        return time.fromisoformat(said) if said else None
    except ValueError:
        raise ValueError(
            f"CUSTOMER360_PUBLISHED_BY must be a time of day such as 06:00, not {said!r}."
        ) from None
