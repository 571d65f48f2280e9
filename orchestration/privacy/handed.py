"""Files that were handed over and are still there, without the erased.

Of a text, such as a list or a role's CSV, the lines that name an erased person go; a workbook or a
Parquet file that names one goes as a whole, since its makers can write it anew.
"""

from __future__ import annotations

import re
from pathlib import Path

from orchestration import private
from orchestration.activation import handovers
from orchestration.privacy import keys, searching, tombstones
from orchestration.privacy.mentions import Mentions
from orchestration.settings import Settings

_TELLING = ("email", "phone", "identifier", "any")
_NUMBER = re.compile(r"C-[0-9A-Z]{6,}")


def clean(settings: Settings) -> tuple[int, int]:
    """Take erased people out of what was handed over; returns files rewritten and files deleted."""
    known = tombstones.every(settings)
    secret = keys.key(settings)
    numbers = {one.hash for one in known if one.kind == "customer"}
    mentions = Mentions(secret, [one for one in known if one.kind in _TELLING])

    def names(text: str) -> bool:
        return any(True for _ in mentions.spans(text)) or any(
            keys.keyed(secret, f"customer|{number}") in numbers for number in _NUMBER.findall(text)
        )

    rewritten = deleted = 0
    for path in handovers.files(settings):
        raw = path.read_bytes()
        if searching.is_packed(raw):
            texts = (
                content.decode("utf-8", "replace")
                for how, content in searching.contents(path)
                if how != "bytes"
            )
            if any(map(names, texts)):
                path.unlink()
                deleted += 1
            continue
        lines = raw.decode("utf-8", "surrogateescape").splitlines(keepends=True)
        kept = [line for line in lines if not names(line)]
        if len(kept) < len(lines):
            _replace(path, "".join(kept))
            rewritten += 1
    return rewritten, deleted


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.draft")
    private.write(draft, "")
    draft.write_bytes(text.encode("utf-8", "surrogateescape"))
    draft.chmod(path.stat().st_mode & 0o777)
    draft.replace(path)
