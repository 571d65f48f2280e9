"""The same forms as `macros.sql`, for single values in Python."""

from __future__ import annotations

import re
import unicodedata

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"})
EMAIL = re.compile(r"[^\s<>;,\"'():|={}\[\]]+@[^\s<>;,\"'()|={}\[\]]+\.[^\W\d_]{2,}")
PHONE = re.compile(r"\+?\(?\d[\d ()/.\-]{5,18}\d")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019`.-][^\W\d_]+)*\.?")
IDENTIFIER = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


def plain(text: str) -> str:
    """Lower case without accents."""
    folded = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def email(text: str) -> str:
    return text.strip().lower()


def phone(text: str) -> str:
    digits = re.sub(r"[^0-9]", "", text)
    return digits[-9:] if len(digits) >= 7 else ""


def identifier(text: str) -> str:
    return re.sub(r"[^\w]", "", text).upper()


def identity(text: str) -> str:
    return text.strip().upper()


def place(text: str) -> str:
    return re.sub(r"[\W_]", "", plain(text)) if re.search(r"\d", text) else ""


def words(text: str) -> list[str]:
    """The words of a name, without titles."""
    spaced = re.sub(r"[\W\d_]+", " ", re.sub(r"['`.\u2019]", "", plain(text)))
    return [word for word in spaced.split() if word not in TITLES]


def sorted_words(found: list[str]) -> str:
    return " ".join(sorted(set(found)))


def name(text: str) -> str:
    return sorted_words(words(text))
