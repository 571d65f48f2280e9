"""What is printed shows what it holds, and does nothing to the terminal."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from rich.table import Table
from rich.text import Text

from orchestration import terminal
from orchestration.settings import PROJECT

ACTING = [
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "a\rb", "a\x08b", "a\x7fb", "\x00", "a\tb",
    "\u202egpj.exe", "\u2066x\u2069", "\u200b", "\u200f", "\ufeff", "\u061c", "\u2028", "\u2029",
    "\udcff", "\U000e0041",
]  # fmt: skip
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
MARKUP = ["[bold red]x", "[/bold]", "[nothing]", "[link=file:///x]x[/link]", ":smile:", "[[x]]"]
MARKUP += ["\\[", "\\[bold]x", "{name}"]


def printed(*what: object) -> str:
    console = terminal.Terminal()
    console.file = io.StringIO()
    console.width = 200
    for one in what:
        console.print(one)
    return console.file.getvalue()


@pytest.mark.parametrize("text", ACTING)
def test_what_acts_is_written_out_wherever_it_stands(text: str) -> None:
    table = Table(title=text)
    table.add_column(text)
    table.add_row(text)
    table.add_row(Text(text))
    styled = terminal.styled("[bold]{text}[/bold]", text=text)
    said = printed(text, Text(text), table, styled, f"a {text} b")
    assert not RAW.search(said.replace("\t", "")), said
    assert not any("\ud800" <= letter <= "\udfff" for letter in said)
    assert terminal.escaped(text).isprintable()
    assert "\\" in terminal.escaped(text)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_from_elsewhere_is_text(text: str) -> None:
    table = Table("name")
    table.add_row(text)
    for one in (text, table, terminal.styled("[bold]{text}[/bold] said", text=text)):
        assert text in printed(one)


def test_letters_of_every_script_are_left_alone() -> None:
    said = "Zoë Łukasz 漢字 עברית العربية 🙂 — £1,000 · x²"
    assert terminal.escaped(said) == said
    assert said in printed(said)


def test_a_line_end_in_a_value_starts_no_line_of_its_own() -> None:
    assert terminal.escaped("a\nError: all is lost") == "a\\x0aError: all is lost"


def test_our_own_colours_lie_on_the_values_they_are_for() -> None:
    said = terminal.styled("[bold]{a}[/bold] and {b} [red]c[/red]", a="\x1b[31m", b="[b]")
    assert said.plain == "\\x1b[31m and [b] c"
    found = [(said.plain[span.start : span.end], str(span.style)) for span in said.spans]
    assert found == [("\\x1b[31m", "bold"), ("c", "red")]


def test_json_is_ascii_that_acts_on_nothing() -> None:
    said = terminal.as_json({"a": "".join(one for one in ACTING if one != "\udcff")})
    assert said.isascii()
    assert said.isprintable()


def test_an_error_nobody_foresaw_is_written_out_too() -> None:
    call = (
        "import sys; from orchestration import terminal; sys.excepthook = terminal.show_traceback; "
        "raise ValueError('\\x1b]0;owned\\x07\\u202e')"
    )
    said = subprocess.run([sys.executable, "-c", call], cwd=PROJECT, capture_output=True, text=True)
    assert "\\x1b]0;owned\\x07\\u202e" in said.stderr
    assert "\x1b" not in said.stderr


def test_every_console_of_ours_is_this_one() -> None:
    """A plain rich console, or markup in a string that is printed, would open the door again."""
    for path in sorted((PROJECT / "orchestration").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name == "terminal.py":
            continue
        assert not re.search(r"(?<![\w.])Console\(", text), path
        for call in re.findall(r"typer\.echo\(([^\n]*)", text):
            assert "as_json" in call, (path, call)
