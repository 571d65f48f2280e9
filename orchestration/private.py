"""Who may read what a run writes: nobody but its owner, and of `published` groups that are named.

One group may read all that is published, and one for each role that role's snapshot alone.

Everything here holds personal data, so folders are 0700 and files 0600 from the moment they exist.
`begin` sets the umask where a process starts, and every child inherits it; what was written with
other modes, by an older version or by hand, is tightened by the next run.
"""

from __future__ import annotations

import grp
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from orchestration.settings import Settings

UMASK = 0o077
FOLDER, FILE, SEALED = 0o700, 0o600, 0o400
_OTHERS = 0o077
_CHUNK = 1 << 20
# What a group of readers gets beside the owner's: what the owner may read or enter, never write.
_READERS = 0o040
_ENTERING = 0o050
# What everybody may do with a folder on the way to a role's snapshot: pass, and not look around.
_PASSING = 0o001


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


def destroy(path: Path) -> None:
    """Overwrite a file with zeros and delete it."""
    path.chmod(FILE)
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(b"\0" * min(left, _CHUNK))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync(path.parent)


def replace(path: Path, draft: Path) -> None:
    """Let a draft take the place of a file, whose bytes are overwritten; the mode stays.

    Killed at any moment it leaves one of the two whole; `replaced` does what is left.
    """
    about, old = path.stat(), path.with_name(f"{path.name}.old")
    if (draft.stat().st_uid, draft.stat().st_gid) != (about.st_uid, about.st_gid):
        os.chown(draft, -1, about.st_gid)
    draft.chmod(stat.S_IMODE(about.st_mode))
    sync(draft)
    os.link(path, old)
    draft.replace(path)
    destroy(old)


def replaced(path: Path) -> None:
    """Finish a `replace` that was killed."""
    old = path.with_name(f"{path.name}.old")
    if not old.exists():
        return
    if path.exists() and old.samefile(path):  # killed before the draft took its place
        old.unlink()
    else:
        destroy(old)


def sync(path: Path) -> None:
    """See to it that a file, or the names in a folder, outlive a crash of the machine."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Readers:
    """The numbers of the groups that may read what is published: all of it, or one role's part."""

    everything: int | None = None
    of_roles: Mapping[str, int] = field(default_factory=dict)


def readers_of(settings: Settings) -> Readers:
    """The groups that the settings name.

    Raises ValueError where there is no group of that name, or a role's is not written `role=group`.
    """
    everything = settings.readers_group
    of_roles = {}
    for said in settings.role_groups.split():
        role, _, group = said.partition("=")
        if not (role and group):
            raise ValueError(f"CUSTOMER360_ROLE_GROUPS: {said!r} is not role=group.")
        of_roles[role] = _number("CUSTOMER360_ROLE_GROUPS", group)
    return Readers(
        _number("CUSTOMER360_READERS_GROUP", everything) if everything else None, of_roles
    )


def _number(variable: str, name: str) -> int:
    """A group's number by its name, or by the number itself."""
    try:
        return grp.getgrgid(int(name)).gr_gid if name.isdigit() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise ValueError(f"{variable}: there is no group {name!r}.") from None


def share_published(path: Path, published: Path, readers: Readers) -> None:
    """Give a file or folder in the folder `published` the modes that its readers need.

    Raises PermissionError where the owner is not in a group that is to read it.
    """
    build, roles = path.relative_to(published).parts[:2], path.relative_to(published).parts[2:]
    if roles[:1] == ("roles",) and len(roles) > 1:
        _share(path, readers.of_roles.get(roles[1], readers.everything))
    else:
        is_on_the_way = build[:1] in ((), ("builds",)) and roles in ((), ("roles",))
        _share(path, readers.everything, may_be_passed=is_on_the_way and bool(readers.of_roles))


def _share(path: Path, group: int | None, *, may_be_passed: bool = False) -> None:
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode):
        return
    own = stat.S_IMODE(about.st_mode) & 0o700
    if may_be_passed and stat.S_ISDIR(about.st_mode):
        own |= _PASSING
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
    published, readers = settings.published.resolve(), readers_of(settings)
    refused = []

    def tried(change: Callable[[Path], None], paths: Iterable[Path]) -> None:
        for path in paths:
            try:
                change(path)
            except PermissionError:
                refused.append(path)
            except FileNotFoundError:  # gone meanwhile
                continue

    tried(
        partial(_share, group=None), _under([settings.build, settings.archive, settings.decisions])
    )
    tried(partial(share_published, published=published, readers=readers), _under([published]))
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
