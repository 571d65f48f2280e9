"""Data Docs show names and counts, need nothing from anywhere, and miss no gate."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import gates

ASSET = "conformed.people"
SUITE = """
expectations:
  - {expect: ExpectColumnValuesToMatchRegex, column: email, regex: "nothing<", severity: critical}
"""


def pages(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}


@pytest.fixture
def docs(
    connection: duckdb.DuckDBPyConnection,
    expectations: Path,
    declare: Callable[..., None],
    tmp_path: Path,
) -> Path:
    """Two runs: one passed, one failed and left a table without a result."""
    folder = tmp_path / "gates"
    gates.evaluate(ASSET, connection, "first", expectations=(expectations,))
    gates.write_data_docs(connection, "first", [ASSET], folder)
    declare(SUITE)
    gates.evaluate(ASSET, connection, "second", expectations=(expectations,))
    gates.write_data_docs(connection, "second", [ASSET, "marts.never_gated"], folder)
    return folder


def test_no_page_asks_anything_of_anybody(docs: Path) -> None:
    for page in pages(docs).values():
        assert "default-src 'none'" in page
        assert not re.search(r"https?:|//|<script|<link|<img|@import|url\(", page)


def test_no_page_holds_a_value(docs: Path) -> None:
    assert not any("private" in page or "@example" in page for page in pages(docs).values())


def test_the_first_page_is_the_newest_run_and_links_to_the_others(docs: Path) -> None:
    assert set(pages(docs)) == {"index.html", "first/index.html", "second/index.html"}
    first = pages(docs)["index.html"]
    assert "Run second" in first
    assert 'href="first/index.html"' in first
    assert 'href="../first/index.html"' in pages(docs)["second/index.html"]


def test_a_failure_and_a_gate_without_a_result_are_said_at_the_top(docs: Path) -> None:
    newest, before = pages(docs)["second/index.html"], pages(docs)["first/index.html"]
    assert "Blocked" in newest
    assert "marts.never_gated" in newest
    assert "Publishable" in before


def test_a_run_without_any_result_is_not_publishable(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    page = gates.write_data_docs(connection, "nothing", [ASSET], tmp_path / "gates").read_text()
    assert "Not publishable" in page
    assert "<b>0</b>expectations" in page
