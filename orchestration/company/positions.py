"""YAML that remembers its lines: what a contract says, and where it says it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

DEEPEST = 30
# The only texts that are true or false here; YAML 1.1 takes yes, no, on, off, y and n for such too.
WORDS = ("true", "false")


class NotYamlError(ValueError):
    """The text is no YAML; `line` counts from 1."""

    def __init__(self, words: str, line: int) -> None:
        super().__init__(words)
        self.line = line


class Said(dict[str, Any]):
    """A YAML mapping. `line` is where it begins, `lines` where each of its keys stands.

    `texts` holds scalars as they are written (None for null): `yes` is `yes` there and not true.
    `twice` holds (key, line) of keys that stand there again.
    """

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.texts: dict[str, str | None] = {}
        self.twice: list[tuple[str, int]] = []

    def line_of(self, key: str) -> int:
        """The line of a key, or where the mapping begins."""
        return self.lines.get(key, self.line)

    def under(self, *keys: str) -> Said:
        """The mapping below these keys, one after the other; an empty one where there is none."""
        found: Any = self
        for key in keys:
            below = found.get(key)
            found = below if isinstance(below, Said) else Said(found.line_of(key))
        return found  # type: ignore[no-any-return]


class _Maker(yaml.constructor.SafeConstructor):
    """Values out of nodes, with mappings as `Said`."""

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[int, Any] = {}

    def value(self, node: yaml.Node, depth: int = 0) -> Any:
        if depth > DEEPEST:
            raise NotYamlError("nested too deep for a contract", node.start_mark.line + 1)
        if id(node) not in self.made:  # an anchor is made once, however often it is quoted
            self.made[id(node)] = self._value(node, depth)
        return self.made[id(node)]

    def _value(self, node: yaml.Node, depth: int) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, depth + 1) for one in node.value]
        if not isinstance(node, yaml.MappingNode):
            return self._scalar(node)
        self.flatten_mapping(node)
        said = Said(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in said:
                said.twice.append((key, key_node.start_mark.line + 1))
            said[key] = self.value(value_node, depth + 1)
            said.lines[key] = key_node.start_mark.line + 1
            if isinstance(value_node, yaml.ScalarNode):
                is_null = value_node.tag == "tag:yaml.org,2002:null"
                said.texts[key] = None if is_null else str(value_node.value)
        return said

    def _scalar(self, node: yaml.Node) -> Hashable:
        is_word = node.tag == "tag:yaml.org,2002:bool" and node.value.lower() not in WORDS
        if is_word:  # a field may be called No, On or Y
            return str(node.value)
        try:
            return self.construct_object(node)  # type: ignore[no-any-return]
        except (yaml.YAMLError, ValueError):
            return str(node.value)


def read(text: str) -> Any:
    """The one document in `text`: scalars and lists as YAML has them, mappings as `Said`.

    Raises NotYamlError with the line, and in words what to look at.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        return None if node is None else _Maker().value(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        context = f" {error.context}" if error.context else ""
        raise NotYamlError(
            f"not YAML at column {column}:{context} {error.problem or ''}. Look at the indentation "
            "of this line and the one above it: keys of one mapping align, with spaces.",
            line,
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise NotYamlError(f"not YAML ({type(error).__name__}).", 1) from None
