"""One form for every way of writing the same."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.identity.values import standardise

Row = dict[str, str | None]


def forms(region: str = "GB", **values: str) -> Row:
    """The standardised form of one record of a company in `region`."""
    connection = duckdb.connect()
    connection.execute("create schema identity_work")
    columns = ", ".join(f"$v{i} as {name}" for i, name in enumerate(values))
    connection.execute(
        f"create table records as select 'crm:1' as record_id, {columns}",
        {f"v{i}": value for i, value in enumerate(values.values())},
    )
    standardise.standardise(connection, "records", region)
    cursor = connection.execute("from identity_work.standardised")
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchall()[0], strict=True))


@pytest.mark.parametrize(
    ("full_name", "given", "middle", "family", "suffix"),
    [
        ("Mr John A. Smith", "john", "a", "smith", None),
        ("SMITH, John Albert", "john", "albert", "smith", None),
        ("Seán O'Brien", "sean", None, "obrien", None),
        ("Jan van der Berg", "jan", None, "van der berg", None),
        ("Magda1ena Kowalska", "magdalena", None, "kowalska", None),
        ("George Harcastle Jr", "george", None, "harcastle", "junior"),
        ("Amina Smith-Jones", "amina", None, "smith jones", None),
        ("Mrs Smith", None, None, "smith", None),
        ("N/A", None, None, None, None),
    ],
)
def test_a_name_is_split_however_it_is_written(
    full_name: str, given: str | None, middle: str | None, family: str | None, suffix: str | None
) -> None:
    row = forms(full_name=full_name)
    assert (row["given_name"], row["middle_name"], row["family_name"], row["suffix"]) == (
        given, middle, family, suffix,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given_name", "family_name", "full_name", "found"),
    [
        ("isla", "mills", "Lady Isla Mary Mills, 3rd baronet", ("isla", "mary", "mills")),
        ("isla", "", "isla mary mills", ("isla", "mary", "mills")),
        ("", "mills", "isla mills", ("isla", None, "mills")),
        ("isla", "mills", "Mills, Isla Mary", ("isla", None, "mills")),
        ("tom", "chudleigh", "tom clifford baron of chudleigh", ("tom", None, "chudleigh")),
        ("tom", "ford", "tom clifford", ("tom", None, "ford")),
    ],
)
def test_a_full_name_tells_the_parts_that_stand_nowhere_else(
    given_name: str, family_name: str, full_name: str, found: tuple[str | None, ...]
) -> None:
    named = {"given_name": given_name, "family_name": family_name, "full_name": full_name}
    row = forms(**{name: value for name, value in named.items() if value})
    assert (row["given_name"], row["middle_name"], row["family_name"]) == found


@pytest.mark.parametrize(
    "phone", ["07700 900123", "+44 (0)7700 900123", "00447700900123", "(07700) 900-123"]
)
def test_a_british_number_has_one_form(phone: str) -> None:
    assert forms(phone=phone)["phone"] == "+447700900123"


@pytest.mark.parametrize(("phone", "form"), [("+33 6 12 34 56 78", "+33612345678"), ("n/a", None)])
def test_a_foreign_number_keeps_its_country_and_a_word_is_no_number(
    phone: str, form: str | None
) -> None:
    assert forms(phone=phone)["phone"] == form


def test_an_email_is_lower_case_and_half_an_address_is_none() -> None:
    assert forms(email="J.Smith@Example.org ")["email"] == "j.smith@example.org"
    assert forms(email="j.smith@")["email"] is None


@pytest.mark.parametrize(
    ("line_1", "line_2", "number", "street", "flat"),
    [
        ("Flat 3, 12 High Street", "", "12", "high st", "3"),
        ("12 High St.", "Flat 3", "12", "high st", "3"),
        ("Flat 3", "12 High Street", "12", "high st", "3"),
        ("12a High Street", "", "12", "high st", "a"),
        ("Rose Cottage", "23 Alma Close", "23", "alma cl", None),
        ("Rose Cottage 23 Alma Close", "", "23", "alma cl", None),
        ("Rose Cottage", "Mill Lane", None, "rose cottage mill ln", None),
        ("1st floor flat, 9 Mill Lane", "", "9", "mill ln", "first"),
        ("4Z9 Island Club Square", "", "429", "island club sq", None),
        ("1st Avenue", "", None, "1st ave", None),
        ("Highway 58", "", None, "hwy 58", None),
        ("P.O. Box 6846", "", None, "po box 6846", None),
        ("Postfach 6846", "", None, "po box 6846", None),
        ("Hauptstraße 5", "", "5", "hauptstr", None),
        ("Hauptstr. 5 a", "", "5", "hauptstr", "a"),
        ("Anna-Seghers-Straße 47", "", "47", "anna seghers st", None),
        ("Hauptstraße", "5", "5", "hauptstr", None),
        ("Via Roma, 12 int. 3", "", "12", "via roma", "3"),
        ("ul. Marszałkowska 10/12", "", "10", "ul marszalkowska", "12"),
        ("Calle 5 de Mayo 12", "", "12", "calle 5 de mayo", None),
        ("12 rue de la Paix", "", "12", "rue de la paix", None),
    ],
)
def test_an_address_is_number_street_and_flat(
    line_1: str, line_2: str, number: str | None, street: str, flat: str | None
) -> None:
    row = forms(address_line_1=line_1, address_line_2=line_2, postcode="BS1 4AB")
    assert (row["house_number"], row["street"], row["flat"]) == (number, street, flat)


@pytest.mark.parametrize("postcode", ["sw1a 1aa", "SW1A1AA", "SW1A lAA", " SW1A  1AA"])
def test_a_misread_postcode_is_put_right(postcode: str) -> None:
    assert forms(postcode=postcode)["postcode"] == "SW1A1AA"


def test_a_placeholder_birth_date_is_none() -> None:
    assert forms(birth_on="1900-01-01")["birth_on"] is None
    assert str(forms(birth_on="1960-02-01")["birth_on"]) == "1960-02-01"


@pytest.mark.parametrize(
    ("region", "postcode", "form"),
    [
        ("BR", "01037", "01037"),
        ("BR", "01037-010", "01037010"),
        ("DE", "01067", "01067"),
        ("US", "02134-1000", "02134"),
        ("CA", "K1A 0B1", "K1A0B1"),
        ("NL", "1012 AB", "1012AB"),
        ("", "K1A 0B1", "K1A0B1"),
        ("GB", "PO1 2A8", "PO12AB"),
        ("FR", "PO1 2A8", "PO12A8"),
    ],
)
def test_only_a_british_postcode_is_read_as_a_misread_one(
    region: str, postcode: str, form: str
) -> None:
    assert forms(region, postcode=postcode)["postcode"] == form


def test_a_record_that_names_its_country_is_read_as_of_there() -> None:
    assert forms("GB", postcode="K1A 0B1", country="CA")["postcode"] == "K1A0B1"
    assert forms("CA", postcode="PO1 2A8", country="UK")["postcode"] == "PO12AB"
    assert forms("GB", postcode="PO1 2A8", country="Portugal")["postcode"] == "PO12A8"


@pytest.mark.parametrize(
    ("region", "phone", "form"),
    [
        ("BR", "(11) 91234-5678", "+5511912345678"),
        ("US", "(617) 555-0123", "+16175550123"),
        ("GB", "07700 900123", "+447700900123"),
        ("", "07700 900123", "07700900123"),
        ("", "+44 7700 900123", "+447700900123"),
        ("", "none", None),
        ("", "12345", None),
    ],
)
def test_a_phone_without_a_country_code_is_of_the_companys_country(
    region: str, phone: str, form: str | None
) -> None:
    assert forms(region, phone=phone)["phone"] == form


@pytest.mark.parametrize(
    ("region", "first", "second", "number", "street", "flat"),
    [
        ("GB", "2/1, 15 Larbrax Road", "", "15", "larbrax rd", "2s1"),
        ("GB", "Flat 2/1, 15 Larbrax Road", "", "15", "larbrax rd", "2s1"),
        ("GB", "2F1, 15 Larbrax Road", "", "15", "larbrax rd", "2f1"),
        ("GB", "15 Larbrax Road", "Flat 0/1", "15", "larbrax rd", "0s1"),
        ("GB", "0/1", "15 Larbrax Road", "15", "larbrax rd", "0s1"),
        ("GB", "15 Larbrax Road, Flat 2/1", "", "15", "larbrax rd", "2s1"),
        ("GB", "15 Larbrax Road (2/1)", "", "15", "larbrax rd", "2s1"),
        ("GB", "15 2F1 Larbrax Road", "", "15", "larbrax rd", "2f1"),
        ("GB", "Flat 6-20, 220 Test Street", "", "220", "test st", "6s20"),
        ("GB", "Top Floor Left, 15 Larbrax Road", "", "15", "larbrax rd", "top left"),
        ("GB", "15 Larbrax Road", "Top Floor Right", "15", "larbrax rd", "top right"),
        ("GB", "TFL, 15 Larbrax Road", "", "15", "larbrax rd", "top left"),
        ("GB", "Ground Floor Flat, 9 Mill Lane", "", "9", "mill ln", "ground"),
        ("GB", "1L, 15 Larbrax Road", "", "15", "larbrax rd", "1l"),
        ("GB", "No. 12 Larbrax Road", "", "12", "larbrax rd", None),
        ("GB", "Flat No. 3, No.12, Larbrax Road", "", "12", "larbrax rd", "3"),
        ("DE", "Nr. 12 Larbrax Road", "", "12", "larbrax rd", None),
        ("GB", "15/2 Larbrax Road", "", "15", "larbrax rd", "2"),
        ("GB", "15 Larbrax Road", "", "15", "larbrax rd", None),
        ("DE", "Hauptstr. 15", "", "15", "haupt st", None),
    ],
)
def test_a_unit_is_read_as_the_country_writes_it(
    region: str, first: str, second: str, number: str, street: str, flat: str | None
) -> None:
    row = forms(region, address_line_1=first, address_line_2=second)
    assert (row["house_number"], row["flat"]) == (number, flat)
    if region == "GB":
        assert row["street"] == street


def test_elsewhere_a_slash_in_a_number_is_no_scottish_flat() -> None:
    assert forms("AT", address_line_1="2/1, 15 Larbrax Road")["flat"] != "2s1"
