"""A person on a list is found by any spelling of an address that reaches them, and by its hash."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.activation import audience
from orchestration.settings import Settings
from tests.activation.conftest import ANN, BOB, seal
from tests.activation.test_audience import DAY, answers, listed

OUT = "jo.bloggs@gmail.com"  # Bob's, who opted out
IN = "ann@home.org"


@pytest.fixture
def mailed(company: Settings) -> Settings:
    """The house, with a mailbox at Gmail that is Bob's."""
    file = company.published / "current" / "c360.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"insert into marts.contact_points values ('email', '{OUT}', '{BOB}')")
    seal(company)
    return company


@pytest.mark.parametrize(
    "written",
    [
        "JO.BLOGGS@GMAIL.COM", "joBloggs@gmail.com", "j.o.b.l.o.g.g.s@gmail.com",
        "jo.bloggs+news@gmail.com", "jobloggs+a+b@googlemail.com", "jo.bloggs @ gmail.com",
        "jo.bloggs@gmail.com.", '"jo.bloggs@gmail.com"', "'jo.bloggs@gmail.com",
        "\u2018jo.bloggs@gmail.com\u2019", "jo.bl\u200boggs@gmail.com", "jo.bloggs@gmail.com\u200b",
        "jo.bloggs\uff20gmail.com", "Jo Bloggs <jo.bloggs@gmail.com>", "mailto:jo.bloggs@gmail.com",
        "".join(chr(ord(letter) + 0xFEE0) for letter in OUT), "\u00a0jo.bloggs@gmail.com;",
    ],
)  # fmt: skip
def test_a_spelling_that_reaches_a_mailbox_finds_its_opt_out(
    mailed: Settings, tmp_path: Path, written: str
) -> None:
    assert answers(mailed, listed(tmp_path, written)) == ["blocked"]


@pytest.mark.parametrize(
    "written",
    ["jo.bloggs@gmail,com", "jo.bloggs%40gmail.com", "jo.bloggs[at]gmail.com", "b.ob@home.org",
     "bob+x@home.org"],
)  # fmt: skip
def test_a_spelling_that_reaches_nobody_or_another_is_unknown(
    mailed: Settings, tmp_path: Path, written: str
) -> None:
    assert answers(mailed, listed(tmp_path, written, IN)) == ["unknown", "allowed"]


@pytest.mark.parametrize("title", ["email", "sha256_email", "Hashed e-mail", "column"])
@pytest.mark.parametrize("digest", [hashlib.sha256, hashlib.md5, hashlib.sha1])
def test_a_hash_is_answered_like_what_was_hashed(
    mailed: Settings, tmp_path: Path, digest: Callable[..., hashlib._Hash], title: str
) -> None:
    written = [digest(text.encode()).hexdigest() for text in (OUT, "jobloggs@gmail.com", IN)]
    found = answers(mailed, listed(tmp_path, *written, written[0].upper(), title=title))
    assert found == ["blocked", "blocked", "allowed", "blocked"]


@pytest.mark.parametrize(
    "hashed",
    ["jo.tagged@gmail.com", "jotagged@gmail.com", "jotagged+shop@gmail.com",
     "jo.tagged+shop@googlemail.com", "jo.tagged@googlemail.com", "jotagged@googlemail.com"],
)  # fmt: skip
def test_a_hash_of_another_spelling_of_a_mailbox_finds_its_opt_out(
    mailed: Settings, tmp_path: Path, hashed: str
) -> None:
    """A hash says nothing of dots and tags: each way to write the known mailbox is hashed."""
    file = mailed.published / "current" / "c360.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "insert into marts.contact_points values ('email', 'jo.tagged+shop@gmail.com', ?)",
            [BOB],
        )
    seal(mailed)
    digest = hashlib.sha256(hashed.encode()).hexdigest()
    assert answers(mailed, listed(tmp_path, digest)) == ["blocked"]


def test_a_hash_of_a_stranger_is_unknown_and_hashes_mix_with_addresses(
    mailed: Settings, tmp_path: Path
) -> None:
    known, stranger = (hashlib.sha256(t.encode()).hexdigest() for t in (OUT, "zoe@elsewhere.net"))
    path = listed(tmp_path, known, IN, stranger, OUT)
    assert answers(mailed, path) == ["blocked", "allowed", "unknown", "blocked"]
    path = listed(tmp_path, *[known] * 30, IN, title="hash")
    assert answers(mailed, path)[-1] == "allowed"


@pytest.mark.parametrize("text", ["+447700900002", "447700900002", "07700900002"])
def test_a_hashed_phone_is_found_as_it_is_dialled_at_home_and_from_abroad(
    mailed: Settings, tmp_path: Path, text: str
) -> None:
    path = listed(tmp_path, hashlib.sha256(text.encode()).hexdigest(), title="phone_sha256")
    assert answers(mailed, path) == ["blocked"]


@pytest.mark.parametrize(
    "cell", ["07700 900001 / 07700 900002", "O7700 9OOOO2", "m 07700 900002 h 01632 960002"]
)
def test_two_numbers_in_a_cell_name_two_people(mailed: Settings, tmp_path: Path, cell: str) -> None:
    path = listed(tmp_path, cell, "07700 900005", title="mobile")
    done = audience.check(mailed, path, purpose="offer", channel="email", on=DAY)
    with done.answer_list.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["answer"] == "blocked"
    assert BOB in row["customers"]
    assert (ANN in row["customers"]) == ("900001" in cell)
