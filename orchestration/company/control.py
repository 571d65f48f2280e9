"""What a contract says of whole files: a file laid beside each one, or its own last line."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What a control file may say; checksums by the names that hashlib has for them.
SUMS = ("md5", "sha1", "sha256", "sha512")
TOTALS = ("rows", "bytes", *SUMS)
_PLACE = re.compile(r"\{([^{}]*)\}")
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,8})?(?:\.(?:gz|zip|bz2|zst))?$")


@dataclass(frozen=True)
class Control:
    """What stands beside a file once it is whole, and what is read from it.

    `file` is its name, with `{name}` for that of the file and `{stem}` for it without its ending;
    `rows` a pattern whose group is the number of rows, where the words for it are unusual;
    `must_say` the totals without which a file is refused; `trailer` the pattern of the file's own
    last line, whose group is the number of rows.
    """

    file: str = ""
    must_say: tuple[str, ...] = ()
    rows: str = ""
    counts_header: bool = False
    trailer: str = ""

    @property
    def is_of_one(self) -> bool:
        """Whether each file has its own, so that it need not say which file it speaks of."""
        return bool(_PLACE.search(self.file))

    def beside(self, name: str) -> str:
        """The control file's name for a file; for a pattern of names, the pattern of theirs."""
        stem = _ENDING.sub("", name)
        return self.file.replace("{name}", name).replace("{stem}", stem)
