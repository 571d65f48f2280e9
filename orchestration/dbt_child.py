"""dbt as a child that does not outlive its run, and that writes down what somebody will read.

A run that is killed cannot end its children. A dbt left behind would go on writing to the warehouse
and hold it against the next run, so it watches the process that started it and ends with it, at
once and as hard.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from orchestration import settings, warehouse

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_LOOK_EVERY_SECONDS = 0.1


def main() -> None:
    """Be `dbt`, for as long as the run that holds the warehouse is the parent of this process."""
    follow(warehouse.holder(settings.from_environment()))
    be_dbt(sys.argv[1:])


def follow(parent: int | None) -> None:
    """End this process as soon as its parent is another than `parent`."""
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def be_dbt(arguments: list[str], manifest: Manifest | None = None) -> None:
    """Run dbt with `arguments`, on a `manifest` that has been read already.

    A step says some ten thousand things at level *debug*, and writing them down took a quarter of
    its time. They are not even put into words unless `DBT_LOG_LEVEL_FILE` or `DBT_DEBUG` asks.

    Raises SystemExit with dbt's exit code.
    """
    from dbt.cli.main import cli

    if not os.environ.get("DBT_DEBUG") and not os.environ.get("DBT_LOG_LEVEL_FILE"):
        os.environ["DBT_LOG_LEVEL_FILE"] = "none"
        _say_no_more_than_is_read()
    cli(args=arguments, obj={"manifest": manifest, "callbacks": []})


def _say_no_more_than_is_read() -> None:
    """Let dbt drop an event that nobody listens to before it is made a message."""
    from dbt_common.events.base_types import BaseEvent, EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager

    class Quiet(EventManager):
        def fire_event(
            self,
            e: BaseEvent,
            level: EventLevel | None = None,
            node: Any = None,
            force_warn_or_error_handling: bool = False,
        ) -> None:
            if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, node, force_warn_or_error_handling)

    ctx_set_event_manager(Quiet())


def _follow(parent: int | None) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
