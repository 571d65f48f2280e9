"""Reading one column of a contract: its type, its field, and how its text becomes a value."""

from __future__ import annotations

import re
from typing import Any

from orchestration.company import checks, expressions, vocabulary
from orchestration.company.contract import EPOCHS, OTHER_WORDS, Column
from orchestration.company.mapped import Expression, Reading
from orchestration.company.mistakes import Notes
from orchestration.company.positions import Said

NAME = re.compile(r"[a-z_][a-z0-9_]*")
TYPES = re.compile(
    r"varchar|date|timestamp|boolean|double|(tiny|small|big)int|integer|decimal\([0-9]+, ?[0-9]+\)"
)
MADE = ("absent", "constant", "expression")


def column(
    said: Any, table: Said, place: dict[str, Any], of: str, notes: Notes
) -> Column | None:  # fmt: skip
    """Read one column; None where it has no name. `place` is the table's time zone and currency.

    Its `home` is the company's time zone.
    """
    if not isinstance(said, Said) or not isinstance(said.get("name"), str) or not said["name"]:
        line = said.line if isinstance(said, Said) else table.line_of("columns")
        notes.add(line, of, "a column must be a mapping with name and data_type.")
        return None
    name = said["name"]
    thing = f"{of}.{name}"
    notes.repeated(said, thing)
    notes.known(said, vocabulary.DBT["column"], thing, "column")
    meta = notes.meta(said, "column", thing)
    if not NAME.fullmatch(name):
        notes.add(said.line, thing, f"name {name!r} must be lower-case letters, digits and _; what "
                  "the file calls it goes to extract_name.")  # fmt: skip
    for word in ("time_zone", "currency"):
        checks.place(meta, word, thing, notes)
    data_type = _type(said, thing, notes)
    formats = _formats(meta, data_type, thing, notes)
    return Column(
        name=name,
        data_type=data_type,
        extract_name=_extract_name(meta, name, thing, notes),
        required=meta.get("required") is True,
        pii=meta.get("pii") if isinstance(meta.get("pii"), str) else None,
        format=formats[0] if formats else None,
        description=str(said.get("description") or ""),
        reading=_reading(meta, data_type, formats, place, thing, notes),
        keep_changes=meta.get("keep_changes") is True,
        line=said.line,
    )


def _extract_name(meta: Said, name: str, thing: str, notes: Notes) -> str:
    text = meta.texts.get("extract_name", None if "extract_name" in meta else name)
    if not text:
        notes.add(meta.line_of("extract_name"), thing, "extract_name must be the field's name in "
                  "the file.")  # fmt: skip
    return text or name


def _type(said: Said, thing: str, notes: Notes) -> str:
    given = said.get("data_type")
    if not isinstance(given, str) or not given:
        notes.missing(said, "data_type", thing, f"one of {', '.join(vocabulary.TYPES)}.")
        return "varchar"
    if TYPES.fullmatch(given.lower()):
        digits = [int(number) for number in re.findall(r"[0-9]+", given)]
        if not digits or (1 <= digits[0] <= 38 and digits[1] <= digits[0]):
            return given
        notes.add(said.line_of("data_type"), thing, f"data_type {given!r}: at most 38 digits, and "
                  "no more behind the point than there are.")  # fmt: skip
        return "varchar"
    plain = re.split(r"[ (\[]", given.lower())[0]
    other = vocabulary.TYPES_ELSEWHERE.get(given.lower()) or vocabulary.TYPES_ELSEWHERE.get(plain)
    close = other or vocabulary.nearest(given, vocabulary.TYPES)
    hint = f"did you mean {close}?" if close else f"there are: {', '.join(vocabulary.TYPES)}."
    notes.add(said.line_of("data_type"), thing, f"{thing.rpartition('.')[2]} has unknown type "
              f"{given!r}; {hint}")  # fmt: skip
    return "varchar"


