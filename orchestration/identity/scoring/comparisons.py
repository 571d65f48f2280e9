"""The comparisons of the model: what is compared, and the levels of agreement, best first.

An address is one comparison: number, street and postcode agree or differ together (Fellegi and
Sunter's independence), and a household must not count as three proofs of one person.
"""

from __future__ import annotations

from orchestration.identity.scoring.levels import Comparison, Level


def _either_null(column: str) -> str:
    return f"{column}_l is null or {column}_r is null"


_SAME_LINE = (
    "house_number_l is not distinct from house_number_r and street_l is not null "
    "and jaro_winkler_similarity(street_l, street_r) >= 0.88"
)
_SAME_STREET = (
    "(coalesce(postcode_l, city_l) is null or coalesce(postcode_r, city_r) is null "
    "or postcode_l = postcode_r or city_l = city_r) "
    "and length(street_l) > 4 and jaro_winkler_similarity(street_l, street_r) >= 0.92"
)
_SAME_HOME = f"{_SAME_LINE} and postcode_l = postcode_r"
_BIRTH_PARTS = (
    "(cast(left(birth_text_l, 4) = left(birth_text_r, 4) as int) "
    "+ cast(birth_text_l[5:6] = birth_text_r[5:6] as int) "
    "+ cast(birth_text_l[7:8] = birth_text_r[7:8] as int))"
)
_VAGUE = "(birth_text_l[5:8] in ('0000', '0101') or birth_text_r[5:8] in ('0000', '0101'))"

_CROSS_LEFT = (
    "(least(length(given_name_l), length(family_name_r)) > 3 "
    "and jaro_winkler_similarity(given_name_l, family_name_r) >= 0.9)"
)
_CROSS_RIGHT = (
    "(least(length(family_name_l), length(given_name_r)) > 3 "
    "and jaro_winkler_similarity(family_name_l, given_name_r) >= 0.9)"
)
_SWAPPED = (
    "((given_name_l = family_name_r and family_name_l = given_name_r) "
    f"or ({_CROSS_LEFT} and {_CROSS_RIGHT}))"
)

# A name that many people carry is no slip of another such name.
_BOTH_KNOWN = "(given_known_l and given_known_r)"
# Of names in two scripts the vowels are often written otherwise, or not at all.
_TWO_SCRIPTS = "script_l is distinct from script_r"
_SOUND = (
    "((strlen({0}_sound_l) > 1 and {0}_sound_l = {0}_sound_r and {0}_name_l <> {0}_name_r) "
    f"or ({_TWO_SCRIPTS} and "
    "strlen({0}_bones_l) > 1 and {0}_bones_l = {0}_bones_r))"
)
_ALIKE_IN_SCRIPTS = (
    "((jaro_winkler_similarity({0}_name_l, {0}_name_r) >= {1} "
    "and not is_one_character({0}_name_l, {0}_name_r)) "
    f"or ({_TWO_SCRIPTS} and "
    "jaro_winkler_similarity({0}_sound_l, {0}_sound_r) >= {1}))"
)
_SIMILAR = (
    "(jaro_winkler_similarity(given_name_l, given_name_r) >= {} "
    "or (least(length(given_name_l), length(given_name_r)) > 2 "
    "and (contains(given_name_l, given_name_r) or contains(given_name_r, given_name_l))))"
)

