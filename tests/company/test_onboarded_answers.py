"""Answers to marketing and amounts a month are recognised in lists of people and of contracts."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.company.contract import Extract
from orchestration.company.mapped import FeedRows
from orchestration.onboarding import department as onboarding
from orchestration.onboarding import lexicon
from orchestration.settings import Settings
from tests.company.onboarded import given, onboard, value, write


def consents(table: Extract) -> list[dict[str, str]]:
    """What each row that a table gives to the feed of consents says, by its column."""
    return [told(rows) for rows in table.feeds if rows.feed == "consents"]


def told(rows: FeedRows) -> dict[str, str]:
    return {name: value.constant or ".".join(value.path) for name, value in rows.values}


@pytest.mark.parametrize(
    ("heading", "yes", "no", "channel"),
    [
        ("Newsletter", "yes", "no", "email"),
        ("Accepts Marketing", "TRUE", "FALSE", None),
        ("SMS marketing", "Y", "N", "sms"),
        ("Werbung erlaubt", "ja", "nein", None),
        ("Consenso marketing", "Sì", "No", None),
        ("Acepta publicidad", "Sí", "No", None),
        ("Accepte la newsletter", "Oui", "Non", "email"),
        ("Nieuwsbrief", "Ja", "Nee", "email"),
        ("Aceita marketing", "Sim", "Não", None),
        ("メルマガ", "はい", "いいえ", "email"),
        ("Opt in", "1", "0", None),
    ],
)
def test_a_column_of_answers_in_a_list_of_people_is_an_answer_to_marketing(
    heading: str, yes: str, no: str, channel: str | None, folder: Path, settings: Settings
) -> None:
    write(folder, "customers.csv", f"Customer ID,Last Name,{heading}",
          f"C1,Byron,{yes}", f"C2,Mathison,{no}", "C3,Hopper,")  # fmt: skip
    table = onboard(folder, settings)["customers"]
    [said] = consents(table)
    assert (said["purpose"], said.get("channel")) == ("marketing", channel)
    assert said["consent_id"] == said["record_id"] == "customer_id"
    assert "answered_at" not in said  # nobody wrote down when: landing remembers
    [column] = [c for c in table.columns if c.name == said["answer"]]
    words = dict(column.reading.words)
    known = {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}
    meant = [words.get(word) or known.get(word.lower(), word) for word in (yes, no)]
    assert meant == ["yes", "no"]
    assert column.keep_changes


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [("Do Not Email", "Yes", "No"), ("Email Opt-Out", "true", "false"), ("Werbesperre", "x", ""),
     ("Non contattare", "Sì", "No"), ("No contactar", "1", "0")],
)  # fmt: skip
def test_a_yes_to_not_being_written_to_is_a_no_and_its_no_allows_nothing(
    heading: str, yes: str, no: str, folder: Path, settings: Settings
) -> None:
    write(folder, "customers.csv", f"Customer ID,Last Name,{heading}",
          f"C1,Byron,{yes}", f"C2,Mathison,{no}")  # fmt: skip
    table = onboard(folder, settings)["customers"]
    [said] = consents(table)
    assert value(table, said["answer"], **{heading: yes}) == "no"
    assert value(table, said["answer"], **{heading: no or "0"}) is None
    # What was never seen stays as it is: it is listed, and may be a no.
    assert value(table, said["answer"], **{heading: "Perhaps"}) == "perhaps"


def test_each_of_several_answers_is_one_of_its_own(folder: Path, settings: Settings) -> None:
    write(folder, "members.csv", "Member No,Surname,Email OK,SMS OK,Do not mail",
          "M1,Byron,Y,N,N", "M2,Mathison,N,Y,Y")  # fmt: skip
    said = consents(onboard(folder, settings)["members"])
    assert [one.get("channel") for one in said] == ["email", "sms", None]
    assert len({one["consent_id"] for one in said}) == 3


def test_what_is_consented_to_without_saying_to_what_is_told_and_permits_nothing(
    folder: Path, settings: Settings
) -> None:
    write(folder, "clienti.csv", "Codice cliente;Cognome;Consenso privacy",
          "C1;Rossi;Sì", "C2;Bianchi;No")  # fmt: skip
    done = onboarding.onboard(folder, settings)
    assert "consents" not in done.feeds
    assert any("clienti.consenso_privacy is an answer" in said for said in done.unknown)


def test_a_column_that_is_no_answer_gives_none(folder: Path, settings: Settings) -> None:
    write(folder, "customers.csv", "Customer ID,Last Name,Marketing",
          "C1,Byron,Fair 2025", "C2,Mathison,Web")  # fmt: skip
    assert "consents" not in given(onboard(folder, settings)["customers"])


MONTHLY = ("Monthly Fee", "Quota mensile", "Cuota mensual", "Cotisation mensuelle", "Maandbedrag",
           "Mensalidade", "Monatsbeitrag")  # fmt: skip


@pytest.mark.parametrize("heading", MONTHLY)
def test_an_amount_a_month_becomes_that_of_the_term(
    heading: str, folder: Path, settings: Settings
) -> None:
    write(folder, "contracts.csv", f"Contract No;Customer No;Start Date;End Date;{heading}",
          "K1;C1;01/01/2025;31/12/2026;1.049,90", "K2;C2;15/01/2025;;29,90")  # fmt: skip
    table = onboard(folder, settings)["contracts"]
    assert given(table)["contracts"]["annual_amount"] == "amount_of_term"

    def term(start: str, end: str, amount: str) -> float:
        fields = {"Start Date": start, "End Date": end, heading: amount}
        return float(str(value(table, "amount_of_term", **fields)))

    assert term("01/01/2025", "31/12/2026", "1.049,90") == pytest.approx(24 * 1049.90)
    assert term("15/01/2025", "", "29,90") == pytest.approx(12 * 29.90)
    assert term("01/02/2025", "28/02/2025", "29,90 €") == pytest.approx(29.90)


def test_a_monthly_fee_without_an_end_is_a_years(folder: Path, settings: Settings) -> None:
    write(folder, "soci.csv", "Codice socio;Cognome;Data iscrizione;Data disdetta;Canone mensile",
          "S1;Rossi;13/01/2025;;45,00", "S2;Bianchi;14/02/2025;28/05/2025;39,90")  # fmt: skip
    table = onboard(folder, settings)["soci"]
    found = value(table, "amount_of_term", **{"Canone mensile": "39,90"})
    assert float(str(found)) == pytest.approx(12 * 39.90)


# What a meaning is called in each language; a language that lacks one is seen here.
ASKED = {
    "person_id": "numero cliente|numero de cliente|numéro client|klantnummer|número de cliente",
    "family_name": "cognome|apellidos|nom de famille|achternaam|sobrenome",
    "birth_date": "data di nascita|fecha de nacimiento|date de naissance|geboortedatum|"
    "data de nascimento",
    "email": "e-mail|correo electrónico|courriel|e-mailadres|e-mail",
    "phone": "telefono|teléfono|téléphone|telefoon|telefone",
    "mobile": "cellulare|móvil|portable|mobiel|telemóvel",
    "street": "indirizzo|dirección|adresse|adres|morada",
    "city": "città|ciudad|ville|woonplaats|cidade",
    "postcode": "CAP|código postal|code postal|postcode|código postal",
    "order_id": "numero ordine|número de pedido|numéro de commande|ordernummer|número do pedido",
    "contract_id": "numero contratto|número de contrato|numéro de contrat|contractnummer|"
    "número do contrato",
    "amount": "importo totale|importe|montant|bedrag|valor total",
    "amount_a_month": "canone mensile|cuota mensual|mensualité|maandbedrag|mensalidade",
    "amount_a_year": "canone annuo|cuota anual|prime annuelle|jaarpremie|anuidade",
    "status": "stato|estado|statut|status|situação",
    "product": "prodotto|producto|produit|product|produto",
    "quantity": "quantità|cantidad|quantité|aantal|quantidade",
    "unit_price": "prezzo unitario|precio unitario|prix unitaire|stuksprijs|preço unitário",
    "ordered_at": "data ordine|fecha de pedido|date de commande|orderdatum|data do pedido",
    "starts_on": "data inizio|fecha de inicio|date de début|ingangsdatum|data de início",
    "ends_on": "data fine|fecha de fin|date de fin|einddatum|data de fim",
    "cancelled_on": "data disdetta|fecha de baja|date de résiliation|opzegdatum|"
    "data de cancelamento",
    "opened_at": "data apertura|fecha de apertura|date d'ouverture|geopend op|aberto em",
    "closed_at": "data chiusura|fecha de cierre|date de clôture|gesloten op|fechado em",
    "answer": "consenso marketing|acepta publicidad|accepte newsletter|nieuwsbrief|"
    "aceita marketing",
    "topic": "motivo|asunto|objet|onderwerp|assunto",
    "due_on": "data scadenza rata|fecha de vencimiento|date d'échéance|vervaldatum|vencimento",
    "sent_at": "data invio|fecha de envío|date d'envoi|verzonden op|enviado em",
}
LANGUAGES = ("it", "es", "fr", "nl", "pt")


@pytest.mark.parametrize("means", ASKED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_understood_in_each_language(means: str, language: str) -> None:
    heading = ASKED[means].split("|")[LANGUAGES.index(language)]
    assert lexicon.meaning(heading, language) == means


def test_a_file_in_the_encoding_of_the_companys_language_is_read(
    folder: Path, settings: Settings
) -> None:
    settings.company.mkdir()
    (settings.company / "company.yml").write_text(
        "name: 山田商店\ncurrency: JPY\ncountry: JP\nlanguage: ja\ntime_zone: Asia/Tokyo\n"
        "fiscal_year_starts: 4\nlines_of_business: [retail]\n",
        encoding="utf-8",
    )
    lines = ("顧客番号,氏名,郵便番号,登録日", "A1,山田 太郎,〒100-0001,2025年4月1日",
             "A2,佐藤 花子,〒530-0001,2025年12月31日")  # fmt: skip
    (folder / "顧客一覧.csv").write_bytes("\n".join(lines).encode("cp932"))
    [table] = onboard(folder, settings).values()
    assert table.encoding == "cp932"
    people = given(table)["people"]
    fields = {c.name: c.extract_name for c in table.columns}
    assert {name: fields[column] for name, column in people.items()} == {
        "record_id": "顧客番号",
        "full_name": "氏名",
        "postcode": "郵便番号",
        "first_seen_at": "登録日",
    }


@pytest.mark.parametrize(("country", "form"), [("US", "%m/%d/%Y"), ("IE", "%d/%m/%Y")])
def test_where_a_file_does_not_tell_day_from_month_the_country_does(
    country: str, form: str, folder: Path, settings: Settings
) -> None:
    settings.company.mkdir()
    (settings.company / "company.yml").write_text(
        f"name: Power\ncurrency: USD\ncountry: {country}\nlanguage: en\ntime_zone: UTC\n"
        "fiscal_year_starts: 1\nlines_of_business: [power]\n"
    )
    write(folder, "customers.csv", "Customer ID,Last Name,Customer since",
          "C1,Byron,03/04/2025", "C2,Mathison,05/06/2025")  # fmt: skip
    [since] = [c for c in onboard(folder, settings)["customers"].columns if c.format]
    assert since.format == form
