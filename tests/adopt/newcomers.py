"""Five companies nobody has seen before, each with its files as such departments write them.

A gym in Italy: semicolons, decimal commas, Windows letters, fees by the month. A mail-order house
in Japan: Shift-JIS beside UTF-8, postcodes with their sign, years, months and days in words. A
utility in the United States: months first, telephone numbers in brackets, firms of several sites.
A town's theatre in France: whoever watches has a number and a telephone that nobody shares, seats
are counted in a word that is a name elsewhere, and gifts are a line of business of their own. A
clinic in Brazil: JSON lines, patients by the number of their file beside their tax number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from orchestration.company.profile import Profile

Rows = Iterable[Sequence[object]]
MEMBERS = [
    (given, family)
    for family in ("Rossi", "Bianchi", "D'Amico", "Nicolò", "Ferrari")
    for given in ("Giulia", "Marco", "Sofia", "Luca")
]
STATES = ("Attivo", "Attivo", "Sospeso", "Disdetto", "Moroso")
FEES = (Decimal("29.90"), Decimal("1049.50"))
BUYERS = [
    f"{family}　{given}" for family in ("佐藤", "鈴木", "高橋") for given in ("太郎", "花子", "健")
]
FIRMS = (("Dakota Dairy LLC", 3), ("First Lutheran Church", 2))


@dataclass(frozen=True)
class Newcomer:
    """A company, its only department, and what writes that department's files."""

    profile: Profile
    department: str

    def deliver(self, folder: Path) -> None:
        """Write the department's files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        WRITERS[self.department](folder)


def comma(amount: Decimal) -> str:
    """`1049.50` as `1.049,50`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def write(path: Path, titles: str, rows: Rows, delimiter: str, encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [titles.split(delimiter), *rows]
    )
    path.write_bytes(text.getvalue().encode(encoding))


def term(number: int) -> tuple[date, date | None, Decimal]:
    """A membership's first and last day, and its fee a month; every second has no end."""
    starts = date(2025, 1, 1) + timedelta(days=3 * number)
    ends = starts.replace(year=2026) - timedelta(days=1)
    return starts, ends if number % 2 else None, FEES[number % 2]


def sold(number: int) -> datetime:
    return datetime(2025, 3, 1, 18) + timedelta(days=2 * number)


def reception(folder: Path) -> None:
    """Members (two of them twice), memberships, receipts and complaints of the gym."""
    people = [*enumerate(MEMBERS), (20, MEMBERS[3]), (21, MEMBERS[4])]
    write(
        folder / "iscritti.csv",
        "Codice iscritto;Nome;Cognome;Data di nascita;E-mail;Cellulare;Indirizzo;CAP;Città;"
        "Data iscrizione;Consenso marketing;Consenso privacy",
        [
            (
                f"IS{number:03}", given, family, f"{1 + who:02}/07/19{60 + who}",
                f"{given}.{family}@posta.example".replace("'", ""), f"+39 347 55{who:02} 100",
                f"Via Roma {who + 1}", f"{100 + who:05}", "Forlì", f"{1 + number:02}/01/2025",
                ("Sì", "No", "")[number % 3], "Sì",
            )
            for number, (given, family) in people
            for who in [MEMBERS.index((given, family))]
        ],
        ";", "cp1252",
    )  # fmt: skip
    terms = [(number, *term(number)) for number in range(20)]
    write(
        folder / "abbonamenti.csv",
        "Numero abbonamento;Codice iscritto;Tipo abbonamento;Data inizio;Data scadenza;"
        "Quota mensile;Stato;Data disdetta",
        [
            (
                f"AB{n:03}", f"IS{n:03}", "Open", f"{starts:%d/%m/%Y}",
                f"{ends:%d/%m/%Y}" if ends else "", f"{comma(fee)} €", STATES[n % 5],
                f"{starts + timedelta(days=90):%d/%m/%Y}" if STATES[n % 5] == "Disdetto" else "",
            )
            for n, starts, ends, fee in terms
        ],
        ";", "cp1252",
    )  # fmt: skip
    write(
        folder / "incassi_2025.csv",
        "Numero scontrino;Codice iscritto;Data e ora;Importo;Stato",
        [
            (f"SC{n:03}", f"IS{n % 20:03}", f"{sold(n):%d/%m/%Y %H:%M}",
             comma(Decimal(n) * 100 + Decimal("8.50")), "Stornato" if n % 10 == 7 else "Pagato")
            for n in range(40)
        ],
        ";", "cp1252",
    )  # fmt: skip
    write(
        folder / "reclami.csv",
        "Numero reclamo;Codice iscritto;Aperto il;Chiuso il;Motivo;Stato",
        [
            (f"RE{n}", f"IS{n:03}", f"{13 + n}/06/2025", f"{20 + n}/06/2025" if n % 3 else "",
             "Docce fredde", "Chiuso" if n % 3 else "Aperto")
            for n in range(7)
        ],
        ";", "cp1252",
    )  # fmt: skip


