"""dbt as a child that does not outlive its run.

A run that is killed cannot end its children. A dbt left behind would go on writing to the warehouse
and hold it against the next run, so it watches the run that started it and ends with it, at once
and as hard.
"""

from __future__ import annotations

import os
import signal
import threading
import time

from orchestration import settings, warehouse

_LOOK_EVERY_SECONDS = 0.1


def main() -> None:
    """Be `dbt`, for as long as the run that holds the warehouse is the parent of this process."""
    run = warehouse.holder(settings.from_environment())
    threading.Thread(target=_follow, args=(run,), daemon=True).start()
    from dbt.cli.main import cli

    cli()


def _follow(run: int | None) -> None:
    while os.getppid() == run:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
