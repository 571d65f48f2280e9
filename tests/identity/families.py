"""The families planted in the town: each a situation in which identity resolution goes wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.identity.conftest import Record

_HOUSE: dict[str, Any] = {"address_line_1": "12 Orchard Road", "postcode": "BS1 4AB"}
_MILL: dict[str, Any] = {"address_line_1": "7 Mill Lane", "postcode": "BS2 8QT"}
_HILL: dict[str, Any] = {"address_line_1": "31 Castle Hill", "postcode": "BN3 2PL"}
_QUAY: dict[str, Any] = {"address_line_1": "4 Harbour Quay", "postcode": "PO6 3XZ"}
_DOCK: dict[str, Any] = {"address_line_1": "88 Dock Street", "postcode": "SO14 2AQ"}
_MOVED = datetime(2025, 6, 1)
_HOME: dict[str, Any] = {
    "address_line_1": "Elm Lodge Care Home, 2 Park View",
    "postcode": "YO1 9TT",
}
_GIVEN = (
    "Ada", "Bruno", "Celia", "Dorian", "Edwin", "Fatima", "Gerda", "Hugo", "Irene", "Jonas",
    "Kirsty", "Lionel",
)  # fmt: skip
_FAMILY = (
    "Abbott", "Brennan", "Cattermole", "Dunphy", "Eagleton", "Farrow", "Goodge", "Hartnoll",
    "Inskip", "Jephcott", "Kitchener", "Lutterworth",
)  # fmt: skip

FATHER_AND_SON = [
    Record("crm:F1", "George Harcastle", date(1955, 3, 14), phone="07911 000101", **_HOUSE),
    Record("insurance:F1", "George Harcastle", date(1955, 3, 14), **_HOUSE),
    Record("crm:F2", "George Harcastle", date(1985, 9, 2), email="gh85@mail.test", **_HOUSE),
    Record("insurance:F2", "George Harcastle", date(1985, 9, 2), **_HOUSE),
]
TWINS = [
    Record("crm:T1", "Hannah Okoro", date(2004, 5, 6), "okoro@mail.test", "07911000102", **_MILL),
    Record("crm:T2", "Tobias Okoro", date(2004, 5, 6), "okoro@mail.test", "07911000102", **_MILL),
    Record("shop:T1", "Hannah Okoro", None, "okoro@mail.test", "07911000102", **_MILL),
]
MIDDLE_INITIALS = [
    Record("crm:M1", "Peter Alan Winslade", **_HILL),
    Record("shop:M1", "Peter A Winslade", **_HILL),
    Record("shop:M2", "Peter Winslade", email="pw@mail.test", **_HILL),
    Record("crm:M3", "Peter Bernard Winslade", email="pbw@mail.test", **_HILL),
]
PARENTS_EMAIL = [
    Record("crm:P1", "Rosalind Achebe", date(1975, 1, 20), "ra@mail.test", **_QUAY),
    Record("shop:P1", "Rosalind Achebe", None, "ra@mail.test", **_QUAY),
    Record("shop:P2", "Chidi Achebe", None, "ra@mail.test", **_QUAY),
]
RECYCLED_PHONE = [
    Record("crm:R1", "Walter Penhallow", phone="07911 000103", **_DOCK),
    Record("crm:R2", "Ines Carvalho", phone="07911 000103", address_line_1="5 Fore Street",
           postcode="EX4 3AT", email="ines@mail.test"),
]  # fmt: skip
MARRIED_AND_MOVED = [
    Record("crm:W1", "Louisa Tremaine", date(1990, 4, 4), "louisa.t@mail.test", "07911 000104",
           address_line_1="9 Chapel Row", postcode="BA1 1HX"),
    Record("crm:W2", "Louisa Vandersteen", date(1990, 4, 4), "louisa.t@mail.test", "07911 000104",
           address_line_1="60 Meadow Way", postcode="BN1 6TT", first_seen_at=_MOVED,
           last_seen_at=_MOVED),
    Record("delivery:W2", "Louisa Vandersteen", None, None, "07911 000104",
           address_line_1="60 Meadow Way", postcode="BN1 6TT", first_seen_at=_MOVED,
           last_seen_at=_MOVED),
]  # fmt: skip
CHAIN = [
    Record("crm:C1", "Julian Marchetti", phone="07911 000105", address_line_1="3 Wharf Place",
           postcode="BS3 1RR"),
    Record("crm:C2", "Jocasta Marchetti", phone="07911 000105", address_line_1="3 Wharf Place",
           postcode="BS3 1RR"),
    Record("delivery:C3", "J Marchetti", phone="07911 000105", address_line_1="3 Wharf Place",
           postcode="BS3 1RR"),
]  # fmt: skip
NICKNAME_AND_SLIP = [
    Record("crm:N1", "Natasha Fenwick", email="nf@mail.test", phone="07911 000106"),
    Record("service:N2", "Tash Fenwick", phone="+44 7911 000106"),
    Record("shop:N3", "Natahsa Fenwcik", email="nf@mail.test"),
]
_LANE: dict[str, Any] = {"address_line_1": "40 Heath Grove", "postcode": "BA21 6JB"}
JUDE_AND_JADE = [
    Record("crm:J1", "Jude Morrisey", None, "jude.m@mail.test", "07911 000107", **_LANE),
    Record("shop:J1", "Jude Morrisey", None, "jude.m@mail.test", "07911 000107", **_LANE),
    Record("delivery:J1", "Jude Morrisey", None, None, "07911 000107", **_LANE),
    Record("crm:J2", "Jade Morrisey", None, "jm.jade@mail.test", "07700 942136", **_LANE),
    Record("shop:J2", "Jade Morrisey", None, "jm.jade@mail.test", "07700 942136", **_LANE),
    Record("delivery:J2", "Jade Morrisey", None, None, "07700 942136", **_LANE),
    Record("service:J2", "Jdae Morrisey", None, None, "07700 942136"),
]
SWITCHBOARD = [
    Record(f"crm:H{i}", f"{g} {f}", phone="01904 555123", address_line_1=f"{i + 3} {f} Street",
           postcode=f"YO{i + 2} 4DE")
    for i, (g, f) in enumerate(zip(_GIVEN, reversed(_FAMILY), strict=True))
]  # fmt: skip
CARE_HOME = [
    Record(f"crm:G{i}", f"{g} {f}", date(1931 + i, 2, 3 + i), **_HOME)
    for i, (g, f) in enumerate(zip(_GIVEN, _FAMILY, strict=True))
]
HOUSE_SHARE = [
    Record(f"crm:A{i}", name, email=f"share{i}@mail.test", address_line_1="19 Brunswick Terrace",
           postcode="BN2 7QQ")
    for i, name in enumerate(("Oscar Lindqvist", "Priya Raman", "Callum Dalgleish"))
]  # fmt: skip
FLATS = [
    Record("crm:B1", "Edith Nakamura", date(1960, 2, 1), address_line_1="Flat 3, 22 Grand Parade",
           postcode="BN4 1AA"),
    Record("crm:B2", "Kenji Nakamura", date(1958, 7, 9), address_line_1="22 Grand Parade",
           address_line_2="Flat 3", postcode="BN4 1AA"),
    Record("crm:B3", "Moira Gilchrist", address_line_1="Apt 5, 22 Grand Parade",
           postcode="BN4 1AA"),
    Record("crm:B4", "Solomon Adeyemi", address_line_1="22 Grand Parade", postcode="BN4 1AA"),
]  # fmt: skip
COMPANY = [
    Record("crm:K1", "Beatrix Solheim", address_line_1="Solheim & Sons Ltd, Unit 4",
           address_line_2="Riverside Business Park", postcode="BA2 3DP"),
    Record("shop:K2", "Ravi Deshmukh", address_line_1="Solheim & Sons Ltd, Unit 4",
           address_line_2="Riverside Business Park", postcode="BA2 3DP"),
]  # fmt: skip
SMALL_CARE_HOME = [
    Record("crm:L1", "Ottoline Frayne", date(1938, 4, 1), address_line_1="Ashdown Nursing Home",
           address_line_2="6 Limes Avenue", postcode="GL50 2RT"),
    Record("crm:L2", "Percival Mossop", date(1935, 8, 9), address_line_1="Ashdown Nursing Home",
           address_line_2="6 Limes Avenue", postcode="GL50 2RT"),
]  # fmt: skip
HANDLES = [
    Record("social:@harbourfan", "harbour fan 99", entity="handle"),
    Record("social:@quiet", "Louisa Tremaine", entity="handle"),
]
PLANTED = [
    *FATHER_AND_SON, *TWINS, *MIDDLE_INITIALS, *PARENTS_EMAIL, *RECYCLED_PHONE,
    *MARRIED_AND_MOVED, *CHAIN, *NICKNAME_AND_SLIP, *SWITCHBOARD, *CARE_HOME, *HOUSE_SHARE,
    *FLATS, *HANDLES, *COMPANY, *SMALL_CARE_HOME, *JUDE_AND_JADE,
]  # fmt: skip
REFERENCES = [("shop:P1", "SO-77"), ("social:@harbourfan", "SO-77")]
