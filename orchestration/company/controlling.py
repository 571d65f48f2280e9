"""Reading `control`: how a sender says that a file is whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from orchestration.company import vocabulary
from orchestration.company.control import SUMS, TOTALS, Control
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said
from orchestration.origin import Origin

WORDS = ("file", "must_say", "rows", "counts_header", "trailer")
LINES = ("csv", "jsonl")
_PLACE = re.compile(r"\{([^{}]*)\}")
_EXAMPLE = 'say it as control: "{name}.done", or control: {file: "{stem}.ctl", must_say: [rows]}.'
Wrong = Callable[[str], None]


def control(meta: Said, form: str, origin: Origin, name: str, notes: Notes) -> Control | None:
    """What a table says under `control`, None where nothing or nothing right; mistakes are noted.

    `meta` is the table's `config.meta`, `form` the format of its files.
    """
    said = meta.get("control")
    if said is None:
        return None
    line = meta.line_of("control")
    known = {"file": said} if isinstance(said, str) else said
    if not isinstance(known, dict):
        return None  # the vocabulary has said so
    if isinstance(said, dict):
        notes.known(meta.under("control"), WORDS, name, "control")
    mistakes: list[str] = []
    wrong = mistakes.append

    if origin.source == "postgres":
        wrong("control is of files; a table of a database has none.")
    file, trailer = _text(known, "file"), _text(known, "trailer")
    if not file and not trailer:
        wrong(f"control names neither a file nor a trailer; {_EXAMPLE}")
    _file(file, wrong)
    for word in ("rows", "trailer"):
        _pattern(word, known.get(word), wrong)
    if trailer and form not in LINES:
        wrong(f"trailer is a last line; a file of the format {form} has no lines of its own.")
    if not isinstance(known.get("counts_header", False), bool):
        wrong("counts_header must be true or false.")
    must = known.get("must_say", _by_ending(file))
    must = [must] if isinstance(must, str) else must
    if not isinstance(must, list) or any(one not in TOTALS for one in must):
        odd = next((str(o) for o in must if o not in TOTALS), "") if isinstance(must, list) else ""
        wrong(f"must_say {odd!r} is no total; {vocabulary.offered(odd, TOTALS)}")
    elif must and not file:
        wrong("must_say is of a control file: name it with file.")
    for words in mistakes:
        notes.add(line, name, words)
    if mistakes:
        return None
    return Control(file, tuple(must), _text(known, "rows"), bool(known.get("counts_header")),
                   trailer)  # fmt: skip


def _text(known: Mapping[str, object], word: str) -> str:
    said = known.get(word)
    return said if isinstance(said, str) else ""


def _file(file: str, wrong: Wrong) -> None:
    odd = next((one for one in _PLACE.findall(file) if one not in ("name", "stem")), None)
    if odd is not None:
        wrong(f"file says {{{odd}}}; there are {{name}} and {{stem}}.")
    elif "/" in file or set(file) & set("*?["):
        wrong("file is the name of one file beside the other: no folder and no wildcard.")
    elif file in ("{name}", "{stem}"):
        wrong(f'file "{file}" would be the file itself; {_EXAMPLE}')


def _pattern(word: str, said: object, wrong: Wrong) -> None:
    if said is None:
        return
    try:
        if isinstance(said, str) and re.compile(said).groups == 1:
            return
        wrong(rf"{word} must be a pattern with one group, the number of rows: 'ROWS=(\d+)'.")
    except re.error as error:
        wrong(f"{word} is no pattern: {error}.")


def _by_ending(file: str) -> list[str]:
    """A file called after a checksum must say it."""
    lower = file.lower()
    return [one for one in SUMS if lower.endswith((f".{one}", f"{one}sums", f"{one}sum"))]
