"""What a name names, told from its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.identity.values.name_words import Words
from orchestration.identity.values.naming import (
    COUPLE,
    ESTATE,
    FUNCTION,
    ORGANISATION,
    PERSON,
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
        ("Peter/Paula Frost", ("paula", "peter"), "frost"),
        ("Peter Frost or Paula Frost", ("paula", "peter"), "frost"),
        ("Peter and/or Paula Frost", ("paula", "peter"), "frost"),
        ("Peter Frost / Paula Jones", ("paula", "peter"), "jones frost"),
        ("P/J Frost", ("j", "p"), "frost"),
        ("Mr/Mrs Frost", (), "frost"),
        ("Peter and Paula", ("paula", "peter"), ""),
        ("Peter | Paula Frost", ("paula", "peter"), "frost"),
        ("Peter; Paula Frost", ("paula", "peter"), "frost"),
        ("Peter Frost with Paula Frost", ("paula", "peter"), "frost"),
        ("Frost (Mr & Mrs)", (), "frost"),
        ("FROST MR & MRS P", ("p",), "frost"),
        ("Mr. and Mrs. P. Frost Jr.", ("p",), "frost"),
        ("Mr Frost & Ms Jones", (), "jones frost"),
        ("The Frost Children", (), "frost"),
        ("Peter, Paula and Anna Frost", ("anna", "peter"), "frost"),
        ("Frost, Peter and Paula", ("paula", "peter"), "frost"),
        ("Peter Frost & Family", ("peter",), "frost"),
        ("Frost & Family", (), "frost"),
        ("The Frost Family", (), "frost"),
        ("Frost Household", (), "frost"),
        ("The Frosts", (), "frost"),
        ("The Joneses", (), "jones"),
        ("Mr Frost and Wife", (), "frost"),
        ("Peter Frost + Guest", ("peter",), "frost"),
        ("Peter Frost & 2 others", ("peter",), "frost"),
        ("Messrs Frost", (), "frost"),
        ("Messrs P & J Frost", ("j", "p"), "frost"),
        ("Mesdames Frost", (), "frost"),
        ("MM. Dupont", (), "dupont"),
        ("Peter oder Paula Frost", ("paula", "peter"), "frost"),
        ("Peter y Maria Garcia", ("maria", "peter"), "garcia"),
        ("Parents of Peter Frost", (), "frost"),
        ("Parent/Guardian of Peter Frost", (), "frost"),
        ("The Next of Kin of Peter Frost", (), "frost"),
        ("Eltern von Peter Frost", (), "frost"),
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
        ("Trustees of the Frost Settlement", "frost settlement"),
        ("The Governors of Frost Hall", "frost hall"),
        ("Peter Frost t/a Frost Plumbing", "frost plumbing"),
        ("Peter Frost trading as Frost's", "frosts"),
        ("Acme Ltd FAO Peter Frost", "acme"),
        ("FROST A/S", "frost"), ("Frost a/s", "frost"), ("FROST & SØN K/S", "frost son"),
        ("FROST S/A", "frost"), ("FROST S.A.", "frost"), ("Frost s.a.", "frost"),
        ("Frost S.A", "frost"), ("Banco Frost S. A.", "banco frost"), ("FROST G.M.B.H.", "frost"),
        ("Frost G.m.b.H. & Co. K.G.", "frost"), ("Frost S. r. l.", "frost"),
        ("FROST SP. Z O.O.", "frost"), ("Frost sp. z o. o.", "frost"), ("FROST A.Ş.", "frost"),
        ("FROST CO.", "frost"), ("Frost L. L. C.", "frost"),
        ("Acme Ltd, Attn: Peter Frost", "acme"),
        ("Acme Ltd c/o Brown LLP", "acme"), ("c/o Acme Ltd", "acme"),
        ("Messrs Frost & Jones Solicitors", "messrs frost jones solicitors"),
        ("Sussex NHS", "sussex nhs"), ("Frost Police", "frost police"),
        ("Frost Hospital", "frost hospital"),
        ("Frost PCC", "frost pcc"), ("Embassy of Frost", "embassy of frost"),
        ("Mr J Frost Family Trust", "mr j frost family trust"),
        ("M Frost Trust", "m frost trust"), ("Peter Frost SIPP", "peter frost sipp"),
        ("Peter Frost Pension Scheme", "peter frost pension scheme"),
        ("Peter Frost as trustee for Amy Frost", "amy frost"),
        ("Estate Agents Ltd", "estate agents"), ("The Frost Family Trust", "frost family trust"),
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
        ("Exors John Smith", ("john",), "smith"),
        ("c/o Exors of John Smith", ("john",), "smith"),
        ("Exors of John Smith c/o Brown LLP", ("john",), "smith"),
        ("Executors", (), ""),
        ("The Executors", (), ""),
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
        "The Occupier", "OCCUPIER", "Householder", "The Current Resident", "Occupier, Flat 3",
        "The Occupier of 12 High Street", "Owner/Occupier", "To the Resident", "Cash Sale",
        "Walk-in Customer", "Sir/Madam", "Account Holder", "An die Bewohner", "Monsieur l'occupant",
        "c/o Paula Jones", "Mum & Dad", "Mum and Dad", "Grandma", "School Office",
    ],
)  # fmt: skip
def test_whoever_lives_or_buys_there_is_nobody_known(text: str) -> None:
    assert named(text, WORDS).kind == FUNCTION


@pytest.mark.parametrize(
    "text",
    [
        "Peter Frost c/o Paula Jones", "Peter Frost, care of Paula Jones", "FAO Peter Frost",
        "Attn: Peter Frost", "Peter Frost or Current Resident", "z. Hd. Peter Frost",
        "Peter Frost S/O John Jones",
    ],
)  # fmt: skip
def test_what_stands_around_a_name_is_no_part_of_it(text: str) -> None:
    found = named(text, WORDS)
    assert (found.kind, found.given, found.family) == (PERSON, ("peter",), "frost")


@pytest.mark.parametrize(
    "text",
    [
        "Paula Guest", "John Tenant", "Maria Household", "Maria Household Jr", "Mr Or", "Anna Or",
        "The Anh Nguyen",
        "Peter Messrs-Frost", "John Smith", "Maria Sa", "Anna Ag", "Charlotte Church", "Tony Banks",
        "Li Co",
        "José Ortega y Gasset", "Costa e Silva", "Anna van den Berg", "John Sales", "John Smith Jr",
        "Smith, John", "Mr Smith", "Sales, John", "John Smith (deceased)",
        "Smith J.P.", "SMITH J/P", "Smith, J. B.", "Smith S. A.", "MARIA S. A.", "JOHN S.A. SMITH",
        "Mr Paul Smith S. A.",
    ],
)  # fmt: skip
def test_a_person_may_bear_such_words(text: str) -> None:
    assert named(text, WORDS).kind == PERSON


SIGNS = st.sampled_from(
    ["-", "--", "'", ",", "()", "/", "1", "s", "Ж", "漢字", "\u200b", "-Paula-"]
)
JOINS = st.sampled_from(["&", "+", "and", "or", "Mr", "Mrs", "Family"])
OF_RULES = st.sampled_from(sorted({row["word"] for row in WORDS.rows}))
NAMES = st.sampled_from(["Peter", "Paula", "Frost", "O'Neill-Frost"])


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.one_of(SIGNS, JOINS, OF_RULES, NAMES), max_size=6))
def test_every_order_of_words_and_signs_names_something(words: list[str]) -> None:
    found = named(" ".join(words), WORDS)
    assert all(part.strip("-") == part != "" for part in (*found.given, *found.family.split()))
