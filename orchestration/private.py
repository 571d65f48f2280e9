"""Who may read what a run writes: nobody but its owner, and of `published` a group that is named.

Everything here holds personal data, so folders are 0700 and files 0600 from the moment they exist.
`begin` sets the umask where a process starts, and every child inherits it; what was written with
other modes, by an older version or by hand, is tightened by the next run.
"""

from __future__ import annotations

import grp
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.settings import Settings

UMASK = 0o077
FOLDER, FILE, SEALED = 0o700, 0o600, 0o400
_OTHERS = 0o077
# What a group of readers gets beside the owner's: what the owner may read or enter, never write.
_READERS = 0o040
_ENTERING = 0o050


def begin() -> None:
    """Let nobody but the owner read what this process and its children create."""
    os.umask(UMASK)


def folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for the owner alone; return it."""
    if not path.is_dir():
        folder(path.parent)
        path.mkdir(mode=FOLDER, exist_ok=True)
    return path


def opener(path: str, flags: int) -> int:
    """An `opener` for `open` that creates a file for the owner alone, and tightens an old one."""
    handle = os.open(path, flags, FILE)
    about = os.fstat(handle)
    if stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and about.st_mode & _OTHERS:
        os.fchmod(handle, FILE)
    return handle


def write(path: Path, text: str) -> None:
    """Write a text file, UTF-8, that nobody but the owner can read."""
    with open(path, "w", encoding="utf-8", newline="", opener=opener) as file:
        file.write(text)


def group_of(settings: Settings) -> int | None:
    """The number of the group that may read what is published; None where none is set.

    Raises ValueError where there is no group of that name.
    """
    return group_number(settings.readers_group) if settings.readers_group else None


def group_number(name: str) -> int:
    """A group's number by its name, or by the number itself. Raises ValueError for an unknown."""
    try:
        return grp.getgrgid(int(name)).gr_gid if name.isdigit() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise ValueError(f"CUSTOMER360_READERS_GROUP: there is no group {name!r}.") from None


def share(path: Path, group: int | None) -> None:
    """Give one published file or folder its modes: the owner's, and the readers' where they are.

    Raises PermissionError where the owner is not in that group.
    """
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode):
        return
    own = stat.S_IMODE(about.st_mode) & 0o700
    if group is None:
        wanted = own
    else:
        wanted = own | (_ENTERING if stat.S_ISDIR(about.st_mode) else _READERS)
        if about.st_gid != group:
            os.chown(path, -1, group)
    if stat.S_IMODE(about.st_mode) != wanted:
        path.chmod(wanted)


def tighten(settings: Settings) -> tuple[Path, ...]:
    """Take from everybody else what they may do with what earlier runs wrote.

    Returns what could not be changed because it belongs to somebody else. Links are not followed.
    """
    group = group_of(settings)
    published = _under([settings.published])
    private = _under([settings.build, settings.archive, settings.decisions])
    refused = []
    for paths, readers in ((private, None), (published, group)):
        for path in paths:
            try:
                share(path, readers)
            except PermissionError:
                refused.append(path)
            except FileNotFoundError:  # gone meanwhile
                continue
    return tuple(refused)


def _under(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_symlink() or not root.exists():
            root = root.resolve()
        if root.is_file():
            yield root
        for here, _, names in os.walk(root):
            yield Path(here)
            yield from (Path(here, name) for name in names)
