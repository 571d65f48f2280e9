"""What imports what: no module, and no package of `orchestration`, waits for itself."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from orchestration.settings import PROJECT

ROOT = "orchestration"


def modules() -> dict[str, Path]:
    """Every Python module of the product by its dotted name, packages by their folder's."""
    return {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (PROJECT / ROOT).rglob("*.py")
        if "templates" not in path.parts and "template" not in path.parts
    }


def imported(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The product's modules that a file imports, inside its functions as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in names}
    return found & known.keys()


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """The names round which a graph runs, first and last the same; empty where it has no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_a_circle_is_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}


def test_no_module_imports_itself_by_way_of_others() -> None:
    known = modules()
    # Within a package, `from package import part` runs nothing that the parts do not.
    graph = {name: imported(path, known) - {name} for name, path in known.items()}
    assert circle(graph) == []


def test_no_package_imports_itself_by_way_of_others() -> None:
    known = modules()
    graph: dict[str, set[str]] = defaultdict(set)
    for name, path in known.items():
        rooms = {other.split(".")[1] for other in imported(path, known) if "." in other}
        mine = name.split(".")[1] if "." in name else ROOT
        graph[mine] |= rooms - {mine}
    assert circle(graph) == []
