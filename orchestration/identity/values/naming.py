"""What a name names: a person, a couple, an organisation, a function in one, or an estate.

Decided from the words alone, before anything is linked, by the rule `name_words`. Whatever names no
single person never bridges people: see `attach`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestration.identity.values import sentinels
from orchestration.identity.values.name_words import Words, plain

PERSON, COUPLE, ORGANISATION, FUNCTION, ESTATE = KINDS = (
    "person", "couple", "organisation", "function", "estate",
)  # fmt: skip
_LETTER = r"[^\W\d_]"
_ABBREVIATED = re.compile(rf"^(?:[A-Z]{{2,4}}|(?:{_LETTER}\.)+{_LETTER}|{_LETTER}/{_LETTER})\.?$")
_SLASHED = re.compile(rf"(?<=[^\W\d_][\s.,)])({_LETTER})/({_LETTER})(?=\.?\s*(?:$|[&,(]))")
_AND_SONS = re.compile(r" (?:&|and|\+) (?:sons?|daughters?|brothers?|bros|partners)$")


@dataclass(frozen=True)
class Named:
    """What a text names; `given` and `family` are in lower case, without accents.

    `given` are up to two given names or initials, `family` is the family name or, of an
    organisation, its name without its legal form.
    """

    kind: str
    given: tuple[str, ...] = ()
    family: str = ""


def named(text: str, words: Words) -> Named:
    """What `text`, a name as written, names."""
    return _aside(text, words) or _named(text, plain(text), words)


def _aside(text: str, words: Words) -> Named | None:
    """What stands around a name: at whose house, to whose attention, as what somebody trades."""
    whole = plain(text)
    if found := words.trading.match(whole):
        return Named(ORGANISATION, (), _firm(found[2].split()))
    for pattern, is_theirs in ((words.care_of, False), (words.attention, True)):
        if (found := pattern.match(whole)) is None:
            continue
        head, tail = found[1] or "", found[2]
        if not head:
            inner = _named(tail, tail, words)
            if inner.kind != PERSON:
                return inner
            return _person(tail, words) if is_theirs else Named(FUNCTION)
        outer = _named(head, head, words)
        return _person(head, words) if outer.kind == PERSON else outer
    return None


def _person(whole: str, words: Words) -> Named:
    """A person among words that are no part of the name."""
    head, _, tail = whole.partition(",")
    tokens = _untitled(tail.split() + head.split(), words)
    at = _family_from(tokens, words) if tokens else 0
    return Named(PERSON, tuple(tokens[:1]) if at else (), " ".join(tokens[at:]).replace("-", " "))


def _firm(tokens: Sequence[str]) -> str:
    left_out = ("the", "&", "+", "/", ",", "and")
    return " ".join(token for token in tokens if token not in left_out).replace("-", " ")


def _named(text: str, whole: str, words: Words) -> Named:
    if found := words.estate.match(whole):
        return _estate(found[1], words)
    if whole.removeprefix("the ") in words.of("estate_before", "estate_after"):
        return Named(ESTATE)
    if _is_place(whole, words):
        return Named(FUNCTION)
    if found := words.board.match(whole):
        return Named(ORGANISATION, (), _firm(found[1].split()))
    if found := words.kin.match(whole):
        return replace(_couple(found[1], words) or _person(found[1], words), kind=COUPLE, given=())
    tokens = re.sub("[,/]", " ", plain(_SLASHED.sub(r"\1\2", text))).split()
    if firm := _organisation(text, tokens, words):
        return Named(ORGANISATION, (), firm)
    if found := words.estate_after.match(whole):
        return _estate(found[1], words)
    if _is_function(tokens, words):
        return Named(FUNCTION)
    return _couple(whole, words) or Named(PERSON)


def _is_place(whole: str, words: Words) -> bool:
    """Whoever lives or buys there: `The Occupier`, `Current Resident, Flat 3`, `Cash Sale`."""
    tokens = whole.replace(",", " ").split()
    while tokens and tokens[0] in ("the", "to", "dear"):
        tokens.pop(0)
    for at in range(len(tokens), 0, -1):
        if " ".join(tokens[:at]) in words.places:
            rest = tokens[at:]
            return not rest or rest[0] in ("of", "at", "flat") or rest[0][:1].isdigit()
    if tokens and tokens[0] in words.titles:
        return _is_place(" ".join(tokens[1:]), words)
    parts = " ".join(tokens).split(" / ")
    return len(parts) > 1 and all(_is_place(part, words) for part in parts)


def _estate(rest: str, words: Words) -> Named:
    head, _, tail = rest.partition(",")
    own = tail.split() + head.split() if tail.strip() else head.split()
    tokens = [token for token in _untitled(own, words) if token not in words.deceased]
    if not tokens:
        return Named(ESTATE)
    at = _family_from(tokens, words)
    return Named(ESTATE, tuple(tokens[:1]) if at else (), " ".join(tokens[at:]).replace("-", " "))


def _untitled(tokens: list[str], words: Words) -> list[str]:
    """Without the titles in front: `Mr M Smith` has one, and an initial."""
    kept = list(tokens)
    while kept and kept[0] in words.titles and (len(kept[0]) > 1 or len(kept) == len(tokens) == 1):
        kept.pop(0)
    return kept


def _family_from(tokens: Sequence[str], words: Words) -> int:
    """Where the family name begins: the last word, with the particles before it; 0 if alone."""
    at = len(tokens) - 1
    while at > 1 and tokens[at - 1] in words.particles:
        at -= 1
    return at


def _organisation(text: str, tokens: list[str], words: Words) -> str:
    """The name of a firm without its legal form, or nothing."""
    if len(tokens) < 2:
        return ""
    core, is_legal = _without_form(text, tokens, words)
    joined = " ".join(core)
    has_trade = (
        any(token in words.business for token in core[1:])
        or (len(core) > 2 and core[0] in words.business)
        or any(f"{a} {b}" in words.business for a, b in pairwise(core))
        or bool(_AND_SONS.search(joined))
        or _is_pair_of_names(core, words)
    )
    if core and core[0] in words.titles and not is_legal and not _is_trust(core, words):
        return ""
    if not (is_legal or has_trade):
        return ""
    return _firm(core)


def _is_trust(core: list[str], words: Words) -> bool:
    """`Mr J Smith Family Trust`; `M Smith Trust`, although M may be Monsieur."""
    least = 3 if len(core[0]) == 1 else 4
    return len(core) >= least and bool({core[-1], " ".join(core[-2:])} & words.trusts)


def _without_form(text: str, tokens: list[str], words: Words) -> tuple[list[str], bool]:
    """The words of a name without its legal form, and whether it had one."""
    last = (re.split(r"[\s,()]+", text.strip(" ,()")) or [""])[-1]
    is_written_short = last.lower() == "co." or (
        bool(_ABBREVIATED.match(last))
        and (
            re.search("[./]", last.rstrip(".")) is not None
            or (text != text.upper() and tokens[-1] not in words.given)
        )
    )
    core = _with_one_form(tokens, words)
    is_written_short |= len(core) < len(tokens)
    is_legal = any(token in words.legal for token in core[1:])
    if core[0] in words.legal:
        core.pop(0)
        is_legal = True
    while len(core) > 1:
        is_short = core[-1] in words.short and (
            is_legal or is_written_short or core[-2] in words.joins
        )
        if not (is_short or core[-1] in words.legal or (is_legal and core[-1] in words.joins)):
            break
        core.pop()
        is_legal = True
    return core, is_legal


def _with_one_form(tokens: Sequence[str], words: Words) -> list[str]:
    """The words, a form written apart at the end as one: `S. r. l.`, `Sp. z o.o.`."""
    core = list(tokens)
    for apart in range(5, 1, -1):
        tail = core[-apart:]
        is_form = "".join(tail) in words.legal or " ".join(tail) in words.legal
        if len(core) > apart and is_form and all(token not in words.given for token in tail):
            return [*core[:-apart], "".join(tail) if "".join(tail) in words.legal else tail[-1]]
    # Two letters may be initials as well, behind a family name alone.
    tail = core[-2:]
    is_form = len(core) > 3 and max(map(len, tail)) == 1 and "".join(tail) in words.short
    if is_form and not (words.given | words.titles) & set(core):
        return [*core[:-2], "".join(tail)]
    return core


def _is_pair_of_names(core: list[str], words: Words) -> bool:
    """`Marks & Spencer`, but not `Peter & Paula`."""
    return (
        len(core) == 3
        and core[1] in ("&", "+")
        and not {core[0], core[2]} & (words.given | words.titles)
        and core[2] not in words.others | words.families | frozenset(sentinels.NAMES)
        and min(len(core[0]), len(core[2])) > 1
    )


def _is_function(tokens: list[str], words: Words) -> bool:
    core = [token for token in tokens if token not in ("the", "&", "+", "and")]
    if " ".join(core) in words.functions:
        return True
    while len(core) > 1 and core[-1] in words.parts:
        core.pop()
    while len(core) > 1 and core[0] in words.parts:
        core.pop(0)
    phrase = " ".join(core)
    return phrase in words.functions or (
        bool(core) and all(token in words.functions for token in core)
    )


def _couple(whole: str, words: Words) -> Named | None:
    """Two people of one name, as in `Peter & Paula X`, `Mr and Mrs P X` or `Mr P & Mrs Q X`."""
    head, _, tail = (side.strip() for side in whole.partition(","))
    is_joined = bool(words.joins & {*tail.split()}) and head in words.given
    if is_joined and tail.split()[-1] not in words.given:
        # `Peter, Paula and Anna Frost` are three, `Frost, Peter and Paula` are two.
        return _couple(f"{head} & {tail}", words)
    tokens = _titles_first(_once(tail.split() + head.split(), words), words)
    is_one = bool(tokens) and tokens[0] in words.alone
    if is_one or " ".join(tokens[:2]) in words.alone:
        rest = tokens[1:] if is_one else tokens[2:]
        return _couple(" ".join(rest), words) or _two(rest, [], words) if rest else None
    if found := _with_others(tokens, words):
        return found
    parts = _parts(tokens, words)
    if len(parts) > 2 and len(parts[-1]) > 1 and not any(part[0] in words.titles for part in parts):
        return _two(parts[0], parts[-1], words)
    if len(tokens) > 3 and tokens[1] in words.title_joins and {tokens[0], tokens[2]} <= words.given:
        return _two(tokens[:1], tokens[2:], words)
    for at, token in enumerate(tokens):
        if not 0 < at < len(tokens) - 1:
            continue
        before, after = tokens[:at], tokens[at + 1 :]
        titled = before[0] in words.titles and after[0] in words.titles
        if titled and token in words.title_joins:
            return _two(before, after, words)
        if token in words.joins and not {*before, *after} & words.joins:
            if len(before) == len(after) == 1 and not titled:
                # `Peter & Paula` are two people, `Marks & Spencer` is none.
                is_two = before[0] in words.given and after[0] in words.given
                return Named(COUPLE, _given(before[0], after[0])) if is_two else None
            if (
                before[0] in words.titles
                or after[0] in words.titles
                or len(after) > 1
                or (len(before) > 1 and after[0] in words.given)
            ):
                return _two(before, after, words)
    return None


def _once(tokens: Sequence[str], words: Words) -> list[str]:
    """Two joins running, as in `and/or`, are one."""
    pairs = zip(tokens, ["", *tokens], strict=False)
    return [token for token, last in pairs if not {token, last} <= words.joins]


def _titles_first(tokens: list[str], words: Words) -> list[str]:
    """`Frost Mr & Mrs` as `Mr & Mrs Frost`, without a generation at the end."""
    for at in range(1, len(tokens) - 2):
        is_pair = tokens[at + 1] in words.title_joins and tokens[at + 2] in words.titles
        if is_pair and tokens[at] in words.titles and not set(tokens[:at]) & words.titles:
            tokens = tokens[at:] + tokens[:at]
            break
    while len(tokens) > 2 and tokens[-1] in sentinels.GENERATIONS:
        tokens = tokens[:-1]
    return tokens


def _parts(tokens: Sequence[str], words: Words) -> list[list[str]]:
    """The words between joins."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token not in words.joins:
            parts[-1].append(token)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _with_others(tokens: list[str], words: Words) -> Named | None:
    """`The Frost Family`, `Peter Frost and wife`, `The Frosts`; `Frost or Occupier` is Frost."""
    own = tokens[1:] if tokens[:1] == ["the"] else tokens
    if len(own) == 1 and len(tokens) == 2 and own[0][-1] == "s" and own[0] not in words.given:
        return Named(COUPLE, (), re.sub("(?<=[sxz])es$|s$", "", own[0]))
    at = next((n for n in range(1, len(own)) if own[n] in words.joins), 0)
    rest = [token for token in own[at:] if token not in words.joins] if at else []
    if at and _is_place(" ".join(rest), words):
        return _person(" ".join(own[:at]), words)
    if rest and {token for token in rest if not token.isdigit()} <= words.others | words.families:
        return _two(own[:at], [], words)
    is_surname = len(own) == 2 and own[0] in words.given  # `Paula Household`
    while len(own) > 1 and own[-1] in words.families and not is_surname:
        own = own[:-1]
        while len(own) > 1 and own[-1] in words.joins:
            own = own[:-1]
        if not (len(own) > 1 and own[-1] in words.families):
            return _couple(" ".join(own), words) or _two(own, [], words)
    return None


