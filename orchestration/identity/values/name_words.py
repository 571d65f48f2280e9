"""The words by which names are told (rule `name_words`), and a name in the form they have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cached_property

from orchestration.company import rules
from orchestration.identity.values import sentinels

_UNSEEN = {"Cf", "Cc"}  # Unicode categories of what has no width


class Words:
    """The words of the rule `name_words`, by kind."""

    def __init__(self, given: Collection[str] = ()) -> None:
        self.rows = [row for row in rules.rows("name_words") if not row["valid_to"]]
        self.given = frozenset(given)

    def of(self, *kinds: str) -> frozenset[str]:
        return frozenset(row["word"].strip() for row in self.rows if row["kind"] in kinds)

    @cached_property
    def legal(self) -> frozenset[str]:
        return self.of("legal_form")

    @cached_property
    def short(self) -> frozenset[str]:
        return self.of("legal_form_short")

    @cached_property
    def business(self) -> frozenset[str]:
        return self.of("business")

    @cached_property
    def trades(self) -> frozenset[str]:
        """Single words that say what an organisation is or does, and not which one."""
        phrases = self.of("business")
        return frozenset(word for phrase in phrases for word in plain(phrase).split())

    @cached_property
    def trusts(self) -> frozenset[str]:
        return self.of("trust")

    @cached_property
    def functions(self) -> frozenset[str]:
        return self.of("function")

    @cached_property
    def parts(self) -> frozenset[str]:
        return self.of("function_part")

    @cached_property
    def titles(self) -> frozenset[str]:
        return self.of("couple_title") | frozenset(sentinels.TITLES)

    @cached_property
    def joins(self) -> frozenset[str]:
        return self.of("join") | {"&", "+", "/"}

    @cached_property
    def title_joins(self) -> frozenset[str]:
        return self.joins | self.of("join_of_titles")

    @cached_property
    def alone(self) -> frozenset[str]:
        return self.of("couple_alone")

    @cached_property
    def particles(self) -> frozenset[str]:
        return self.of("particle")

    @cached_property
    def estate(self) -> re.Pattern[str]:
        before = "|".join(map(re.escape, sorted(self.of("estate_before"), key=len, reverse=True)))
        return re.compile(rf"^(?:the )?(?:{before}) (?:the late )?(.+)$")

    @cached_property
    def estate_after(self) -> re.Pattern[str]:
        after = "|".join(map(re.escape, sorted(self.of("estate_after"), key=len, reverse=True)))
        return re.compile(rf"^(.+?) (?:{after})$")

    @cached_property
    def places(self) -> frozenset[str]:
        return self.of("place")

    @cached_property
    def others(self) -> frozenset[str]:
        return self.of("others")

    @cached_property
    def families(self) -> frozenset[str]:
        return self.of("couple_after")

    @cached_property
    def kin(self) -> re.Pattern[str]:
        return self._between("kin_before", r"^(?:the )?(?:{}) (.+)$")

    @cached_property
    def board(self) -> re.Pattern[str]:
        return self._between("organisation_before", r"^(?:the )?(?:{}) (.+)$")

    @cached_property
    def care_of(self) -> re.Pattern[str]:
        return self._between("care_of", r"^(?:(.+?) )?(?:{}) (.+)$")

    @cached_property
    def attention(self) -> re.Pattern[str]:
        return self._between("attention", r"^(?:(.+?) )?(?:{}) (.+)$")

    @cached_property
    def trading(self) -> re.Pattern[str]:
        return self._between("trading_as", r"^(.+?) (?:{}) (.+)$")

    def _between(self, kind: str, pattern: str) -> re.Pattern[str]:
        words = sorted(map(plain, self.of(kind)), key=len, reverse=True)
        return re.compile(pattern.format("|".join(map(re.escape, words))))

    @cached_property
    def deceased(self) -> frozenset[str]:
        return self.of("deceased")


def plain(text: str) -> str:
    """Lower case, without accents, stops and what nobody sees; `&`, `+`, `/` and `,` stay words."""
    text = "".join(c for c in unicodedata.normalize("NFKC", text) if _seen(c))
    text = text.replace("&amp;", "&")
    text = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c)
    )
    text = text.translate(str.maketrans("łøđßı", "lodsi")).replace("'", "").replace("\u2019", "")
    text = re.sub(r"[\\|;]", "/", text)
    text = re.sub(r"([&+,/])", r" \1 ", text.replace(".", ""))
    # A dash joins two parts of a name, and is nothing by itself.
    return " ".join(re.sub(r"[^\w&+,/ -]|_|(?<!\w)-|-(?!\w)", " ", text).split())


def _seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNSEEN or letter.isspace()
