"""What headings, names of files and words of states mean, by the CSV files beside this.

A heading is compared as words, without accents and capitals. A phrase that is all of it counts
before others, several words before one, the end of a heading before its beginning; English and the
company's own language count before others, a longer phrase before a shorter one.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from anyascii import anyascii

_HERE = Path(__file__).parent
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})
# Small words that a heading may leave out: `data di nascita` is `data nascita`.
_SMALL = frozenset(
    {"of", "the", "di", "de", "del", "della", "do", "da", "du", "des", "der", "van", "von"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words(text: str) -> tuple[str, ...]:
    """The words of a heading or a file's name: small letters and digits, camelCase taken apart.

    A text in a script without blanks, such as a Japanese heading, is one word.
    """
    return _folded(text, "")


def name(text: str) -> str:
    """A name for a column or a table out of a heading: small letters, digits and underscores.

    Letters of other alphabets are written in Latin ones.
    """
    return "_".join(re.findall(r"[a-z0-9]+", anyascii("_".join(_folded(text, "umlauts"))).lower()))


def _folded(text: str, how: str) -> tuple[str, ...]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).lower()
    spaced = spaced.translate(_UMLAUTS) if how else spaced
    plain = unicodedata.normalize("NFKD", spaced.translate(_LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain)))


def meaning(heading: str, language: str | None = None) -> str:
    """What a field is, as `field_words.csv` calls it; empty where nobody knows."""
    return next(iter(_found(heading, "field_words.csv", language)), "")


def feeds(table: str, language: str | None = None) -> tuple[str, ...]:
    """The feeds that a table's name speaks of, the likeliest first; most names speak of none."""
    return tuple(dict.fromkeys(_found(table, "table_words.csv", language)))


def tells(name: str, what: str) -> bool:
    """Whether a table's name, or a heading, says what `name_words.csv` knows by that word."""
    said = _said()[what]
    return any(_rank(words(name), phrase) is not None for phrase in said)


def spoken(feed: str, means: str) -> tuple[str, ...]:
    """Every word of a state that means so to a feed, as one types it."""
    return tuple(
        " ".join(said)
        for (of, said), meaning in _states().items()
        if (of, meaning) == (feed, means)
    )


def state(feed: str, word: str) -> str | None:
    """What a state's word means to a feed; None where nobody knows."""
    return _states().get((feed, words(word)))


def _told(said: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a phrase or heading that say something."""
    return tuple(word for word in said if word not in _SMALL) or said


def _found(text: str, file: str, language: str | None) -> list[str]:
    heard_as = {_told(words(text)), _told(tuple(name(text).split("_")))}
    fits = []
    for place, (means, spoken, phrase) in enumerate(_phrases(file)):
        for heard in heard_as:
            rank = _rank(heard, phrase)
            if rank is not None:
                is_far = spoken not in ("en", language)
                fits.append((rank, is_far, -sum(map(len, phrase)), place, means))
    return [means for *_, means in sorted(fits)]


def _rank(heard: tuple[str, ...], phrase: tuple[str, ...]) -> int | None:
    """How well a phrase fits, 0 best; None where the heading does not hold it."""
    size = len(phrase)
    places = [at for at in range(len(heard) - size + 1) if heard[at : at + size] == phrase]
    if not places:
        return None
    if heard == phrase:
        return 0
    is_end = places[-1] == len(heard) - size
    if size > 1:
        return 1 if is_end else 2
    return 3 if is_end else 4 if places[0] == 0 else 5


@cache
def _phrases(file: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    return tuple(
        (means, row["language"], _told(words(phrase)))
        for row in _rows(file)
        for means in [row.get("means") or row["feed"]]
        for phrase in row["words"].split(";")
    )


@cache
def _states() -> dict[tuple[str, tuple[str, ...]], str]:
    return {
        (row["feed"], words(phrase)): row["means"]
        for row in _rows("state_words.csv")
        for phrase in row["words"].split(";")
    }


@cache
def _said() -> dict[str, tuple[tuple[str, ...], ...]]:
    return {
        row["tells"]: tuple(words(phrase) for phrase in row["words"].split(";"))
        for row in _rows("name_words.csv")
    }


@cache
def fields(feed: str) -> dict[str, tuple[str, ...]]:
    """The columns of a feed that are looked for, each with the meanings that fit it, best first."""
    return {
        row["column"]: tuple(row["means"].split(";"))
        for row in _rows("feed_fields.csv")
        if row["feed"] == feed
    }


def _rows(file: str) -> list[dict[str, str]]:
    with (_HERE / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
