"""A name is the same name in another script, and family names come first where they do."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.identity.values import scripts
from tests.identity.test_evaluate import MAPS, run, town
from tests.identity.test_standardise import forms

_LATIN = "AEIOULNRST"
_LETTERS = {
    "cyrillic": "АЕИОУЛНРСТ",
    "greek": "ΑΕΙΟΥΛΝΡΣΤ",
    "hebrew": "אהיועלנרסת",
    "arabic": "اهيوعلنرست",
    "devanagari": "अएइओउलनरसत",
}


@pytest.mark.parametrize(
    ("written", "given", "family", "script"),
    [
        ("Дарин Фергусон", "darin", "ferguson", "cyrillic"),
        ("ФЕРГУСОН, Дарин", "darin", "ferguson", "cyrillic"),
        ("Γιώργος Νικολάου", "giorgos", "nikolaoy", "greek"),
        ("马刚成", "刚成", "马", "cjk"),
        ("欧阳娜娜", "娜娜", "欧阳", "cjk"),
        ("王德", "德", "王", "cjk"),
        ("山田 太郎", "太郎", "山田", "cjk"),
        ("山田太郎", "太郎", "山田", "cjk"),
        ("김민수", "민수", "김", "hangul"),
        ("남궁민수", "민수", "남궁", "hangul"),
        ("Da\u200brin Fergu\u00adson", "darin", "ferguson", None),
        ("Jose\u0301 Nun\u0303ez", "jose", "nunez", None),
        ("Ольга Б. Ли", "olga", "li", "cyrillic"),
    ],
)
def test_a_name_is_read_in_any_script(
    written: str, given: str, family: str, script: str | None
) -> None:
    row = forms(full_name=written)
    assert (row["given_name"], row["family_name"], row["script"]) == (given, family, script)


def test_names_in_columns_are_read_where_they_stand_and_an_initial_stays_one() -> None:
    row = forms(given_name="Царол", middle_name="Ц", family_name="马")
    assert (row["given_name"], row["middle_name"], row["family_name"]) == ("tsarol", "c", "马")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tsarol", "carol"), ("yosepkh", "joseph"), ("khurley", "hurley"), ("filipp", "philip"),
        ("meyer", "meier"), ("刚成", "gangcheng"), ("alexei", "aleksei"), ("tskhase", "chase"),
    ],
)  # fmt: skip
def test_one_sound_has_several_spellings(one: str, other: str) -> None:
    assert scripts.sound(one) == scripts.sound(other)


def test_other_names_sound_otherwise() -> None:
    names = ["anna", "hanna", "ivan", "evan", "maria", "mario", "li", "lu", "peter", "petra"]
    assert len({scripts.sound(name) for name in names}) == len(names)


@pytest.mark.parametrize("script", list(_LETTERS))
def test_a_department_that_writes_another_script_is_linked(tmp_path: Path, script: str) -> None:
    """Without a number of their own: by name, birth date where there is one, and address."""
    path = tmp_path / "mixed.parquet"
    other = f"if(department = 'b', translate({{0}}, '{_LATIN}', '{_LETTERS[script]}'), {{0}})"
    duckdb.execute(
        f"copy (select * replace ({other.format('first')} as first, {other.format('last')} as last)"
        f" from '{town(tmp_path / 'town.csv')}') to '{path}' (format parquet)"
    )
    maps = [field for field in MAPS if not field.startswith("national_id")]
    found = run(path, "--department", "department", maps=maps)
    assert (found["pair_precision"] or 0) > 0.99
    assert (found["pair_recall"] or 0) > 0.97
