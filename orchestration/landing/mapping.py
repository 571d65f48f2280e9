"""From the fields of a file to the columns of a contract, before any type is cast.

A reader sees only which fields are wanted. What a column makes of its field, or without one, is
said here as SQL over what the reader has staged: constants, expressions, words, stripped marks.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.company.contract import EPOCHS
from orchestration.company.departments import Column, Extract
from orchestration.company.expressions import alias
from orchestration.landing.casting import from_text
from orchestration.landing.staged import Source, Staged
from orchestration.quoting import literal, quoted

NOTHING = "cast(null as varchar)"


def fields(extract: Extract) -> Extract:
    """The extract as a reader must see it: one column per field of the file that is wanted.

    A field that two columns read is named by the first; one that only expressions read is called
    by its alias.
    """
    wanted: dict[str, Column] = {}
    for column in extract.columns:
        if column.reading.has_field:
            wanted.setdefault(plain(column.extract_name), column)
    for column in extract.columns:
        if column.reading.expression:
            for name in column.reading.expression.fields:
                field = Column(alias(name), "varchar", name, line=column.line)
                wanted.setdefault(plain(name), field)
    return replace(extract, columns=tuple(wanted.values()))


def columns(extract: Extract, staged: Staged) -> Staged:
    """The staged records with a source for every column of the contract."""
    names = {plain(c.extract_name): c.name for c in fields(extract).columns}
    used = sorted(
        {
            name
            for column in extract.columns
            if column.reading.expression
            for name in column.reading.expression.fields
        }
    )
    relation = staged.relation
    if used:
        read = ", ".join(
            f"{staged.sources[names[plain(name)]].text} as {quoted(alias(name))}" for name in used
        )
        relation = f"(select *, {read} from {staged.relation})"
    sources = {
        column.name: _source(column, staged, names.get(plain(column.extract_name), ""))
        for column in extract.columns
    }
    given = {alias(name): name for name in used}
    drift = tuple(
        replace(one, column_name=given.get(one.column_name, one.column_name))
        for one in staged.drift
        if one.kind != "type_changed" or one.column_name not in given  # expressions read text
    )
    return replace(staged, relation=relation, sources=sources, drift=drift)


def plain(name: str) -> str:
    """A field's name as it is compared: spaces and case do not matter."""
    return " ".join(name.split()).casefold()


def _source(column: Column, staged: Staged, field: str) -> Source:
    reading = column.reading
    if reading.absent:
        return Source(NOTHING)
    if reading.constant is not None:
        return Source(literal(reading.constant))
    if reading.expression:
        plain = Source(f"try(cast({reading.expression.sql} as varchar))")
    else:
        plain = staged.sources[field]
    if reading.decimal != "." or reading.time_zone or set(column.formats) & set(EPOCHS):
        plain = Source(plain.text)  # the type a file gives the value does not say as much
    if reading.strip:
        plain = Source(stripped(plain.text, reading.strip))
    return _by_words(column, plain, staged.excel_epoch) if reading.words else plain


def stripped(text: str, mark: str) -> str:
    """`text` without the mark it may begin with."""
    return f"case when starts_with(ltrim({text}), {literal(mark)}) " \
           f"then ltrim({text})[{len(mark) + 1}:] else {text} end"  # fmt: skip


def _by_words(column: Column, source: Source, excel_epoch: str | None) -> Source:
    """Words become what they mean, then the type; a word that means nothing is no value at all."""
    reading = column.reading
    word = f"coalesce(lower(trim({source.text})), '')"
    known = ", ".join(_word(said) for said, _ in reading.words)
    empty = [_word(said) for said, meant in reading.words if meant is None]
    # What counts as written: no word that means nothing, but an empty field that means something.
    cases = [f"when {word} in ({', '.join(empty)}) then null"] if empty else []
    if any(said == "" for said, _ in reading.words):
        cases.append(f"when {word} = '' then '(empty)'")
    if reading.other_words == "empty":
        cases.append(f"when {word} not in ({known}) then null")
    text = f"case {' '.join(cases)} else {source.text} end" if cases else source.text
    meant = "".join(
        f"when {_word(said)} then {NOTHING if value is None else literal(value)} "
        for said, value in reading.words
    )
    other = text if reading.other_words == "keep" else NOTHING
    value = f"case {word} {meant}else {other} end"
    return Source(text, from_text(column, value, excel_epoch))


def _word(said: str) -> str:
    return f"lower({literal(said)})"
