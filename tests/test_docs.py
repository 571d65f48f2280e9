"""What README and docs say exists: the files they link to, the commands and options they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli
from orchestration.settings import PROJECT

LONGEST_README = 150
PAGES = (
    *sorted(PROJECT.glob("*.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
    *(
        PROJECT / path
        for path in (
            "data/harbour_and_home/README.md",
            "expectations/README.md",
            "orchestration/identity/README.md",
            "orchestration/sample/README.md",
        )
    ),
)
INDEXES = (PROJECT / "docs" / "index.md", PROJECT / "docs" / "decisions" / "index.md")
DECISIONS = [page for page in PAGES if page.parent.name == "decisions" and page not in INDEXES]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|[\s(=`])(?:\.venv/bin/)?customer360( [^`\n]*)")
# Everything after it is another program's.
FOREIGN = "mf"


def name(page: Path) -> str:
    return str(page.relative_to(PROJECT))


def prose(text: str) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(page.read_text()), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def dead_links(page: Path) -> Iterator[str]:
    for target in LINK.findall(prose(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists():
            yield f"{target}: no such file"
        elif anchor and anchor not in anchors(found):
            yield f"{target}: no such heading"


def commands(text: str) -> list[list[str]]:
    """Every `customer360 …` of a page as words: those of shell blocks and those in backticks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]*)`", prose(text))
    said = [part.replace("\\\n", " ") for part in [*blocks, *spans]]
    return [
        shlex.split(found, comments=True) for part in said for found in COMMAND.findall(f" {part}")
    ]


def mistake(words: list[str]) -> str | None:
    """What is wrong with a command: it does not exist, or does not have an option."""
    command: Any = cli.command_line()
    rest = list(words)
    while (below := getattr(command, "commands", None)) and rest and not rest[0].startswith("-"):
        if rest[0] == FOREIGN:
            return None
        if rest[0] not in below:
            return f"there is no customer360 {' '.join(words)}"
        command = below[rest.pop(0)]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    known = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    given = {word.split("=")[0] for word in rest if word.startswith("--")}
    said = f"customer360 {' '.join(words)}"
    if unknown := given - known - {"--help"}:
        return f"{said}: no option {min(unknown)}"
    lacking = [
        option.opts[0] for option in options if option.required and not given & {*option.opts}
    ]
    # A command without any option is only mentioned; with one, it is to be typed.
    return f"{said}: {lacking[0]} is missing" if given and lacking else None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert not list(dead_links(page))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    assert not [said for words in commands(page.read_text()) if (said := mistake(words))]


def test_every_command_that_a_message_names_exists_with_its_options() -> None:
    spoken = re.compile(r"customer360 ([a-z]+(?: [a-z]+)*(?: --[a-z-]+(?: [A-Z]+)?)*)")
    assert not [
        f"{path.name}: {said}"
        for path in sorted((PROJECT / "orchestration").rglob("*.py"))
        for words in spoken.findall(path.read_text())
        if (said := mistake(words.split()))
    ]


def test_a_command_or_link_that_does_not_exist_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[a](other.md) [b](#one) [c](#two)\n`customer360 rejects --all`\n"
        "```sh\nA=b customer360 run \\\n    --ever\ncustomer360 identity merge a b  # no\n"
        "customer360 sample --to DIR\n```\n"
    )
    assert list(dead_links(page)) == ["other.md: no such file", "#two: no such heading"]
    assert [mistake(words) for words in commands(page.read_text())] == [
        "customer360 run --ever: no option --ever",
        "there is no customer360 identity merge a b",
        "customer360 sample --to DIR: --truth is missing",
        "customer360 rejects --all: no option --all",
    ]


def test_the_docs_name_commands_at_all() -> None:
    assert sum(len(commands(page.read_text())) for page in PAGES) > 30


@pytest.mark.parametrize("index", INDEXES, ids=name)
def test_every_page_is_in_the_table_of_contents_beside_it(index: Path) -> None:
    listed = {(index.parent / target).resolve() for target in LINK.findall(index.read_text())}
    pages = {page for page in index.parent.glob("*.md") if page != index}
    assert not [name(page) for page in pages - listed]


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_every_decision_has_a_title_and_begins_with_its_day(page: Path) -> None:
    _, *entries = re.split(r"^## ", page.read_text(), flags=re.MULTILINE)
    assert entries
    dated = re.compile(r"[^\n]+\n\n\*\d{4}-\d{2}-\d{2}\.\* \S")
    assert not [entry.splitlines()[0] for entry in entries if not dated.match(entry)]


def test_the_readme_is_short() -> None:
    assert len((PROJECT / "README.md").read_text().splitlines()) <= LONGEST_README
