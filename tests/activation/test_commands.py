"""The commands that people type: a sentence for what cannot be done, and no personal value."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.test_cli import customer360

OFFER = ("--purpose", "offer", "--channel", "email", "--on", "2026-10-31")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["audience", "check", "list.csv", *OFFER], "Nothing is published"),
        (["audience", "check", "list.csv", *OFFER[:5], "soon"], "is not a day"),
        (["audience", "check", "list.csv", "--purpose", "spam", *OFFER[2:]], "newsletter"),
        (["audience", "check", "list.csv", *OFFER, "--out", "list.pdf"], ".csv or .xlsx"),
        (["audience", "check", "list.csv"], "--purpose"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_status(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    done = customer360(*arguments, folder=tmp_path)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_prints_counts_and_no_personal_value(company: Settings, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Email\nAnn,ann@home.org\nBob,bob@home.org\n")
    done = customer360("audience", "check", str(path), *OFFER, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "opted out of marketing by email" in done.stdout
    assert not [word for word in ("ann@", "bob@", "Ann", "Bob") if word in done.stdout]
