"""Erased people in running text: e-mails, phones, numbers and names are looked up by hash."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator

from orchestration.privacy import forms
from orchestration.privacy.keys import LENGTH
from orchestration.privacy.tombstones import CONTACTS, Tombstone

ERASED = "[erased]"
_LEAST = 6  # characters from which a number alone tells what it is a number of
_MOST_CACHED = 1 << 20


class Mentions:
    """What tombstones say of texts; see `spans`."""

    def __init__(self, key: bytes, tombstones: Iterable[Tombstone]) -> None:
        self._key = key
        self._known: dict[str, dict[str, str]] = {}
        for one in tombstones:
            if not (one.is_shared and one.kind in CONTACTS):
                self._known.setdefault(one.kind, {})[one.hash] = one.stands_as or ""
        self._seen: dict[str, bool] = {}

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, kind) of everything in a text that names an erased person."""
        if "email" in self._known:
            for found in forms.EMAIL.finditer(text):
                if self._is("email", forms.email(found[0].rstrip("."))):
                    yield found.start(), found.start() + len(found[0].rstrip(".")), "email"
        if "phone" in self._known:
            for found in forms.PHONE.finditer(text):
                if self._is("phone", forms.phone(found[0])):
                    yield *found.span(), "phone"
        yield from self._tokens(text)
        if "name" in self._known:
            yield from self._names(text)

    def redacted(self, text: str) -> str | None:
        """The text with `[erased]` for what names an erased person; None where nothing does."""
        spans = sorted((start, end) for start, end, _ in self.spans(text))
        if not spans:
            return None
        parts, at = [], 0
        for start, end in spans:
            if start >= at:
                parts += [text[at:start], ERASED]
            at = max(at, end)
        return "".join(parts) + text[at:]

    def _tokens(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in forms.IDENTIFIER.finditer(text):
            token = found[0]
            marked = found.start() > 0 and text[found.start() - 1] == "@"
            telling = any(map(str.isdigit, token)) or "_" in token
            if len(token) >= 4 and (telling or marked):
                is_number = len(token) >= _LEAST and not (token.isdigit() and len(token) < 8)
                if self._is("identifier", forms.identifier(token)):
                    yield *found.span(), "identifier"
                elif is_number and self._is("any", forms.identity(token)):
                    yield *found.span(), "id"

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        spans = [(one.start(), one.end()) for one in re.finditer(r"[^\W\d_]+", text)]
        words = [forms.plain(text[start:end]) for start, end in spans]
        for place in range(len(words) - 1):
            for size in (2, 3):
                if len(set(words[place : place + size])) < size:
                    continue
                start, end = spans[place][0], spans[place + size - 1][1]
                if re.search(r"[.!?;:\n]\s", text[start:end]) and size == 3:
                    continue
                said = forms.sorted_words(words[place : place + size])
                joined = forms.name(text[start:end])
                if self._is("name", said) or (joined != said and self._is("name", joined)):
                    yield start, end, "name"

    def _is(self, kind: str, value: str) -> bool:
        if not value or kind not in self._known:
            return False
        message = f"{kind}|{value}"
        known = self._seen.get(message)
        if known is None:
            digest = hmac.digest(self._key, message.encode(), hashlib.sha256).hex()[:LENGTH]
            known = digest in self._known[kind]
            if len(self._seen) > _MOST_CACHED:
                self._seen.clear()
            self._seen[message] = known
        return known


Redact = Callable[[str], str | None]
