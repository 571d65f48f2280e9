"""Small exports in the layouts of six tools, of twenty invented people p0 to p19.

Their addresses and telephone numbers are such as are kept free for fiction.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PEOPLE = range(20)
NAMES = (
    "Sophie Durand,Karim Benali,Chloé Lefèvre,Hugo Marchand,Inès Moreau,Jules Perrin,Léa Fontaine,"
    "Mathis Girard,Nadia Haddad,Oscar Rousseau,Pauline Mercier,Quentin Blanc,Rania Cherif,"
    "Simon Gauthier,Thérèse Lambert,Ulysse Renard,Valérie Picard,William Noël,Yasmine Toumi,"
    "Zoé Barbier"
)
TOWNS = ("75008 Paris", "69002 Lyon", "13006 Marseille", "31000 Toulouse", "44000 Nantes")


def titles(line: str) -> list[str]:
    """The titles of an export as its first line has them."""
    return next(csv.reader([line]))


SHOPIFY = titles(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,"
    "Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,"
    "Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,"
    "Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,"
    "Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,"
    "Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,"
    "Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Phone"
)
HUBSPOT = titles(
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date,"
    "Lead Status,Marketing contact status,Create Date,Lifecycle Stage"
)
KLAVIYO = titles(
    "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,"
    "Address 2,City,State / Region,Country,Zip Code,Latitude,Longitude,Source,"
    "IP Address,First Active,Last Active,Profile Created On,Date Added,"
    "Email Marketing Consent,Email Marketing Consent Timestamp,Email Suppressions,"
    "SMS Marketing Consent"
)
STRIPE = titles(
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Decline Reason,Description,Fee,Is Link,"
    "Link Funds,Mode,PaymentIntent ID,Payment Source Type,Refunded date (UTC),"
    "Statement Descriptor,Status,Seller Message,Taxes On Fee,Card ID,Customer ID,"
    "Customer Description,Customer Email"
)


def name(number: int) -> list[str]:
    return NAMES.split(",")[number].split(" ")


def mail(number: int) -> str:
    plain = unicodedata.normalize("NFD", ".".join(name(number)).lower())
    return "".join(letter for letter in plain if letter.isascii()) + "@example.com"


def phone(number: int) -> str:
    return f"+3363998{number * 397 % 10_000:04}"


def town(number: int) -> list[str]:
    return TOWNS[number % len(TOWNS)].split(" ")


def shopify(folder: Path) -> None:
    """Twenty orders of two lines each: 2 x 10.00 and 1 x 30.00, five per cent off, 4.90 shipping.

    The totals stand in each order's first row. p0 was refunded in part, p1 whole, p2's payment was
    voided, p3's is pending, p4 paid in dollars, p5's word is unknown. Even people said yes to
    marketing. 05:30 +0200 is 03:30 UTC.
    """
    states = {0: "partially_refunded", 1: "refunded", 2: "voided", 3: "pending", 5: "glorped"}
    rows: list[dict[str, str]] = []
    for n in PEOPLE:
        both = {
            "Name": f"#{1000 + n}",
            "Email": mail(n),
            "Created at": f"2025-10-{n + 1:02} 05:30:00 +0200",
            "Vendor": "Leaf",
        }
        first = {
            "Financial Status": states.get(n, "paid"),
            "Accepts Marketing": "no" if n % 2 else "yes",
            "Currency": "USD" if n == 4 else "EUR",
            "Subtotal": "47.50",
            "Shipping": "4.90",
            "Taxes": "8.73",
            "Total": "52.40",
            "Discount Code": "WELCOME5",
            "Discount Amount": "2.50",
            "Billing Name": " ".join(name(n)),
            "Billing Street": f"{n} rue de l'Exemple",
            "Billing City": town(n)[1].upper(),
            "Billing Zip": f"'{town(n)[0]}",
            "Billing Country": "FR",
            "Billing Phone": phone(n),
            "Refunded Amount": {0: "12.50", 1: "52.40"}.get(n, "0.00"),
            "Id": f"74109914{n:02}",
            "Source": "web",
        }
        lines = [("2", "Mask", "10.00", "SKU1"), ("1", "Serum", "30.00", "SKU2")]
        for place, (quantity, title, price, sku) in enumerate(lines):
            line = {"Lineitem quantity": quantity, "Lineitem name": title, "Lineitem price": price,
                    "Lineitem sku": sku, "Lineitem discount": "0.00"}  # fmt: skip
            rows.append(both | ({} if place else first) | line)
    write(folder / "orders_export_1.csv", SHOPIFY, rows)


def hubspot(folder: Path) -> None:
    """p0 to p9 as contacts: seven leads, two customers, one who only reads; p1 is unqualified."""
    stages = ("Lead", "Marketing Qualified Lead", "Sales Qualified Lead", "Opportunity", "Lead",
              "Lead", "Lead", "Customer", "Evangelist", "Subscriber")  # fmt: skip
    write(folder / "hubspot-crm-exports-all-contacts-2025-10-31.csv", HUBSPOT, [
        {"Record ID": str(101 + n), "First Name": name(n)[0], "Last Name": name(n)[1],
         "Email": mail(n), "Phone Number": phone(n), "Contact owner": "Rep One",
         "Create Date": "2025-01-01 09:50",
         "Last Activity Date": "2025-10-01 09:50", "Lifecycle Stage": stages[n],
         "Lead Status": "Unqualified" if n == 1 else "Open"}
        for n in range(10)
    ], is_quoted=True)  # fmt: skip


def tickets() -> list[dict[str, Any]]:
    return [
        {"url": f"https://x.zendesk.example/{n}", "id": 35436 + n, "type": "question",
         "created_at": f"2025-10-0{n + 1}T22:55:29Z", "updated_at": f"2025-10-0{n + 2}T23:38:00Z",
         "subject": "Where is my order", "description": "It has not come", "priority": None,
         "status": ("new", "open", "pending", "hold", "solved", "closed")[n],
         "requester_id": 500 + n,
         "via": {"channel": "web" if n % 2 else "email", "source": {"from": {}, "to": {}}},
         "satisfaction_rating": {"score": "good"}, "tags": ["delivery"],
         "custom_fields": [{"id": 27642, "value": f"#{1000 + n}"}]}
        for n in range(6)
    ]  # fmt: skip


def users() -> list[dict[str, Any]]:
    """p0 to p4, and an agent; p5 raised a ticket and is not listed."""
    people = [
        {"id": 500 + n, "name": " ".join(name(n)), "email": mail(n), "phone": phone(n),
         "role": "end-user", "created_at": "2025-01-01T00:00:00Z"}
        for n in range(5)
    ]  # fmt: skip
    agent = {"id": 900, "name": "Rep One", "email": "rep@example.org", "role": "agent"}
    return [*people, agent | {"created_at": "2024-01-01T00:00:00Z"}]


def zendesk(folder: Path) -> None:
    """The answers of its API: one document each."""
    answers = {"tickets": tickets(), "users": users()}
    for kind, listed in answers.items():
        document = json.dumps({kind: listed, "count": len(listed)})
        write_text(folder / f"zendesk_{kind}_2025-10-31.json", document)


def zendesk_lines(folder: Path) -> None:
    """The JSON export of its admin centre: one object a line."""
    write_text(folder / "tickets-export-2025-10-31.json", lines_of(tickets()))


def klaviyo(folder: Path) -> None:
    """Of p0 to p19 ten subscribed, five unsubscribed, five were never asked; p0 is suppressed."""
    answers = ["SUBSCRIBED"] * 10 + ["UNSUBSCRIBED"] * 5 + ["NEVER_SUBSCRIBED"] * 5
    write(folder / "klaviyo_members_list_2025-10-31.csv", KLAVIYO, [
        {"Email": mail(n), "Klaviyo ID": f"01H{n}", "First Name": name(n)[0],
         "Last Name": name(n)[1], "Phone Number": phone(n), "City": town(n)[1],
         "Country": "France", "Zip Code": town(n)[0],
         "First Active": "2025-10-01 09:50:26", "Last Active": "2025-10-08 09:50:26",
         "Profile Created On": "2025-10-01 09:50:26", "Date Added": "2025-10-01 09:50:26",
         "Email Marketing Consent": answers[n],
         "Email Marketing Consent Timestamp": "" if n >= 15 else "2025-10-01 09:50:26",
         "Email Suppressions": "HARD_BOUNCE" if n == 0 else "[]",
         "SMS Marketing Consent": "UNSUBSCRIBED" if n == 1 else "NEVER_SUBSCRIBED"}
        for n in PEOPLE
    ])  # fmt: skip


def ga4(folder: Path) -> None:
    """Ten visitors: each views a product, then buys p<n>'s order on 2025-10-07 10:29:26 UTC."""
    events = []
    for n in range(10):
        for place, event in enumerate(("view_item", "purchase")):
            parameters = [
                {
                    "key": "page_location",
                    "value": {"string_value": f"https://shop.example/{event}"},
                },
                {"key": "ga_session_id", "value": {"int_value": "1759"}},
            ]
            if event == "purchase":
                parameters.append(
                    {"key": "transaction_id", "value": {"string_value": f"#{1000 + n}"}}
                )
            if n == 0:
                parameters.append({"key": "source", "value": {"string_value": "newsletter"}})
            events.append(
                {"event_date": "20251007", "event_name": event,
                 "event_timestamp": str(1759832966000000 + (2 * n + place) * 1_000_000),
                 "event_params": parameters, "user_id": None, "user_pseudo_id": f"{n}.456",
                 "device": {"category": "mobile"},
                 "traffic_source": {"source": "google", "medium": "organic"}}
            )  # fmt: skip
    write_text(folder / "ga4_events_20251007.jsonl", lines_of(events))


