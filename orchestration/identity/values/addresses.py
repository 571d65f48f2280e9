"""Addresses as number, street and unit: plain SQL over distinct address texts.

The unit is kept apart because two flats of one house are two homes, while a unit left out is no
contradiction. Street types are shortened (`road` → `rd`), so that spelling them out does not count.
The number stands before the street or, in much of Europe, behind it.
"""

from __future__ import annotations

import duckdb

from orchestration import queries
from orchestration.company import countries

STREET_TYPES = {
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "drive": "dr",
    "close": "cl", "court": "ct", "crescent": "cres", "gardens": "gdns", "garden": "gdns",
    "grove": "gr", "place": "pl", "square": "sq", "terrace": "ter", "terr": "ter", "park": "pk",
    "boulevard": "blvd", "circle": "cir", "highway": "hwy", "parkway": "pkwy", "trail": "trl",
    "saint": "st", "north": "n", "south": "s", "east": "e", "west": "w", "mount": "mt",
    "way": "wy", "hill": "hl", "mews": "mws", "green": "grn", "str": "st", "crt": "ct",
}  # fmt: skip
UNIT_WORDS = (
    "flat|flt|apartment|apt|appt|unit|room|rm|suite|ste|studio|bedsit|maisonette|appartement|"
    "apartamento|apto|wohnung|whg|interno|int|piso|lgh"
)
BARE = "^[0-9]+ ?[a-z]?$|^[a-z]$"
FLOORS = "(?:lower ground|upper|ground|first|second|third|fourth|top|basement|1st|2nd|3rd|4th)"
NOTHING = "^(n a|na|none|null|nil|unknown|tbc)$"
BOX = "post office box|postfach|postbus|casella postale|boite postale|apartado(?: postal)?"
# `hauptstrasse 5 a`, `via roma 12`, `marszalkowska 10 12`, but not `highway 58` or `po box 3`.
BEHIND = (
    r"^((?:[a-z0-9]+ )*[a-z]{2,}) ([0-9]+)"
    r"((?: ?[a-z])?(?: (?:[0-9]+[a-z]?|[a-z]|bis|ter|hs|izq|izda|dcha|links|rechts))*)$"
)
NUMBERED = r"\b(?:hwy|highway|fm|sr|cr|us|route|rte|rt|rd|road|county|state|box) [0-9]+"
# The name of a house before its number and street.
NAMED = "^[a-z ]*[a-z]{3,} ([0-9]+[a-z]? [a-z])"
# A number that a scanner misread: `4z9 island club`.
MISREAD = "^[0-9oilszb]*[0-9][0-9oilszb]* [a-z]"


_UNIT = f"(?:{UNIT_WORDS})"
_SIDES = "left|right|middle|centre|center|front|rear|back"
_STAIR = "top|ground|first|second|third|fourth|basement|1st|2nd|3rd|4th"
_HOUSE = r"([0-9]+[a-z]?\s)"
# How numbers are written out everywhere: `No. 12`, `Flat No. 3`.
EVERYWHERE = (
    (rf"\b({_UNIT})\s*(?:no|nr|num|number|n[°º])\.?\s*([0-9])", r"\1 \2"),
    (r"(^|[,/]\s*|\s)(?:(?:no|nr|num|number|n[°º])[.:]?\s*|№\s*)([0-9]+[a-z]?)\b,?", r"\1\2"),
)
_DASH = r"[-\x{2010}-\x{2015}]"
_STAIRS = (
    ("t", "top"), ("g", "ground"), ("f", "first"), ("1", "first"), ("2", "second"), ("3", "third"),
    ("b", "basement"),
)  # fmt: skip
_SIDE_LETTERS = (("l", "left"), ("r", "right"), ("m", "middle"), ("f", "flat"))


