"""The product names no department, company, country or currency: those stand in a company's folder.

Not looked at: the sample company's generator, what onboarding recognises files by, the lists of
the world's countries and currencies. In lists of words a department's name stands only where it is
a word of a language, and each such place is told below.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from orchestration.company import countries, departments, profile
from orchestration.landing import amounts
from orchestration.settings import DBT_PACKAGE, EXPECTATIONS, PROJECT, from_environment

SAMPLE = from_environment().company
NOT_LOOKED_AT = ("sample", "onboarding")
NAMED = (
    "Argentina|Australia|Austria|Belgium|Brazil|Britain|British|Canada|China|Denmark|England|"
    "Finland|France|Germany|Greece|India|Ireland|Italy|Japan|Mexico|Netherlands|Norway|Poland|"
    "Portugal|Scotland|Scottish|Spain|Sweden|Switzerland|Turkey|Ukraine|United Kingdom|"
    "United States|Wales"
)
# Purposes, roles, channels and entities of the product; a department may share the word.
WORDS = ("marketing", "service", "survey", "delivery", "risk", "web", "partner")


# (list, the words a department's name is one of there): why a company without such a department has
# them too.
OF_A_LANGUAGE = {
    ("dbt_project/seeds/rules/name_words.csv", "insurance"): "what a firm does, by its name",
    ("dbt_project/seeds/rules/stored_value.csv", "credit with the shop"): "what a gift card is",
    ("orchestration/onboarding/field_words.csv", "razon social"): "a firm's name, in Spanish",
    ("orchestration/onboarding/field_words.csv", "razao social"): "a firm's name, in Portuguese",
    ("orchestration/onboarding/name_words.csv", "national insurance"): "a number of a state",
    ("orchestration/onboarding/name_words.csv", "social security"): "a number of a state",
}


def listed() -> set[tuple[str, str]]:
    """Every place in a list of the product where a department's name stands as a word."""
    names = {d.name for d in departments.departments(SAMPLE)} - set(WORDS)
    found = set()
    for root in (DBT_PACKAGE, EXPECTATIONS, PROJECT / "orchestration"):
        for path in root.rglob("*.csv"):
            if {"sample", "templates", "target"} & set(path.relative_to(root).parts):
                continue
            with path.open(encoding="utf-8", newline="") as file:
                phrases = {part for row in csv.reader(file) for cell in row
                           for part in cell.split(";")}  # fmt: skip
            where = str(path.relative_to(PROJECT))
            found |= {(where, p) for p in phrases if names & set(re.findall(r"\w+", p.lower()))}
    return found


def test_a_list_has_a_departments_name_only_as_a_word_of_a_language() -> None:
    assert listed() == set(OF_A_LANGUAGE)


def looked_at() -> list[Path]:
    """Every file of the product that must name nobody."""
    code = PROJECT / "orchestration"
    own = [path for path in code.iterdir() if path.name not in NOT_LOOKED_AT]
    return [
        file
        for root in (DBT_PACKAGE, EXPECTATIONS, *own)
        for file in (root, *root.rglob("*"))
        if file.is_file()
        and file.suffix in (".py", ".sql", ".yml", ".yaml", ".json", ".jinja", ".md", ".toml")
        and not {"__pycache__", "target", "logs"} & set(file.parts)
    ]


def of_departments() -> re.Pattern[str]:
    """A department's name as a value: `department: x`, `"x:1"`, `raw_x`, `x/orders`, `'x'`."""
    names = [department.name for department in departments.departments(SAMPLE)]
    one = "|".join(names)
    alone = "|".join(name for name in names if name not in WORDS)
    defaults = "|".join(name for name in names if name != "marketing")  # a purpose, too
    return re.compile(
        rf"department(?:_[ab])?['\"]?\s*(?:[:=]|==|<>)\s*['\"]?(?:{one})\b(?![_ ])"
        rf"|(?<![\w.:/-])(?:{one}):[A-Za-z]*-?[0-9]"
        rf"|['\"](?:{one}):"
        rf"|\b(?:raw|stg|feed)_(?:{one})(?:__|\.|/)"
        rf"|['\" (](?:{one})/[a-z_]+\b"
        rf"|['\"](?:{alone})['\"]"
        rf"|default: \"'(?:{defaults})'\""
    )


def of_company(name: str) -> list[str]:
    """A company's name, its folder's, and every word of it that is no everyday one."""
    return [re.escape(name), SAMPLE.name, *(w for w in name.split() if len(w) > 4)]


PATTERNS = {
    "department": of_departments(),
    "company": re.compile("|".join(of_company(profile.read(SAMPLE).name)), re.I),
    "country": re.compile(
        rf"\b(?:{NAMED})\b|['\"](?:{'|'.join(countries.listed())}|UK)['\"]"
        r"|country['\"]?: ?[A-Z]{2}\b"
    ),
    "currency": re.compile(
        r"\b(?:"
        + "|".join({one.currency for one in countries.listed().values()} | set(amounts.signs()))
        + r")\b|_gbp\b|_eur\b|_usd\b",
    ),
}


@pytest.mark.parametrize("kind", PATTERNS)
def test_the_product_names_nobody_s(kind: str) -> None:
    found = [
        f"{file.relative_to(PROJECT)}:{number}: {line.strip()[:90]}"
        for file in looked_at()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if PATTERNS[kind].search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("department", "{department: shop, record_id: x}"),
        ("department", '{record_id: "insurance:PO-1"}'),
        ("department", "where department = 'delivery'"),
        ("department", "explain crm:CT-1"),
        ("department", "if name == 'crm':"),
        ("department", "from {{ ref('stg_web__events') }}"),
        ("department", "customer360 rejects shop/orders"),
        ("department", "config: {meta: {default: \"'web'\"}}"),
        ("company", "Harbour & Home"),
        ("company", "-- harbourbakery.example is theirs"),
        ("country", "if country == 'GB'"),
        ("country", "vars: {country: BR}"),
        ("country", "-- in Germany"),
        ("currency", "currency: str = 'EUR'"),
        ("currency", "margin_12m_gbp"),
    ],
)
def test_what_names_one_is_found(kind: str, line: str) -> None:
    assert PATTERNS[kind].search(line)
