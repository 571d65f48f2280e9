"""What free texts are about, and how they sound.

Topics are learned from the texts whose topic a department has ticked, in its own customers' words:
TF-IDF and multinomial logistic regression (scikit-learn). Where the model is not sure, the patterns
of the policy decide, and where none matches nobody does. Tone is TextBlob's lexicon of polarity:
it hears "brilliant" and "broken", not "still waiting". Both work without a network. In a language
without a lexicon nothing is read, and the note says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from orchestration import queries
from orchestration.company.lexicons import Lexicon
from orchestration.statistics.tables import replace_table

Texts = NDArray[np.str_]

# Fewer ticked texts than this teach little that the patterns do not know.
FEWEST_TICKED = 200
FEWEST_PER_TOPIC = 10
MOST_LEARNED_FROM = 20_000
SURE = 0.7
# Polarity beyond which a text sounds like something.
AUDIBLE = 0.1
# Words of letters alone: order numbers and telephone numbers are nobody's vocabulary.
WORDS = r"(?u)\b[^\W\d_]{2,}\b"

# A department that knows one topic only has not ticked it; such texts teach nothing.
_TEXTS = queries.text(__file__, "texts.sql")
_TYPES = {
    "interaction_id": "varchar",
    "topic": "varchar",
    "told_by": "varchar",
    "confidence": "double",
    "polarity": "double",
    "tone": "varchar",
    "note": "varchar",
}


@dataclass(frozen=True)
class TextSummary:
    """Texts read, those with a topic, and how many ticked ones the model learned from."""

    texts: int
    with_topic: int
    learned_from: int


def write(connection: duckdb.DuckDBPyConnection, lexicon: Lexicon) -> TextSummary:
    """Write `statistics.text_readings`: one row per touchpoint with a free text.

    `told_by` says whether the model or a pattern told the topic; both are null where none did.
    `note` is the lexicon's: what it cannot read is null.
    """
    connection.execute("create schema if not exists statistics")
    rows = connection.execute(_TEXTS).df()
    distinct, place = np.unique(rows["free_text"].to_numpy(dtype=str), return_inverse=True)
    ticked = rows["ticked"].to_numpy(dtype=object)
    labelled = np.array(
        [lexicon.has_topics and isinstance(topic, str) for topic in ticked], dtype=bool
    )
    learned, confidence, used = learn(
        rows["free_text"].to_numpy(dtype=str)[labelled], ticked[labelled].astype(str), distinct
    )
    nobody: Any = None
    sure = (confidence >= SURE)[place]
    matched = rows["matched"].to_numpy(dtype=object)
    if not lexicon.has_topics:
        matched = np.full(len(matched), None, dtype=object)
    topic = np.where(sure, learned[place], matched)
    has_topic = np.array([isinstance(name, str) for name in topic], dtype=bool)
    polarity = (polarities(distinct) if lexicon.has_tone else np.full(len(distinct), np.nan))[place]
    columns: dict[str, NDArray[Any]] = {
        "interaction_id": rows["interaction_id"].to_numpy(dtype=object),
        "topic": np.where(has_topic, topic, nobody),
        "told_by": np.where(sure, "model", np.where(has_topic, "pattern", nobody)),
        "confidence": np.where(sure, confidence[place], np.nan),
        "polarity": polarity,
        "tone": np.select(
            [~np.isfinite(polarity), polarity >= AUDIBLE, polarity <= -AUDIBLE],
            [nobody, "positive", "negative"],
            "neutral",
        ),
        "note": np.full(len(rows), lexicon.note, dtype=object),
    }
    replace_table(connection, "text_readings", _TYPES, columns)
    return TextSummary(len(rows), int(has_topic.sum()), used)


def learn(texts: Texts, topics: Texts, unread: Texts) -> tuple[NDArray[np.object_], Any, int]:
    """The likeliest topic of every text of `unread`, and its probability, both shape (unread,).

    Learns from at most 20,000 different `texts` with their `topics`, shape (ticked,); the
    probability is 0 where too few were ticked, or no word of a text was ever seen. The third value
    is how many were learned from.
    """
    names, codes, counts = np.unique(topics, return_inverse=True, return_counts=True)
    kept = counts[codes] >= FEWEST_PER_TOPIC if len(names) else np.zeros(0, dtype=bool)
    none = np.full(len(unread), None, dtype=object), np.zeros(len(unread)), 0
    if kept.sum() < FEWEST_TICKED or len(np.unique(codes[kept])) < 2 or not len(unread):
        return none
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    pairs, times = np.unique(
        np.char.add(np.char.add(topics[kept], "\t"), texts[kept]), return_counts=True
    )
    step = -(-len(pairs) // MOST_LEARNED_FROM)
    pairs, times = pairs[::step], times[::step]
    labels, said = np.array([pair.split("\t", 1) for pair in pairs]).T
    vectors = TfidfVectorizer(
        sublinear_tf=True, ngram_range=(1, 2), strip_accents="unicode", token_pattern=WORDS
    )
    model = LogisticRegression(C=10.0, max_iter=500)
    model.fit(vectors.fit_transform(said), labels, sample_weight=times)
    features = vectors.transform(unread)
    chances = model.predict_proba(features)
    seen = np.asarray(features.getnnz(axis=1) > 0)
    best = model.classes_[chances.argmax(axis=1)].astype(object)
    return best, np.where(seen, chances.max(axis=1), 0.0), len(pairs)


def polarities(texts: Texts) -> NDArray[np.float64]:
    """How each text sounds, from -1 to 1, shape (texts,); 0 where no word is in the lexicon."""
    if not len(texts):
        return np.zeros(0)
    from textblob import TextBlob

    return np.array([TextBlob(str(text)).sentiment.polarity for text in texts], dtype=np.float64)
