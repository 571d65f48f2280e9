"""A search for erased people without knowing them: every token of every file, by its hash.

Names are left out, as somebody else may bear one; contacts, numbers and ids are nobody else's.
"""

from __future__ import annotations

from orchestration.privacy import keys, searching, tombstones
from orchestration.privacy.mentions import Mentions
from orchestration.privacy.redacting import texts_in
from orchestration.privacy.searching import Found
from orchestration.settings import Settings

_TELLING = ("email", "phone", "identifier", "any")


def erased(settings: Settings) -> tuple[Found, ...]:
    """Every file that names an erased person, how it was read, and how often it does."""
    known = [one for one in tombstones.every(settings) if one.kind in _TELLING]
    if not known:
        return ()
    mentions = Mentions(keys.key(settings), known)
    found = []
    for path in searching.files(searching.folders(settings)):
        for how, content in searching.contents(path):
            if searching.is_packed(content):
                continue  # it comes again, unpacked or decoded
            held = {span for text in texts_in(content) for span in mentions.spans(text)}
            if held:
                found.append(Found(path, how, len(held)))
    return tuple(found)
