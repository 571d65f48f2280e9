"""What tables tell of is recognised by names and headings, and declared as feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.onboarding import department as onboarding
from orchestration.onboarding import lexicon
from orchestration.settings import Settings
from tests.company.onboarded import given, onboard, value, write


def test_people_and_purchases_are_recognised_and_declared(folder: Path, settings: Settings) -> None:
    write(
        folder,
        "customers.csv",
        "Customer ID,First Name,Last Name,Email,City",
        "C1,Ada,Byron,ada@x.example,Leeds",
        "C2,Alan,Mathison,alan@x.example,York",
    )
    write(
        folder,
        "orders_1.csv",
        "Order No,Customer ID,Ordered At,Order Status,Total,Shipping",
        "O1,C1,2025-10-01 09:50:26,Paid,53.91,4.90",
        "O2,C1,2025-10-02 09:50:26,Refunded,20.00,4.90",
        "O3,C2,2025-10-03 09:50:26,Paid,20.00,4.90",
        "O4,C2,2025-10-04 09:50:26,Glorped,20.00,4.90",
    )
    found = onboard(folder, settings)
    assert found["orders"].record_ids == (("kiosk", "customer_id"),)
    [status] = [column for column in found["orders"].columns if column.name == "order_status"]
    # A word that nobody knows stays as it is, and is held until somebody says what it means.
    assert status.reading.words == (("Paid", "completed"), ("Refunded", "refunded"))
    assert given(found["customers"])["people"] == {
        "record_id": "customer_id",
        "given_name": "first_name",
        "family_name": "last_name",
        "email": "email",
        "city": "city",
    }
    assert given(found["orders"]) == {
        "purchases": {
            "order_number": "order_no",
            "record_id": "customer_id",
            "ordered_at": "ordered_at",
            "status": "order_status",
            "total_amount": "total",
            "shipping": "shipping",
        }
    }


def test_what_is_paid_for_contracts_is_not_counted_twice(folder: Path, settings: Settings) -> None:
    write(folder, "members.csv", "Member ID,Email", "M1,ada@x.example", "M2,alan@x.example")
    write(
        folder,
        "memberships.csv",
        "Contract No,Member ID,Start Date,End Date,Monthly Fee",
        "V1,M1,2025-10-01,2026-09-30,49.90",
        "V2,M2,2025-10-02,2026-10-01,49.90",
    )
    payments = ("P1,M1,2025-10-01,49.90,paid", "P2,M2,2025-10-02,49.90,paid")
    head = "Payment No,Member ID,Payment Date,Amount,Status"
    write(folder, "sales.csv", head.replace("Payment No", "Order No"), *payments)
    assert "annual_amount" in given(onboard(folder, settings)["memberships"])["contracts"]
    (folder / "sales.csv").rename(folder / "payments.csv")
    (settings.company / "departments" / "kiosk" / "_kiosk.yml").unlink()
    done = onboarding.onboard(folder, settings, "kiosk")
    found = {one.table: one for one in done.department.extracts}
    assert "purchases" in given(found["payments"])
    assert "annual_amount" not in given(found["memberships"])["contracts"]
    assert any("count twice" in said for said in done.unknown)


def test_headings_in_another_language_are_understood(folder: Path, settings: Settings) -> None:
    write(
        folder,
        "mitglieder.csv",
        "Mitgliedsnummer;Vorname;Nachname;Geburtsdatum;Straße;Hausnummer;PLZ;Ort",
        "M1;Jörg;Weiß;01.02.1980;Gasse;1;01067;Dresden",
        "M2;Ute;Groß;03.04.1990;Weg;2a;10115;Berlin",
    )
    write(
        folder,
        "vertraege.csv",
        "Vertragsnummer;Mitgliedsnummer;Tarif;Beginn;Ende;Monatsbeitrag",
        "V1;M1;Plus;01.01.2025;;49,90",
        "V2;M2;Basis;01.02.2025;31.01.2026;29,90",
    )
    found = onboard(folder, settings)
    personal = {c.name: c.pii for c in found["mitglieder"].columns if c.pii}
    assert personal == {
        "mitgliedsnummer": "identifier",
        "vorname": "name",
        "nachname": "name",
        "geburtsdatum": "birth_date",
        "strasse": "address",
        "hausnummer": "address",
        "plz": "address",
        "ort": "address",
        "street_and_number": "address",
    }
    [postcode] = [c for c in found["mitglieder"].columns if c.name == "plz"]
    assert postcode.data_type == "varchar"  # Dresden's begin with 0
    people = given(found["mitglieder"])["people"]
    assert (people["address_line_1"], people["birth_on"]) == ("street_and_number", "geburtsdatum")
    contracts = given(found["vertraege"])["contracts"]
    # An amount a month is none for the whole term; a column of ours reckons that.
    assert contracts == {
        "contract_number": "vertragsnummer",
        "record_id": "mitgliedsnummer",
        "issued_at": "beginn",
        "starts_on": "beginn",
        "ends_on": "ende",
        "product": "tarif",
        "annual_amount": "amount_of_term",
    }


def test_who_is_known_by_an_address_alone_gets_a_number_that_does_not_tell_it(
    folder: Path, settings: Settings
) -> None:
    write(
        folder,
        "sends.csv",
        "send_id,email,sent_at",
        "1,a@x.example,2025-10-01 09:00:00",
        "2,b@x.example,2025-10-02 09:00:00",
        "3,A@x.example,2025-10-03 09:00:00",
    )
    write(
        folder,
        "unsubscribes.csv",
        "email,unsubscribed_at",
        "a@x.example,2025-11-01",
        "c@x.example,2025-11-01",
    )
    found = onboard(folder, settings)
    sends, refusals = given(found["sends"]), given(found["unsubscribes"])
    assert sends["messages"]["channel"] == "email"
    assert sends["messages"]["record_id"] == sends["people"]["record_id"] == "person_key"
    assert refusals["consents"] | {"consent_id": ""} == {
        "consent_id": "",
        "record_id": "person_key",
        "answered_at": "unsubscribed_at",
        "channel": "email",
        "answer": "no",
    }
    keys = {c.name: c.pii for t in found.values() for c in t.columns if c.reading.expression}
    assert keys["person_key"] == "identifier"


def test_cases_lines_and_answers_are_recognised(folder: Path, settings: Settings) -> None:
    write(
        folder,
        "order_items.csv",
        "order_id,order_item_id,product_id,price,quantity",
        "O1,1,P1,10.00,1",
        "O1,2,P2,5.50,2",
        "O2,1,P1,10.00,1",
    )
    write(
        folder,
        "complaints.csv",
        "complaint no,customer no,received on,solved on,subject",
        "K1,C1,2025-10-01,2025-10-03,late",
        "K2,C2,2025-10-02,,broken",
    )
    write(
        folder,
        "nps.csv",
        "response_id,customer no,response date,score,comment",
        "R1,C1,2025-10-01,9,fine",
        "R2,C2,2025-10-02,10,great",
    )
    found = onboard(folder, settings)
    assert given(found["order_items"]) == {
        "purchase_lines": {
            "order_number": "order_id",
            "line_number": "order_item_id",
            "sku": "product_id",
            "quantity": "quantity",
            "unit_price": "price",
        }
    }
    assert given(found["complaints"])["cases"]["is_complaint"] == "true"
    answers = given(found["nps"])
    assert answers["answers"]["question"] == "recommend"
    assert answers["invitations"]["record_id"] == "customer_no"


def test_a_review_is_of_whoever_placed_the_order_that_it_names(
    folder: Path, settings: Settings
) -> None:
    write(folder, "customers.csv", "customer_id,customer_city", "C1,Leeds", "C2,York")
    write(folder, "orders.csv", "order_id,customer_id,order_purchase_timestamp,order_approved_at",
          "O1,C1,2025-10-01 09:00:00,2025-10-01 10:00:00",
          "O2,C2,2025-10-02 09:00:00,2025-10-02 10:00:00")  # fmt: skip
    write(folder, "reviews.csv", "review_id,order_id,review_score,review_creation_date",
          "R1,O1,5,2025-10-09", "R2,O2,1,2025-10-09")  # fmt: skip
    found = onboard(folder, settings)
    # Nothing but a city is known of them, and they are customers all the same.
    assert given(found["customers"])["people"] == {
        "record_id": "customer_id",
        "city": "customer_city",
    }
    assert given(found["orders"])["purchases"]["ordered_at"] == "order_purchase_timestamp"
    assert given(found["reviews"])["invitations"]["record_id"] == "orders.customer_id"
    assert found["orders"].record_ids == (("kiosk", "customer_id"),)


def test_a_list_of_lines_is_for_another_command(folder: Path, settings: Settings) -> None:
    write(folder, "retail.csv", "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID",
          "1,A,1,2025-10-01,2.50,C1", "1,B,2,2025-10-01,1.00,C1",
          "2,A,1,2025-10-02,2.50,C2", "2,A,1,2025-10-02,2.50,C2")  # fmt: skip
    done = onboarding.onboard(folder, settings)
    assert done.unknown == [
        "retail lists what was bought line by line, without a number of the line: "
        "customer360 transactions makes a department of it"
    ]


def test_what_lacks_a_customers_number_is_said_and_not_made_up(
    folder: Path, settings: Settings
) -> None:
    write(folder, "sales.csv", "Sale No;Bought;Paid", "A1;31.12.2025 09:50;1.053,91",
          "A2;01.01.2026 19:05;53,91")  # fmt: skip
    write(folder, "tenants.csv", "City,Family Name", "Leeds,Byron", "Leeds,Byron")
    write(folder, "weather.csv", "Day,Rain", "2025-10-01,none", "2025-10-02,much")
    done = onboarding.onboard(folder, settings)
    assert done.feeds == ()
    assert done.unknown == [
        "sales looks like purchases, but lacks a column that numbers the customer",
        "tenants tells of people (city, family_name), but no column numbers them",
        "weather: no feed was recognised; docs/feeds.md lists what there is",
    ]


@pytest.mark.parametrize(
    ("titles", "given_name", "family_name"),
    [
        ("Codice socio;Nome;Cognome", "nome", "cognome"),
        ("Kundennummer;Name;Vorname", "vorname", "name"),
        ("Numero client;Nom;Prénom", "prenom", "nom"),
        ("Numero de cliente;Nombre;Apellidos", "nombre", "apellidos"),
        ("Nº cliente;Nome;Apelido", "nome", "apelido"),
        ("Klantnummer;Naam;Achternaam", "naam", "achternaam"),
    ],
)
def test_a_bare_name_beside_half_a_name_is_the_other_half(
    titles: str, given_name: str, family_name: str, folder: Path, settings: Settings
) -> None:
    write(folder, "people.csv", titles, "C1;Anna;Rossi", "C2;Ugo;Bianchi")
    found = onboard(folder, settings)["people"]
    people = given(found)["people"]
    assert (people["given_name"], people["family_name"]) == (given_name, family_name)
    assert {c.name for c in found.columns if c.pii == "name"} == {given_name, family_name}


def test_a_list_of_members_with_the_days_they_came_and_left_tells_of_contracts(
    folder: Path, settings: Settings
) -> None:
    write(
        folder,
        "soci.csv",
        "Codice socio;Nome;Cognome;Abbonamento;Data iscrizione;Data disdetta",
        "S1;Anna;Rossi;Annuale;13/01/2025;",
        "S2;Ugo;Bianchi;Mensile;14/02/2025;28/05/2025",
    )
    write(
        folder,
        "prenotazioni.csv",
        "ID prenotazione;Codice socio;Data e ora;Prezzo",
        "P1;S1;13/06/2025 18:00;12,50",
        "P2;S2;14/06/2025 18:00;15,00",
    )
    found = onboard(folder, settings)
    contracts = given(found["soci"])["contracts"]
    assert contracts["contract_number"] == contracts["record_id"] == "codice_socio"
    assert contracts["starts_on"] == "data_iscrizione"
    assert contracts["cancelled_on"] == "data_disdetta"
    assert given(found["prenotazioni"])["purchases"]["total_amount"] == "prezzo"


@pytest.mark.parametrize(
    ("heading", "means"),
    [
        ("Data di nascita", "birth_date"),
        ("Data nascita", "birth_date"),
        ("Fecha nacimiento", "birth_date"),
        ("Date of the birth", "birth_date"),
        ("Data iscrizione", "created_at"),
        ("Numéro téléphone", "phone"),
    ],
)
def test_small_words_may_be_left_out_of_a_heading(heading: str, means: str) -> None:
    assert lexicon.meaning(heading) == means


def test_firms_and_people_in_one_list_keep_their_names(folder: Path, settings: Settings) -> None:
    write(folder, "accounts.csv", "Account No,Company,First Name,Last Name",
          "A1,Valley Feed & Seed,,", "A2,,Ada,Byron", "A3,Dairy Ltd,Alan,Mathison")  # fmt: skip
    table = onboard(folder, settings)["accounts"]
    people = given(table)["people"]
    assert (people["given_name"], people["full_name"]) == ("first_name", "name_of_firm")
    names = [
        value(table, "name_of_firm", **{"Company": c, "First Name": f, "Last Name": n})
        for c, f, n in (("Valley Feed", None, None), (None, "Ada", "Byron"), ("D", "Alan", "M"))
    ]
    assert names == ["Valley Feed", None, None]


def test_a_table_is_known_by_its_name_in_its_own_letters(folder: Path, settings: Settings) -> None:
    write(folder, "顧客一覧.csv", "顧客番号,氏名,メルマガ,登録日",
          "K1,佐藤 花子,はい,2025-04-01", "K2,田中 健,いいえ,2025-04-02")  # fmt: skip
    write(folder, "クレーム.csv", "お問い合わせ番号,顧客番号,受付日時,件名",
          "Q1,K1,2025-05-01 10:00,遅延", "Q2,K2,2025-05-02 10:00,破損")  # fmt: skip
    found = onboard(folder, settings)
    people, complaints = (
        next(t for t in found.values() if t.pattern == name)
        for name in ("顧客一覧.csv", "クレーム.csv")
    )
    assert "answered_at" not in given(people)["consents"]  # it is when the record was made
    assert given(complaints)["cases"]["is_complaint"] == "true"
