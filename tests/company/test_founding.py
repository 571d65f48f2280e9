"""`customer360 init`: an empty company's folder, and `--company` that points at one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.company import founding, profile, rules
from orchestration.company.founding import FoundingError
from orchestration.company.profile import Profile, ProfileError
from orchestration.settings import PROJECT
from tests.test_cli import customer360

SAMPLE = PROJECT / "data" / "harbour_and_home"
ACME = Profile("Acme", "EUR", "DE", "de", "Europe/Berlin", 4, ("gifts", "repairs"))


def test_a_new_folder_holds_a_profile_rules_for_its_lines_and_nothing_of_a_run(
    tmp_path: Path,
) -> None:
    founding.make(tmp_path / "acme", ACME)
    assert profile.read(tmp_path / "acme") == ACME
    assert sorted(path.name for path in (tmp_path / "acme").iterdir()) == [
        ".gitignore", "README.md", "company.yml", "dbt_project.yml", "departments",
        "expectations", "extracts", "packages.yml", "rules",
    ]  # fmt: skip
    for rule in ("lifecycle_windows", "qualifying_purchases"):
        rows = rules.rows(rule, tmp_path / "acme")
        assert [row["line_of_business"] for row in rows] == ["gifts", "repairs"]


def test_the_sample_company_is_as_a_new_one_would_be_but_for_its_own_words() -> None:
    texts = founding.texts(profile.read(SAMPLE))
    for name in ("dbt_project.yml", "packages.yml"):
        assert texts[name] == (SAMPLE / name).read_text("utf-8")
    said = yaml.safe_load((SAMPLE / "company.yml").read_text("utf-8"))
    assert yaml.safe_load(texts["company.yml"]) == said


@pytest.mark.parametrize(
    ("name", "project"),
    [
        ("Harbour & Home", "harbour_and_home"),
        ("Müller's Läden GmbH", "mullers_laden_gmbh"),
        ("3M", "company_3m"),
        ("株式会社", "company"),
        ("customer360", "customer360_company"),
        ("dbt", "dbt_company"),
        ("yes", "yes_company"),
        ('A: "b" #c', "a_b_c"),
        ("- [x] {y} $name", "x_y_name"),
    ],
)
def test_any_name_makes_a_project_and_is_read_back(name: str, project: str, tmp_path: Path) -> None:
    founding.make(tmp_path / "new", Profile(name, country="NO"))
    assert profile.read(tmp_path / "new") == Profile(name, country="NO")
    read = yaml.safe_load((tmp_path / "new" / "dbt_project.yml").read_text("utf-8"))
    assert read["name"] == project == founding.project_name(name)
    assert list(read["models"]) == [project]


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FoundingError, match="is not empty"):
        founding.make(tmp_path, ACME)
    with pytest.raises(FoundingError, match="is a file"):
        founding.make(tmp_path / "notes.txt", ACME)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "notes.txt"]
    (tmp_path / "notes.txt").unlink()
    founding.make(tmp_path, ACME)
    assert profile.read(tmp_path) == ACME


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"currency": "eur"}, "currency 'eur' is no code of three letters"),
        ({"currency": "US1"}, "currency 'US1' is no code of three letters"),
        ({"country": "Germany"}, "country 'Germany' is no code of two letters"),
        ({"language": "DE"}, "language 'DE' is no code of two letters"),
        ({"time_zone": "Europe/Berln"}, "did you mean Europe/Berlin?"),
        ({"name": " "}, "a profile needs a name"),
        ({"lines_of_business": ()}, "needs one name at least"),
        ({"lines_of_business": ("any",)}, "may be called any"),
        ({"lines_of_business": ("o'brien",)}, "must be lower-case letters"),
        ({"lines_of_business": ("gifts", "gifts")}, "names one twice"),
    ],
)
def test_a_profile_that_cannot_be_is_answered_in_a_sentence(
    words: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ProfileError) as error:
        Profile(**({"name": "Acme"} | words))  # type: ignore[arg-type]
    assert sentence in str(error.value)


def test_the_command_makes_a_company_that_other_commands_find_wherever_the_option_stands(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "acme"
    made = customer360("init", str(folder), "--line", "gifts", "--currency", "EUR", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "acme: amounts in EUR" in made.stdout
    assert "no country and language said" in made.stdout
    here = {"CUSTOMER360_EXTRACTS": str(folder / "extracts")}
    empty = customer360("run", "--company", str(folder), folder=tmp_path, **here)
    assert (empty.returncode, "has no department yet" in empty.stderr) == (2, True)
    (folder / "departments/till").mkdir()
    (folder / "departments/till/_till.yml").write_text("version: 2\nsources: []\n")
    for arguments in (
        ("check", "--company", str(folder)), ("--company", str(folder), "check"),
        ("check", f"--company={folder}", "till"),
    ):  # fmt: skip
        done = customer360(*arguments, folder=tmp_path)
        assert done.returncode == 1, done.stderr
        assert "_till.yml" in done.stdout
    again = customer360("init", str(folder), folder=tmp_path)
    assert (again.returncode, "is not empty" in again.stderr) == (2, True)
    nowhere = customer360("status", "--company", str(tmp_path), folder=tmp_path)
    assert nowhere.returncode == 2
    assert "customer360 init" in nowhere.stderr


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("company.yml", "name: Acme\ncurency: EUR\n", "did you mean currency?"),
        ("rules/lifecycle_windows.csv", "line,days\ngifts,30\n", "line 1: no such column: line"),
        ("rules/windows.csv", "line\n", "there is no rule of this name"),
        ("departments/till/feed_till__sales.sql", "select 1", "there is no feed 'sales'"),
    ],
)
def test_what_a_folder_says_wrongly_is_a_sentence_and_no_traceback(
    file: str, text: str, sentence: str, tmp_path: Path
) -> None:
    founding.make(tmp_path / "acme", ACME)
    (tmp_path / "acme/departments/till").mkdir()
    (tmp_path / "acme/departments/till/_till.yml").write_text("version: 2\nsources: []\n")
    (tmp_path / "acme" / file).write_text(text)
    (tmp_path / "extracts").mkdir()
    done = customer360("run", "--company", str(tmp_path / "acme"), folder=tmp_path)
    assert done.returncode == 2, done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("action", [["check"], ["identity", "review"], ["audience", "check"]])
def test_every_action_takes_a_company(action: list[str], tmp_path: Path) -> None:
    assert "--company" in customer360(*action, "--help", folder=tmp_path).stdout
