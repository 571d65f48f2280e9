"""What a name names, told from its words."""

from __future__ import annotations

import pytest

from orchestration.identity.values.naming import (
    COUPLE,
    ESTATE,
    FUNCTION,
    ORGANISATION,
    PERSON,
    Words,
    named,
)

WORDS = Words({"peter", "paula", "john", "anna", "maria"})


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Peter & Paula Adekunle-Frost", ("paula", "peter"), "adekunle frost"),
        ("Paula and Peter Frost", ("paula", "peter"), "frost"),
        ("Mr & Mrs P Frost", ("p",), "frost"),
        ("Mr and Mrs Frost", (), "frost"),
        ("Mr P & Mrs Q Frost", ("p", "q"), "frost"),
        ("Mr M Frost & Mrs Q Jones", ("m", "q"), "jones frost"),
        ("Frost, Mr & Mrs P", ("p",), "frost"),
        ("Dr & Mrs van den Berg", (), "van den berg"),
        ("Herr und Frau Müller", (), "muller"),
        ("M. et Mme Dupont", (), "dupont"),
        ("Sr. y Sra. García", (), "garcia"),
        ("Familie Müller", (), "muller"),
        ("Paula Frost and Peter", ("paula", "peter"), "frost"),
        ("Peter &amp; Paula Frost", ("paula", "peter"), "frost"),
        ("Pe\u200bter & Paula Frost", ("paula", "peter"), "frost"),
    ],
)
def test_a_couple_is_two_given_names_and_one_home(
    text: str, given: tuple[str, ...], family: str
) -> None:
    found = named(text, WORDS)
    assert (found.kind, found.given, found.family) == (COUPLE, given, family)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Ltd", "acme"), ("ACME LIMITED", "acme"), ("The Acme Group PLC", "acme group"),
        ("Müller GmbH & Co. KG", "muller"), ("Nestlé S.A.", "nestle"), ("Nestlé SA", "nestle"),
        ("Studio Rossi S.r.l.", "studio rossi"), ("UAB Baltija", "baltija"),
        ("John Smith Plumbing", "john smith plumbing"), ("J Smith & Sons", "j smith sons"),
        ("Smith & Co", "smith"), ("Marks & Spencer", "marks spencer"),
        ("Brown and Jones Solicitors", "brown jones solicitors"),
        ("University of Bristol", "university of bristol"),
    ],
)  # fmt: skip
def test_a_firm_is_told_by_its_legal_form_or_its_trade(text: str, name: str) -> None:
    found = named(text, WORDS)
    assert (found.kind, found.family) == (ORGANISATION, name)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Exors of John Smith", ("john",), "smith"),
        ("The Executors of Mrs M Smith decd", ("m",), "smith"),
        ("Estate of the late John van den Berg", ("john",), "van den berg"),
        ("The late John Smith", ("john",), "smith"),
        ("Smith, John (Exors)", ("john",), "smith"),
        ("Herederos de John Smith", ("john",), "smith"),
    ],
)
def test_an_estate_names_whom_it_was(text: str, given: tuple[str, ...], family: str) -> None:
    found = named(text, WORDS)
    assert (found.kind, found.given, found.family) == (ESTATE, given, family)


@pytest.mark.parametrize(
    "text",
    ["Accounts", "Accounts Dept.", "The Manager", "Head Office", "Sales Team", "Buchhaltung"],
)
def test_a_post_in_a_firm_is_nobody(text: str) -> None:
    assert named(text, WORDS).kind == FUNCTION


@pytest.mark.parametrize(
    "text",
    [
        "John Smith", "Maria Sa", "Anna Ag", "Charlotte Church", "Tony Banks", "Li Co",
        "José Ortega y Gasset", "Costa e Silva", "Anna van den Berg", "John Sales", "John Smith Jr",
        "Smith, John", "Mr Smith", "Sales, John", "John Smith (deceased)",
    ],
)  # fmt: skip
def test_a_person_may_bear_such_words(text: str) -> None:
    assert named(text, WORDS).kind == PERSON
