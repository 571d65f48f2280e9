"""`python -m tests.recovery --points 20`: what was lost at random points comes back."""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

from tests.recovery import history


def main() -> None:
    """Lose something at as many points, each in a history of its own; exit 1 where rows differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="customer360-recovery-") as name:
        folder = Path(name)
        expected = history.calm(folder)
        sizes = ", ".join(f"{len(rows)} {table}" for table, rows in expected.items())
        print(f"ten nights without a loss: {sizes}", flush=True)
        for _ in range(given.points):
            point = chance.randint(1, history.NIGHTS), chance.choice(history.LOSSES)
            found = history.lost(folder, [point])
            others = [table for table in expected if found[table] != expected[table]]
            wrong += bool(others)
            said = f"differ: {', '.join(others)}" if others else "identical"
            print(f"{point[1]} lost after night {point[0]}: {said}", flush=True)
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