def orders(folder: Path) -> None:
    """Customers, orders, their lines and complaints of the mail-order house."""
    write(
        folder / "顧客一覧.csv",
        "顧客番号,氏名,生年月日,郵便番号,住所,電話番号,メールアドレス,メルマガ,登録日",
        [
            (f"K{n:04}", name, f"196{n}/02/0{n + 1}", f"〒{100 + n}-{1000 + n}",
             f"東京都港区芝{n + 1}-2",
             f"03-{3000 + n}-{4000 + n}", f"k{n}@mail.example", ("はい", "いいえ")[n % 2],
             f"2024年{n + 1}月{n + 11}日")
            for n, name in enumerate(BUYERS)
        ],
        ",", "cp932",
    )  # fmt: skip
    write(
        folder / "注文_2025.csv",
        "注文番号,顧客番号,注文日時,合計金額,送料,注文状況",
        [
            (f"J{n:04}", f"K{n % 9:04}", f"2025/05/{n + 1:02} 09:30", f"{1800 + 100 * n:,}円",
             "500円",
             ("発送済み", "発送済み", "キャンセル", "予約中")[n % 4])
            for n in range(24)
        ],
        ",", "utf-8-sig",
    )  # fmt: skip
    write(
        folder / "注文明細_2025.csv",
        "注文番号,行番号,商品番号,商品名,数量,単価",
        [
            (f"J{n:04}", 1 + k, f"P{k}", "緑茶", 1, (1300 + 100 * n) // 2)
            for n in range(24)
            for k in (0, 1)
        ],
        ",", "utf-8-sig",
    )  # fmt: skip
    write(
        folder / "クレーム.csv",
        "お問い合わせ番号,顧客番号,受付日時,完了日,件名",
        [(f"Q{n}", f"K{n:04}", f"2025/05/{n + 3:02} 10:00", "", "配送遅延") for n in range(3)],
        ",", "cp932",
    )  # fmt: skip


def billing(folder: Path) -> None:
    """Accounts of homes and of firms with several sites, bills and calls of the utility."""
    homes = [
        (100 + n, "", given, family, f"{n + 1} Oak St", "Fargo", "ND", f"{58101 + n}",
         f"(555) 201-4{n:03}",
         f"{family}{n}@mail.example".lower(), "Yes" if n % 4 == 0 else "No", "Residential",
         f"{n + 1:02}/0{n % 9 + 1}/2024", "10/05/2025" if n == 9 else "", "Moved" if n == 9 else "")
        for n, (given, family) in enumerate(
            zip(("James", "Mary", "Robert", "Linda", "Susan") * 2,
                ("Olson", "Nguyen", "Garcia", "Miller", "Larson", "Schmidt", "Peterson", "Johnson",
                 "Hill", "Wu"), strict=True)
        )
    ]  # fmt: skip
    firms = [
        (f"{200 + 10 * f + site}", name, "", "", f"{site * 100 + 5} Industrial Pkwy",
         "Moorhead", "MN", "56560",
         f"(555) 90{f}-000{site}", f"ap@firm{f}.example", "No", "Commercial", "01/02/2023", "", "")
        for f, (name, sites) in enumerate(FIRMS)
        for site in range(sites)
    ]  # fmt: skip
    accounts = [*homes, *firms]
    write(
        folder / "accounts.csv",
        "Account No;Company;First Name;Last Name;Service Address;City;State;ZIP;Phone;Email;"
        "Do Not Email;Rate Plan;Service Start;Service End;Disconnect Reason",
        accounts, ";", "utf-8",
    )  # fmt: skip
    write(
        folder / "bills_2025.csv",
        "Bill No;Account No;Bill Date;Due Date;Paid On;Amount;Status",
        [
            (f"B{month}-{account[0]}", account[0], f"{month:02}/05/2025", f"{month:02}/25/2025",
             f"{month:02}/20/2025", f"${Decimal(1000 + month):,.2f}", "Paid")
            for month in range(1, 7)
            for account in accounts
        ],
        ";", "utf-8",
    )  # fmt: skip
    calls = [
        {"call_id": n, "account_no": f"{100 + n}", "call_time": f"2025-07-1{n}T08:30:00-05:00",
         "reason": "outage"}
        for n in range(5)
    ]  # fmt: skip
    (folder / "outage_calls.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in calls))


def box_office(folder: Path) -> None:
    """Spectators, seats sold and gifts of the theatre."""
    write(
        folder / "spectateurs.csv",
        "Téléphone;N° spectateur;Civilité;Nom;Prénom;Courriel;Adresse;Code postal;Ville;"
        "Accepte la newsletter;Date de création",
        [
            (f"04 74 {n:02} 11 22", f"S{n:04}", "Mme", "LEFÈVRE", f"Éloïse {chr(65 + n)}",
             f"e{n}@exemple.fr" if n % 5 else "", f"{n + 1} rue de la Gare", f"0{1000 + n}",
             "Bourg-en-Bresse", ("Oui", "Non", "")[n % 3], f"{n + 1:02}/03/2024")
            for n in range(20)
        ],
        ";", "cp1252",
    )  # fmt: skip
    write(
        folder / "ventes_2025.csv",
        "N° de commande;N° spectateur;Date et heure;Spectacle;Nombre de places;Prix unitaire;"
        "Total TTC;Statut;Canal",
        [
            (f"V{n:04}", f"S{n % 20:04}", f"{sold(n):%d/%m/%Y %H:%M}", ("Cyrano", "Tosca")[n % 2],
             n % 4 + 1, "312,50", f"{spaced(SEAT * (n % 4 + 1))} €",
             "Annulée" if n % 10 == 9 else "Payée", ("Guichet", "Internet")[n % 2])
            for n in range(40)
        ],
        ";", "cp1252",
    )  # fmt: skip
    write(
        folder / "dons_2025.csv",
        "N° de don;N° spectateur;Date du don;Montant;Affectation",
        [
            (f"D{n:03}", f"S{n:04}", f"{n + 1:02}/05/2025", f"{spaced(GIFT)} €", "Mécénat")
            for n in range(6)
        ],
        ";", "cp1252",
    )  # fmt: skip


SEAT, GIFT = Decimal("312.50"), Decimal(1500)


def spaced(amount: Decimal) -> str:
    """`1250.00` as `1 250,00`."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", " ,"))


def clinic(folder: Path) -> None:
    """Patients with their tax number first, appointments and reviews of the clinic."""
    patients = [
        {"cpf": f"{12345678900 + n}", "prontuario": f"{7000 + n}", "nome_completo": f"Inês {n}",
         "data_nascimento": f"1970-05-{n + 1:02}", "contato": {"email": f"p{n}@exemplo.example"},
         "endereco": {"cidade": "Campinas", "cep": f"13{n:03}-000"},
         "cadastrado_em": f"2024-02-{n + 1:02}T09:30:00-03:00"}
        for n in range(20)
    ]  # fmt: skip
    appointments = [
        {"id_consulta": n, "prontuario": f"{7000 + n % 20}", "valor": "R$ 1.200,50",
         "data_hora": f"2025-03-{n % 28 + 1:02}T08:00:00-03:00",
         "situacao": ("realizada", "cancelada", "agendada")[n % 3]}
        for n in range(60)
    ]  # fmt: skip
    reviews = [
        {"id": n, "prontuario": f"{7000 + n}", "nota": n % 11,
         "respondido_em": "2025-04-01T10:00:00-03:00"}
        for n in range(20)
    ]  # fmt: skip
    listed = {"pacientes": patients, "consultas": appointments, "avaliacoes": reviews}
    for name, records in listed.items():
        lines = (json.dumps(one, ensure_ascii=False) for one in records)
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")


WRITERS = {
    "reception": reception, "orders": orders, "billing": billing, "box_office": box_office,
    "clinic": clinic,
}  # fmt: skip
THEATRE = Newcomer(
    Profile("Théâtre", "EUR", "FR", "fr", "Europe/Paris", 1, ("spectacles", "dons")), "box_office"
)
GYM = Newcomer(Profile("Palestra", "EUR", "IT", "it", "Europe/Rome", 1, ("fitness",)), "reception")
MAIL_ORDER = Newcomer(Profile("Tsuhan", "JPY", "JP", "ja", "Asia/Tokyo", 4, ("retail",)), "orders")
UTILITY = Newcomer(
    Profile("Prairie Power", "USD", "US", "en", "America/Chicago", 1, ("power",)), "billing"
)
CLINIC = Newcomer(
    Profile("Clínica", "BRL", "BR", "pt", "America/Sao_Paulo", 1, ("consultas",)), "clinic"
)