def _two(before: list[str], after: list[str], words: Words) -> Named:
    """Of the words on either side of the join: given names or initials, and the family name."""
    one, two = (
        _untitled([token for token in side if token not in words.joins], words)
        for side in (before, after)
    )
    if not two and one:  # `Paula X and Mr`
        one, two = [], one
    families, given = [], []
    own_one = len(one) > 1
    at = _family_from(two, words) if two else 0
    if len(two) > 1 and two[0] in words.particles and not own_one:
        families.append(" ".join(two))
    elif len(two) > 1:
        given.append(two[0])
        families.append(" ".join(two[at:]))
    elif two and own_one and two[0] in words.given:
        given.append(two[0])
    elif two:
        families.append(two[0])
    if own_one:
        given.append(one[0])
        families.append(" ".join(one[_family_from(one, words) :]))
    elif (
        one
        and two
        and before[0] in words.titles
        and len(one[0]) > 1
        and not (one[0] in words.given or given)
    ):
        families.append(one[0])
    elif one:
        given.append(one[0])
    family = " ".join(dict.fromkeys(" ".join(dict.fromkeys(families)).replace("-", " ").split()))
    return Named(COUPLE, _given(*given), family)


def _given(*names: str) -> tuple[str, ...]:
    """The first part of each."""
    return tuple(sorted({name.replace("-", " ").split()[0] for name in names if name}))
