"""The agreed words, from the one file that explains them."""

from __future__ import annotations

import re
from functools import cache

from orchestration.serving.answers import Answer, NothingFoundError
from orchestration.settings import DBT_PACKAGE

_BLOCK = re.compile(r"{% docs (\w+) %}\s*(.*?)\s*{% enddocs %}", re.DOTALL)


@cache
def explained() -> dict[str, str]:
    """Word → what it means, in the order of `definitions.md`."""
    text = (DBT_PACKAGE / "models" / "definitions.md").read_text("utf-8")
    return {word: " ".join(said.split()) for word, said in _BLOCK.findall(text)}


def words() -> Answer:
    """Every word."""
    return Answer({"words": explained()}, ())


def word(name: str) -> Answer:
    """One word. Raises NothingFoundError."""
    said = explained().get(name.strip().lower().replace(" ", "_"))
    if said is None:
        raise NothingFoundError(f"No such word is agreed. There are: {', '.join(explained())}.")
    return Answer({"word": name.strip().lower(), "meaning": said}, ())
