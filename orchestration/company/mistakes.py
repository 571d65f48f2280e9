"""Collecting the mistakes of one contract file, with the same words for the same kind."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.company import vocabulary
from orchestration.company.contract import Mistake
from orchestration.company.positions import Said


class Notes:
    """The mistakes found so far in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Mistake, None] = {}

    def add(self, line: int, thing: str, words: str) -> None:
        self._found[Mistake(self.file, line, thing, words)] = None

    def sorted(self) -> tuple[Mistake, ...]:
        """Every mistake once, from the top of the file to its end."""
        return tuple(sorted(self._found, key=lambda mistake: mistake.line))

    def missing(self, said: Said, word: str, thing: str, advice: str) -> None:
        """A word that must be there and is not, or is empty."""
        state = "is empty" if word in said else "is missing"
        self.add(said.line_of(word), thing, f"{word} {state}: {advice}")

    def repeated(self, said: Said, thing: str) -> None:
        """Keys that stand in one mapping twice; YAML would keep the last without a word."""
        for key, line in said.twice:
            self.add(line, thing, f"{key} stands here twice; the first is in line "
                     f"{said.line_of(key)}.")  # fmt: skip

    def known(self, said: Said, words: Iterable[str], thing: str, place: str) -> None:
        """Keys that are none of `words`; one that belongs elsewhere is told where."""
        words = list(words)
        for key in said:
            if key in words:
                continue
            home = next((level for level, ours in vocabulary.OURS.items() if key in ours), None)
            close = vocabulary.nearest(key, words)
            if home and not close:
                where = "config: {meta: {...}}"
                advice = f"it belongs under {where} of a {home}."
            else:
                advice = vocabulary.offered(key, words)
            self.add(said.line_of(key), thing, f"{key} is no word of a {place}; {advice}")

    def meta(self, said: Said, level: str, thing: str) -> Said:
        """The `config.meta` of a source, table or column, its words and their values checked."""
        for parent, key in ((said, "config"), (said.under("config"), "meta")):
            if key in parent and not isinstance(parent[key], Said):
                self.add(parent.line_of(key), thing, f"{key} must be a mapping.")
        config = said.under("config")
        self.repeated(config, thing)
        self.known(config, vocabulary.DBT["config"], thing, "config")
        meta = config.under("meta")
        self.repeated(meta, thing)
        words = vocabulary.OURS[level]
        self.known(meta, words, thing, level)
        for key, value in meta.items():
            if key in words:
                self._fits(meta, key, value, words[key], thing)
        return meta

    def _fits(self, meta: Said, key: str, value: object, word: vocabulary.Word, thing: str) -> None:
        line = meta.line_of(key)
        is_flag = isinstance(value, bool) and bool not in word.types and object not in word.types
        fits = isinstance(value, word.types) and not is_flag
        if value is None and object not in word.types:
            self.add(line, thing, f"{key} is empty; it must be {word.kind}.")
        elif not fits:
            self.add(line, thing, f"{key} must be {word.kind}, not {value!r}.")
        elif word.choices and value not in word.choices:
            close = vocabulary.nearest(str(value), word.choices)
            hint = f" Did you mean {close}?" if close else ""
            self.add(line, thing, f"{key} {value!r} is none of {', '.join(word.choices)}.{hint}")
