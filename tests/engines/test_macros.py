"""What the portable macros promise, on Apache Spark: the very promises that DuckDB keeps."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.test_macros import PROMISES, compiled, of_promises

# Letters and marks of a Unicode that every engine knows, but those that Unicode itself composes no
# more, and Chinese compatibility forms, which are signs of their own to Spark.
LETTERS = [
    sign
    for sign in map(chr, range(0x21, 0xFFFF))
    if unicodedata.ucd_3_2_0.category(sign)[0] in "LM"
    and unicodedata.normalize("NFC", sign) == sign
    and not unicodedata.name(sign, "").startswith("CJK")
]


def answer(sql: str, folder: Path) -> dict[str, Any]:
    """The first row of a query on Spark."""
    file = folder / "asked.sql"
    file.write_text(sql, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines.asking", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    row: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return row


pytestmark = pytest.mark.usefixtures("spark")


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Every expression of PROMISES and every letter folded, compiled and computed for Spark."""
    folder = tmp_path_factory.mktemp("macros")
    letters = "{{ customer360.ascii_fold(\"'" + "|".join(LETTERS) + "'\") }} as folded"
    return answer(compiled(of_promises(letters), folder, "spark"), folder)


@pytest.mark.parametrize("promise", PROMISES)
def test_portable_macros(promise: str, row: Mapping[str, Any]) -> None:
    assert row[promise] == PROMISES[promise][1]


def test_every_letter_folds_as_on_duckdb(row: Mapping[str, Any]) -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            "select lower(strip_accents(letter)) from (select unnest(?) as letter)", [LETTERS]
        ).fetchall()
    wrong = [
        (letter, ours, theirs)
        for letter, (ours,), theirs in zip(LETTERS, found, row["folded"].split("|"), strict=True)
        if ours != theirs
    ]
    assert not wrong
