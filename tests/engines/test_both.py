"""Every model of a company on both engines, from one run: types and rows are equal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import House
from tests.engines.comparing import Compared

pytestmark = pytest.mark.usefixtures("spark")
EQUAL, DIFFERENT = Compared("t", 1), Compared("t", 1, only_spark=1)


def test_every_model_is_equal_on_both_engines(house: House) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.engines", "--small"],
        env=house.settings.child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("found", "failed", "verdict"),
    [
        ([EQUAL], {}, True),
        ([EQUAL, DIFFERENT], {}, False),
        ([EQUAL], {"u": "not built"}, False),
        ([Compared("t", 1, ("a: BIGINT, int",))], {}, False),
        ([], {}, False),
    ],
)
def test_one_difference_one_failure_or_nothing_to_compare_is_a_failure(
    found: list[Compared], failed: dict[str, str], verdict: bool
) -> None:
    from tests.engines.__main__ import all_equal

    assert all_equal(found, failed) is verdict
