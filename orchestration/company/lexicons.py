"""Which languages texts can be read in, and what is said of those that they cannot.

A text is read by a lexicon of its language or not at all: English words for praise tell nothing
about a Portuguese text. The language is the company's; nothing here detects one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.company import profile, rules

# Languages with a lexicon of polarity: TextBlob's is English.
TONES = ("en",)


@dataclass(frozen=True)
class Lexicon:
    """What a company's texts can be read for; `note` says what cannot, and why."""

    has_tone: bool
    has_topics: bool
    note: str | None


def of(language: str, languages_of_topics: set[str]) -> Lexicon:
    """The lexicon of a language (ISO 639, two letters, or empty where nobody said)."""
    if not language:
        return Lexicon(False, False, "language unknown")
    has_tone, has_topics = language in TONES, language in languages_of_topics
    missing = {
        (False, False): "no lexicon for",
        (False, True): "no lexicon of tones for",
        (True, False): "no lexicon of topics for",
    }.get((has_tone, has_topics))
    return Lexicon(has_tone, has_topics, f"{missing} {language}" if missing else None)


def of_company(company: Path) -> Lexicon:
    """The lexicon of a company's language; its rule `topics` may bring topics in any.

    Raises ProfileError and RuleError.
    """
    language = profile.read(company).language
    return of(language, {row["language"] or language for row in rules.rows("topics", company)})
