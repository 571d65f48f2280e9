"""The command line: help, and a sentence with exit status 2 for what cannot be done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def customer360(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own with every folder inside `folder`."""
    places = {
        f"CUSTOMER360_{name}": str(folder / name.lower())
        for name in ("EXTRACTS", "BUILD", "ARCHIVE", "PUBLISHED")
    }
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        env=os.environ | places | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_the_actions(tmp_path: Path) -> None:
    done = customer360("--help", folder=tmp_path)
    assert done.returncode == 0
    for action in ("run", "status", "sample", "benchmark", "explain", "rollback", "dev"):
        assert action in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["run", "--as-of", "yesterday"], {}, "is not a day"),
        (["run"], {}, "There is no extracts folder"),
        (["run"], {"CUSTOMER360_THREADS": "many"}, "must be a positive whole number"),
        (["status"], {}, "published"),
        (["rollback"], {}, "published"),
        (["explain", "crm:CT-1", "crm:CT-2"], {}, "run"),
        (["sample", "--people", "0", "--to", "a", "--truth", "b"], {}, "people"),
        (["sample", "--until", "soon", "--to", "a", "--truth", "b"], {}, "is not a day"),
        (["sample", "--until", "", "--to", "a", "--truth", "b"], {}, "needs a day"),
        (["sample", "--to", "a", "--truth", "a"], {}, "a folder of its own"),
        (["sample", "--to", ".", "--truth", "b"], {}, "is not empty"),
        (["reconcile", "one", "other"], {}, "published"),
        (["flow", "buy", "--to", "a.txt"], {}, "a.txt must end in .svg."),
        (["drivers", "--to", "nowhere/a.svg"], {}, "There is no folder nowhere."),
        (["conquer"], {}, "No such command"),
    ],
)
def test_bad_input_gets_a_sentence_and_a_status(
    arguments: list[str], environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    done = customer360(*arguments, folder=tmp_path, **environment)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