def _formats(meta: Said, data_type: str, thing: str, notes: Notes) -> list[str]:
    said = meta.get("format")
    formats = [one for one in (said if isinstance(said, list) else [said]) if one is not None]
    line = meta.line_of("format")
    sound = []
    for form in formats:
        if data_type not in ("date", "timestamp"):
            notes.add(line, thing, f"format is for date and timestamp, not for {data_type}.")
            return []
        fault = None
        if not isinstance(form, str):
            fault = "must be a text"
        elif form in EPOCHS:
            pass
        elif form.startswith("epoch"):
            fault = f"did you mean {vocabulary.nearest(form, EPOCHS) or ' or '.join(EPOCHS)}?"
        elif "%" not in form:
            fault = 'is written like "%d/%m/%Y" or "%Y-%m-%d %H:%M:%S %z", or epoch_s'
        else:
            why = expressions.time_format_fault(form)
            fault = f"cannot be read ({why})" if why else None
        if fault:
            notes.add(line, thing, f"format {form!r}: {fault}.")
        else:
            sound.append(form)
    return sound


def _reading(
    meta: Said, data_type: str, formats: list[str], place: dict[str, Any], thing: str, notes: Notes
) -> Reading:  # fmt: skip
    made = [word for word in MADE if word in meta and meta[word] is not False]
    for word in made[1:]:
        notes.add(meta.line_of(word), thing, f"{made[0]} and {word}: a column is made in one way.")
    if made and "extract_name" in meta:
        notes.add(meta.line_of("extract_name"), thing, f"extract_name and {made[0]}: the column is "
                  f"a field of the file, or it is {made[0]}.")  # fmt: skip
    if "absent" in made and meta.get("required") is True:
        notes.add(meta.line_of("absent"), thing, "absent and required: nothing would ever load.")
    constant = meta.texts.get("constant") if "constant" in made else None
    if "constant" in made and (constant is None or not expressions.reads(constant, data_type)):
        notes.add(meta.line_of("constant"), thing, f"constant {constant!r} does not read as "
                  f"{data_type}; for a column without a value say absent: true.")  # fmt: skip
    words = _words(meta, thing, notes)
    if "other_words" in meta and not words:
        notes.add(meta.line_of("other_words"), thing, "other_words without words: say words: "
                  "{WORD IN THE FILE: value}.")  # fmt: skip
    is_amount = data_type not in ("varchar", "date", "timestamp", "boolean")
    if meta.get("decimal") == "," and not is_amount:
        notes.add(meta.line_of("decimal"), thing, f"decimal is for numbers, not for {data_type}.")
    default = "keep" if data_type == "varchar" else "reject"
    said = meta.get("other_words")
    zone, currency = (meta.get(word, place.get(word)) for word in ("time_zone", "currency"))
    home, is_moment = place.get("home", "UTC"), data_type in ("date", "timestamp")
    is_elsewhere = data_type == "timestamp" and isinstance(zone, str) and zone != home
    return Reading(
        absent="absent" in made,
        constant=constant,
        expression=_expression(meta, thing, notes) if "expression" in made else None,
        strip=meta["strip"] if isinstance(meta.get("strip"), str) else "",
        words=words,
        other_words=(said if said in OTHER_WORDS else default) if words else "keep",
        other_formats=tuple(formats[1:]),
        decimal="," if meta.get("decimal") == "," and is_amount else ".",
        currency=currency if is_amount and isinstance(currency, str) else None,
        time_zone=zone if is_elsewhere else None,
        home=home if is_moment else "UTC",
    )


def _words(meta: Said, thing: str, notes: Notes) -> tuple[tuple[str, str | None], ...]:
    said = meta.get("words")
    if not isinstance(said, Said):
        return ()
    notes.repeated(said, thing)
    if not said:
        notes.add(meta.line_of("words"), thing, "words is empty: say {WORD IN THE FILE: value}.")
    seen: dict[str, str] = {}
    for word in said:
        if word not in said.texts:
            notes.add(said.line_of(word), thing, f"words: what {word} means must be one value.")
        elif (plain := word.strip().casefold()) in seen:
            notes.add(said.line_of(word), thing, f"words {seen[plain]!r} and {word!r} are one word:"
                      " case and blanks around it do not count.")  # fmt: skip
        seen[word.strip().casefold()] = word
    return tuple((word.strip(), value) for word, value in said.texts.items())


def _expression(meta: Said, thing: str, notes: Notes) -> Expression | None:
    text = meta.get("expression")
    if not isinstance(text, str):
        return None
    try:
        return expressions.checked(text)
    except expressions.ExpressionError as error:
        notes.add(meta.line_of("expression"), thing, f"expression {error}")
        return Expression("null", ())