def stripe(folder: Path, decimal: str = ",") -> None:
    """Twenty payments, ten of 1,053.91 and ten of 53.91; p0's was refunded by half, p1's failed."""
    rows = []
    for n in PEOPLE:
        amount = "1.053,91" if n % 2 == 0 else "53,91"
        refunded = "500,00" if n == 0 else "0,00"
        if decimal == ".":
            amount, refunded = (
                said.replace(".", "").replace(",", ".") for said in (amount, refunded)
            )
        rows.append(
            {"id": f"ch_{n}", "Created date (UTC)": f"2025-10-{n + 1:02} 09:50:26",
             "Amount": amount, "Amount Refunded": refunded, "Currency": "eur", "Captured": "true",
             "Status": {0: "Partially Refunded", 1: "Failed"}.get(n, "Paid"),
             "Refunded date (UTC)": "2025-10-20 10:00:00" if n == 0 else "",
             "Customer ID": "" if n == 2 else f"cus_{n}", "Customer Email": mail(n)}
        )  # fmt: skip
    write(folder / "unified_payments.csv", STRIPE, rows)


def lines_of(values: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def write(
    path: Path, fields: Sequence[str], rows: Iterable[dict[str, str]], *, is_quoted: bool = False
) -> None:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    writer = csv.DictWriter(text, fields, restval="", quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
