"""Names in any script → a form in Latin letters, and the sound by which two spellings are alike.

An alphabet is read letter by letter (the package `anyascii`); a name in Chinese, Japanese or Korean
characters stays as it is written, family name first, because its reading tells less than itself.
The sound is what two ways of writing one name have in common: it is compared, never shown.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
from anyascii import anyascii

from orchestration import queries

_EAST_ASIAN = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})
_INITIALS = {"Ts": "C", "Kh": "H", "Dzh": "J"}  # one letter that is written with several
# Ways of writing one sound, in this order: what `anyascii` writes for one letter comes first.
_SOUNDS = (
    ("dzh", "j"), ("shch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("zh", "j"), ("ph", "f"),
    ("ck", "k"), ("q", "k"), ("c", "k"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_SILENT = re.compile(r"(?<=.)[aeiouhv]")


def rewrite(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the names of `identity_work.input` in one script where theirs is an alphabet.

    Adds the column `script`: null for Latin letters, else that of the name, such as `cyrillic`.
    """
    found = connection.execute(queries.text(__file__, "script_names.sql")).fetchall()
    connection.register(
        "script_names",
        pa.table(
            {
                "raw": pa.array([raw for raw, _, _ in found], pa.string()),
                "is_whole": pa.array([is_whole for _, _, is_whole in found], pa.bool_()),
                "latin": pa.array(
                    [
                        _in_order(text) if is_whole else _readable(text)
                        for _, text, is_whole in found
                    ],
                    pa.string(),
                ),
                "script": pa.array([script(text) for _, text, _ in found], pa.string()),
            }
        ),
    )
    queries.run(connection, __file__, "scripts.sql")
    connection.unregister("script_names")


def sounds(names: Sequence[str]) -> pa.Table:
    """`name, sound, bones` of every name; `bones` is the sound without its vowels."""
    heard = [sound(name) for name in names]
    return pa.table(
        {
            "name": pa.array(names, pa.string()),
            "sound": pa.array(heard, pa.string()),
            "bones": pa.array([_SILENT.sub("", one) for one in heard], pa.string()),
        }
    )


def sound(name: str) -> str:
    """`tsarol` and `carol` as `karol`; blanks and what is no letter fall away."""
    text = re.sub("[^a-z]", "", anyascii(name).lower())
    for written, heard in _SOUNDS:
        text = text.replace(written, heard)
    return _TWICE.sub(r"\1", text)


def script(text: str) -> str | None:
    """The script of the first letter that is not Latin, in lower case."""
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "").split(" ")[0]
            if name not in ("LATIN", "FULLWIDTH", "MODIFIER", "FEMININE", "MASCULINE"):
                return name.lower()
    return None


def _readable(text: str) -> str:
    """`text` in Latin letters, unless its characters are no alphabet."""
    return " ".join(_word(word) for word in text.split(" "))


def _word(word: str) -> str:
    if word.isascii() or _is_east_asian(word):
        return word
    written = anyascii(word)
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) == 1:  # an initial stays one
        return _INITIALS.get(written.strip(".").title(), written[:1])
    return written


def _is_east_asian(text: str) -> bool:
    return any(unicodedata.name(letter, "").split(" ")[0] in _EAST_ASIAN for letter in text)


def _in_order(text: str) -> str:
    """A whole name: `Family, Given` where its characters put the family name first."""
    letters = [letter for letter in text if letter.isalpha()]
    if "," in text or not letters or not all(map(_is_east_asian, letters)):
        return _readable(text)
    parts = re.split(r"[\s·・]+", text.strip())
    if len(parts) > 1:
        return f"{parts[0]}, {''.join(parts[1:])}"
    at = _family_length(text)
    return f"{text[:at]}, {text[at:]}" if 0 < at < len(text) else text


def _family_length(name: str) -> int:
    """How many characters of a name without gaps are the family name."""
    is_korean = unicodedata.name(name[0], "").startswith("HANGUL")
    if name[:2] in _of_two() and len(name) > (3 if is_korean else 2):
        return 2
    # Four characters without a gap are mostly Japanese, two and two.
    return 2 if len(name) > 3 and not is_korean else 1


@cache
def _of_two() -> frozenset[str]:
    """The family names of two characters; all others of a name without gaps have one."""
    with Path(__file__).with_name("family_names.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["name"] for row in csv.DictReader(file))
