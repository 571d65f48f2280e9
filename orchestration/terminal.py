"""What reaches a terminal: text that shows what it holds, and does nothing.

Names of files, values and messages come from elsewhere. Markup in them is text, and characters
that a terminal acts on, or that turn the reading direction, are written out: `\\x1b`, `\\u202e`.
A console made here does so with whatever is printed; colours are our own, by `styled`.
"""

from __future__ import annotations

import json
import sys
import traceback
import unicodedata
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

# Controls, format characters (bidirectional ones too), lone surrogates, line and paragraph ends.
_MARK = 0xE000  # for private use: no letter of ours
_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def escaped(text: object, keep: str = "") -> str:
    """Any value as text on one line, with everything that acts written out but for `keep`."""
    said = str(text)
    if said.isascii() and said.isprintable():
        return said
    return "".join(
        _written(letter) if letter not in keep and unicodedata.category(letter) in _ACTING
        else letter
        for letter in said
    )  # fmt: skip


def styled(template: str, **values: object) -> Text:
    """Our own markup, such as `[bold]{name}[/bold]`, around values that are text alone."""
    marks = {name: chr(_MARK + place) for place, name in enumerate(values)}
    said = dict(zip(marks.values(), map(escaped, values.values()), strict=True))
    ours = Text.from_markup(template.format(**marks), emoji=False)
    ends = [end for at, letter in enumerate(ours.plain) if letter in said for end in (at, at + 1)]
    whole = Text()
    for part in ours.divide(ends):
        filled = Text(said.get(part.plain, part.plain), part.style)
        for span in part.spans:
            filled.stylize(span.style)
        whole.append_text(filled if part.plain in said else part)
    return whole


def as_json(content: Any, indent: int | None = None) -> str:
    """JSON in printable ASCII; what JSON has no form for is its text."""
    return json.dumps(content, default=str, indent=indent).replace("\x7f", "\\u007f")


class Terminal(Console):
    """A console that takes every string for text, and writes out what would act."""

    def __init__(self, *, to_errors: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(
            file=None if to_errors else sys.stdout,
            stderr=to_errors,
            soft_wrap=soft_wrap,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def render_str(self, text: str, **options: Any) -> Text:
        return super().render_str(escaped(text, keep="\n"), **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(escaped(segment.text, keep="\n"), segment.style)


def show_traceback(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A `sys.excepthook`: an error nobody foresaw, its message written out like everything else."""
    told = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(escaped(told, keep="\n"))


def _written(letter: str) -> str:
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