def _of_two(unit: str, sign: str, letter: str) -> tuple[tuple[str, str], ...]:
    """A flat of two numbers with `sign` between them, before its house or by itself."""
    two = rf"^\s*{unit}\s*([0-9]{{1,3}})\s*{sign}\s*([0-9]{{1,3}})"
    return (
        (rf"{two}(?:\s*,\s*|\s+){_HOUSE}", rf"flat \1{letter}\2 \3"),
        (rf"{two}\s*,?\s*$", rf"flat \1{letter}\2"),
    )


def _behind(sign: str, letter: str) -> tuple[str, str]:
    """A flat of two numbers behind its street."""
    return (
        rf"([0-9][a-z]?\s.*?[a-z])[ ,(]+{_UNIT}?\s*([0-9]{{1,2}})\s*{sign}\s*([0-9]{{1,2}})\)?\s*$",
        rf"\1 flat \2{letter}\3",
    )


# How units are written without a word for them, by the habit's name in `company/countries.csv`;
# what is read, as if it were said.
HABITS = {
    # Tenements: `2/1, 15 Larbrax Road` is the first flat of the second floor, written 2F1
    # where flats are counted otherwise; `15/2 Larbrax Road` is flat 2 of number 15, `TFL` the flat
    # on the left at the top.
    "tenements": (
        *_of_two(f"{_UNIT}?", "/", "s"),
        *_of_two(f"{_UNIT}?", "f", "f"),
        *_of_two(_UNIT, _DASH, "s"),
        (r"^\s*([0-9]{1,4})/([0-9]{1,2})\s*,?\s+([a-z])", r"flat \2 \1 \3"),
        (r"^\s*([0-9]{1,4})[ ,]+([0-9]{1,2})f([0-9]{1,2})[ ,]+([a-z])", r"flat \2f\3 \1 \4"),
        _behind("/", "s"),
        _behind("f", "f"),
        (rf"^\s*[pg]f\s*([0-9]{{1,2}})[ ,]+{_HOUSE}", r"flat 0f\1 \2"),
        (rf"^\s*([0-9])\s*([lr])[ ,]+{_HOUSE}", r"flat \1\2 \3"),
        (rf"^\s*({_STAIR})\s+({_SIDES})\s*,?\s*($|[0-9])", r"\1 floor \2 \3"),
        *(
            (rf"^\s*{floor}f{side}\s*,?\s*($|[0-9])", rf"{name} floor {word} \1")
            for floor, name in _STAIRS
            for side, word in _SIDE_LETTERS
        ),
    ),
}


def standardise(
    connection: duckdb.DuckDBPyConnection, source: str, target: str, region: str
) -> None:
    """Write `target`: one row per distinct address text of `source`, of a company in `region`.

    `source` has `address_line_1, address_line_2, unit` (raw); `target` adds `house_number, street,
    flat, address_line`, each null where the text does not say.
    """
    types = (
        "map {" + ", ".join(f"'{long}': '{short}'" for long, short in STREET_TYPES.items()) + "}"
    )
    unit = rf"\b(?:{UNIT_WORDS}) ?([0-9]+[fs][0-9]+|[0-9]+ ?[a-z]?|[a-z])\b"
    written = "x"
    for habit, meaning in (*EVERYWHERE, *HABITS.get(countries.of(region).address_habits, ())):
        written = f"regexp_replace({written}, '{habit}', '{meaning}', 'i')"
    floor = rf"\b({FLOORS} (?:floor(?: flat)?|flat)(?: (?:{_SIDES}))?)\b"
    storey = (
        "replace(replace(replace(replace(replace(replace(x, ' floor', ''), ' flat', ''), "
        "'1st', 'first'), '2nd', 'second'), '3rd', 'third'), '4th', 'fourth')"
    )
    connection.execute(
        queries.filled(
            __file__,
            "address_values.sql",
            written=written,
            storey=storey,
            floor=floor,
            unit=unit,
            target=target,
            source=source,
            nothing=NOTHING,
            bare=BARE,
            box=BOX,
            behind=BEHIND,
            numbered=NUMBERED,
            named=NAMED,
            types=types,
            misread=MISREAD,
        )
    )