GIVEN = Comparison(
    "given",
    ("given_name", "given_sound", "given_bones", "given_forms", "given_known", "given_initials",
     "middle_name", "family_name", "script"),
    _either_null("given_name"),
    (
        Level("same", "given_name_l = given_name_r and strlen(given_name_l) > 1", 0.70,
              "given_name"),
        Level("nickname", "strlen(given_name_l) > 1 and strlen(given_name_r) > 1 "
              "and list_has_any(given_forms_l, given_forms_r)", 0.08),
        Level("sounds the same", f"{_SOUND.format('given')} "
              f"and (not {_BOTH_KNOWN} or {_TWO_SCRIPTS})", 0.02),
        Level("one typo", "damerau_levenshtein(given_name_l, given_name_r) = 1 "
              f"and least(length(given_name_l), length(given_name_r)) > 3 "
              f"and not {_BOTH_KNOWN}", 0.05),
        Level("same initial", "(strlen(given_name_l) = 1 or strlen(given_name_r) = 1) "
              "and list_has_any(given_initials_l, given_initials_r)", 0.06),
        Level("similar", f"{_SIMILAR.format(0.88)} and not {_BOTH_KNOWN}", 0.03),
        Level("swapped with the family name", _SWAPPED, 0.01),
        Level("goes by the middle name", "given_name_l = split_part(middle_name_r, ' ', 1) "
              "or given_name_r = split_part(middle_name_l, ' ', 1)", 0.02),
        Level("alike", f"{_ALIKE_IN_SCRIPTS.format('given', 0.78)} "
              f"and (not {_BOTH_KNOWN} or {_TWO_SCRIPTS})", 0.02),
        Level("misread", "is_misread(given_name_l, given_name_r) "
              f"and not {_BOTH_KNOWN}", 0.005),
        Level("one of them swapped", f"{_CROSS_LEFT} or {_CROSS_RIGHT}", 0.005),
        Level("one character another", "is_one_character(given_name_l, given_name_r)", 0.01),
        Level("alike, both known", f"{_SIMILAR.format(0.78)} and {_BOTH_KNOWN}", 0.01, most=0.1),
        Level("different", "ELSE", 0.03, most=0.1),
    ),
)  # fmt: skip
MIDDLE = Comparison(
    "middle",
    ("middle_name", "middle_sound", "script"),
    _either_null("middle_name"),
    (
        Level("same", "middle_name_l = middle_name_r and strlen(middle_name_l) > 1", 0.55),
        Level("same initial", "(strlen(middle_name_l) = 1 or strlen(middle_name_r) = 1) "
              "and (left(middle_name_l, 1) = left(middle_name_r, 1) "
              "or left(middle_sound_l, 1) = left(middle_sound_r, 1))", 0.35),
        Level("similar", f"{_ALIKE_IN_SCRIPTS.format('middle', 0.85)} "
              "or starts_with(middle_name_l, middle_name_r) "
              "or starts_with(middle_name_r, middle_name_l)", 0.05),
        Level("different", "ELSE", 0.05),
    ),
)  # fmt: skip
FAMILY = Comparison(
    "family",
    ("family_name", "family_sound", "family_bones", "given_name", "script"),
    # Swapped names are counted once, as a level of the given name.
    f"({_either_null('family_name')}) "
    f"or coalesce({_SWAPPED} and given_name_l <> given_name_r, false)",
    (
        Level("same", "family_name_l = family_name_r", 0.84, "family_name"),
        Level("sounds the same", _SOUND.format("family"), 0.02),
        Level("all words of it", "contains(family_name_l, ' ') "
              "and contains(family_name_r, ' ') and (words_within(family_name_l, family_name_r) "
              "or words_within(family_name_r, family_name_l))", 0.01),
        Level("one typo", "damerau_levenshtein(family_name_l, family_name_r) = 1 "
              "and least(length(family_name_l), length(family_name_r)) > 3", 0.05),
        Level("similar", "jaro_winkler_similarity(family_name_l, family_name_r) >= 0.9", 0.02),
        Level("misread", "is_misread(family_name_l, family_name_r)", 0.005),
        Level("part of a double name", "list_has_any(string_split(family_name_l, ' '), "
              "string_split(family_name_r, ' '))", 0.02),
        Level("alike", _ALIKE_IN_SCRIPTS.format("family", 0.78), 0.02),
        Level("different", "ELSE", 0.04),
    ),
)  # fmt: skip
BIRTH = Comparison(
    "birth",
    ("birth_text",),
    _either_null("birth_text"),
    (
        Level("same day", "birth_text_l = birth_text_r and birth_text_l[7:8] <> '00'", 0.90,
              "birth_text"),
        Level("one digit or swapped", "damerau_levenshtein(birth_text_l, birth_text_r) = 1 "
              "or (left(birth_text_l, 4) = left(birth_text_r, 4) "
              "and birth_text_l[5:6] = birth_text_r[7:8] "
              "and birth_text_l[7:8] = birth_text_r[5:6])", 0.04),
        Level("same year, one knows no more",
              f"left(birth_text_l, 4) = left(birth_text_r, 4) and {_VAGUE}", 0.01),
        Level("two parts of three", f"{_BIRTH_PARTS} = 2", 0.02),
        Level("same year or two digits", "left(birth_text_l, 4) = left(birth_text_r, 4) "
              "or damerau_levenshtein(birth_text_l, birth_text_r) = 2", 0.01),
        Level("different", "ELSE", 0.02, most=0.05),
    ),
)  # fmt: skip
# `paul.x@` and `paula.x@` are no slip of one another where the two are called so.
_EACH_ITS_OWN = (
    f"({_BOTH_KNOWN} and given_name_l <> given_name_r and contains(email_local_l, given_name_l) "
    "and contains(email_local_r, given_name_r))"
)
EMAIL = Comparison(
    "email",
    ("email", "email_local", "email_letters", "email_digits", "family_name", "given_name",
     "given_known"),
    # Two namesakes both write their name before the @: that repeats the name and adds nothing.
    f"({_either_null('email')}) or (email_l <> email_r and email_letters_l = email_letters_r "
    "and contains(email_letters_l, replace(family_name_l, ' ', '')))",
    (
        Level("same", "email_l = email_r", 0.70, None, True),
        Level("typo", "damerau_levenshtein(email_l, email_r) <= 2 "
              "and left(email_l, 2) = left(email_r, 2) and email_digits_l = email_digits_r "
              f"and not coalesce({_EACH_ITS_OWN}, false)", 0.03, None, True),
        Level("same before the @", "email_local_l = email_local_r and length(email_local_l) > 4",
              0.04, None, True),
        Level("different", "ELSE", 0.23),
    ),
)  # fmt: skip
PHONE = Comparison(
    "phone",
    ("phone", "phone_alternative"),
    "coalesce(phone_l, phone_alternative_l) is null "
    "or coalesce(phone_r, phone_alternative_r) is null",
    (
        Level("same", "phone_l = phone_r or phone_l = phone_alternative_r "
              "or phone_alternative_l = phone_r or phone_alternative_l = phone_alternative_r",
              0.70, None, True),
        Level("one digit", "damerau_levenshtein(phone_l, phone_r) = 1", 0.03, None, True),
        Level("different", "ELSE", 0.27),
    ),
)  # fmt: skip
ADDRESS = Comparison(
    "address",
    ("house_number", "street", "flat", "postcode", "area", "city"),
    "coalesce(street_l, postcode_l, city_l) is null "
    "or coalesce(street_r, postcode_r, city_r) is null",
    (
        Level("same home", f"{_SAME_HOME} and flat_l is not distinct from flat_r", 0.58, None,
              True),
        Level("same house, a unit left out", f"{_SAME_HOME} and (flat_l is null or flat_r is null)",
              0.04, None, True),
        Level("same house, another unit", _SAME_HOME, 0.01, None, True),
        Level("same line, postcode nearly", f"{_SAME_LINE} and (postcode_l is null "
              "or postcode_r is null or damerau_levenshtein(postcode_l, postcode_r) <= 2)",
              0.04, None, True),
        Level("same street, a number left out or misread", f"{_SAME_STREET} and (house_number_l "
              "is null or house_number_r is null "
              "or damerau_levenshtein(house_number_l, house_number_r) = 1)", 0.02, None, True),
        Level("same postcode, no line", "postcode_l = postcode_r "
              "and (street_l is null or street_r is null)", 0.04, None, True),
        Level("same postcode, another line", "postcode_l = postcode_r", 0.03, None, True),
        Level("same area", "area_l = area_r", 0.04),
        Level("same town", "jaro_winkler_similarity(city_l, city_r) >= 0.92", 0.04),
        Level("elsewhere", "ELSE", 0.18),
    ),
)  # fmt: skip

IDENTIFIER = Comparison(
    "identifier",
    ("national_id", "loyalty_number"),
    f"({_either_null('national_id')}) and ({_either_null('loyalty_number')})",
    (
        Level("same", "national_id_l = national_id_r or loyalty_number_l = loyalty_number_r",
              0.90, None, True),
        Level("one digit", "damerau_levenshtein(national_id_l, national_id_r) = 1 "
              "or damerau_levenshtein(loyalty_number_l, loyalty_number_r) = 1", 0.05, None, True),
        Level("different", "ELSE", 0.05),
    ),
)  # fmt: skip

REFERENCE = Comparison(
    "reference",
    ("refs",),
    "not coalesce(list_has_any(refs_l, refs_r), false)",
    (
        Level("party to one order, policy or case", "list_has_any(refs_l, refs_r)",
              0.90, None, True),
        Level("none", "ELSE", 0.10),
    ),
)  # fmt: skip

COMPARISONS = (GIVEN, MIDDLE, FAMILY, BIRTH, EMAIL, PHONE, ADDRESS, IDENTIFIER, REFERENCE)
