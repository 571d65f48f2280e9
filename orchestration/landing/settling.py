"""Files that somebody is still writing are left for the next run.

Three signs, none of which is enough alone. A file that changed a moment ago may change again, so a
run waits until the youngest is `settle_seconds` old, once for all of them, and looks again: what a
slow sender writes has another size then. A copy that keeps the original's time looks old from its
first byte on; what has it open for writing shows in /proc, as far as we may read there. A sender on
another machine that stalls for longer shows in neither; it lays a control file beside its files,
see `controls`, or its file is taken twice, the whole one in the place of the part.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from orchestration.landing.delivery import Delivery, look
from orchestration.settings import Settings

# A run waits so many seconds for a file to settle; where the setting is longer, it does not wait.
LONGEST_WAIT = 5.0
_PROC = Path("/proc")
YOUNG = "it changed less than {seconds:g} seconds ago."
GROWS = "it is still being written: it changed while we looked."
OPEN = "it is still being written: a process has it open."


def unsettled(
    deliveries: Sequence[Delivery], settings: Settings, *, may_wait: bool = True
) -> dict[Path, str]:
    """Of new deliveries in folders those to leave alone, with the reason; may wait some seconds."""
    patience = settings.settle_seconds
    if not patience or not deliveries:
        return {}
    young = [one for one in deliveries if 0 <= _age(one) < patience]
    left: dict[Path, str] = {}
    if young and may_wait and patience <= LONGEST_WAIT:
        time.sleep(max(patience - min(map(_age, young)), 0.0))
        for one in young:
            if _has_changed(one):
                left[one.path] = GROWS
    else:
        left = {one.path: YOUNG.format(seconds=patience) for one in young}
    return left | dict.fromkeys(_open_for_writing(one.path for one in deliveries), OPEN)


def grew(delivery: Delivery, settings: Settings) -> bool:
    """Whether a file in a folder is another one now than when it was listed."""
    is_folder = delivery.extract.origin.source == "folder"
    return bool(settings.settle_seconds) and is_folder and _has_changed(delivery)


def _age(delivery: Delivery) -> float:
    """Seconds since it changed; below 0 where another clock says later than now."""
    try:
        return time.time() - delivery.path.stat().st_mtime
    except OSError:  # gone, or a link to nowhere: landing says so
        return -1.0


def _has_changed(delivery: Delivery) -> bool:
    try:
        return look(delivery.extract, delivery.path) != look_of(delivery)
    except OSError:
        return True


def look_of(delivery: Delivery) -> Delivery:
    """The delivery as the file system alone told of it."""
    return Delivery(delivery.extract, delivery.path, delivery.size, delivery.modified_at)


def _open_for_writing(paths: Iterable[Path]) -> list[Path]:
    """Those that a process we may look into has open for writing; none where there is no /proc."""
    wanted = {}
    for path in paths:
        try:
            about = path.stat()
        except OSError:
            continue
        wanted[about.st_dev, about.st_ino] = path
    found = []
    for handle in _PROC.glob("[0-9]*/fd/*"):
        try:
            about = handle.stat()
            file = wanted.get((about.st_dev, about.st_ino))
            if file and _writes(handle):
                found.append(file)
        except OSError:  # the process ended, or is another's
            continue
    return found


def _writes(handle: Path) -> bool:
    """Whether an open file is open for writing, by its flags: an octal number."""
    lines = (handle.parent.parent / "fdinfo" / handle.name).read_text().splitlines()
    flags = next(line.split()[1] for line in lines if line.startswith("flags:"))
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
