"""The product as `pip install` brings it: without a checkout, to a company that lies elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.settings import DBT_PACKAGE, EXPECTATIONS, PROJECT
from tests.conftest import copied_company

pytestmark = pytest.mark.slow

SOURCES = ("LICENSE", "README.md", "pyproject.toml", "setup.py")
PACKAGES = ("orchestration", "dbt_project", "expectations")
# What a run begins with, by whatever `orchestration` is installed: Dagster's view and dbt's.
LOOK = """
import json
from orchestration import dbt, settings
here = settings.from_environment()
here.export()
from orchestration.definitions import defs
manifest = dbt.manifest(dbt.parse(here))
print(json.dumps({
    "product": str(settings.DBT_PACKAGE),
    "suites": str(settings.EXPECTATIONS),
    "company": str(here.company),
    "published": any(key.path == ["published", "current"] for key in defs.resolve_all_asset_keys()),
    "marts": len(dbt.marts(manifest)),
    "seeds": sum(node["resource_type"] == "seed" for node in manifest["nodes"].values()),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout gains no `build` folder."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, source / name, ignore=ignored)
    for name in SOURCES:
        shutil.copy(PROJECT / name, source / name)
    _run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation",
         "--quiet", "--wheel-dir", str(folder), cwd=source)  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The Python of a new environment with the wheel; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed")
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
         "--no-index", str(wheel), cwd=folder)  # fmt: skip
    (site,) = folder.glob("lib/python*/site-packages")
    # A plain path: what this environment itself has installed in editable mode stays unseen.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    script = folder / "bin" / "dbt"
    script.write_text(f"#!{python}\nfrom dbt.cli.main import cli\ncli()\n")
    script.chmod(0o755)
    yield python


def test_the_wheel_holds_every_file_that_a_run_reads(wheel: Path) -> None:
    read = {".csv", ".jinja", ".json", ".py", ".sql", ".toml", ".yml"}
    wanted = {
        f"{prefix}{path.relative_to(root)}"
        for root, prefix in (
            (PROJECT / "orchestration", "orchestration/"),
            (DBT_PACKAGE, "orchestration/dbt_project/"),
            (EXPECTATIONS, "orchestration/expectations/"),
        )
        for path in root.rglob("*")
        if path.suffix in read and "lint" not in path.parts and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
    assert not wanted - names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"orchestration"}


def test_an_installed_product_loads_a_company_that_lies_elsewhere(
    installed: Path, tmp_path: Path
) -> None:
    company = copied_company(tmp_path)
    found = json.loads(_run(str(installed), "-c", LOOK, cwd=company).splitlines()[-1])
    package = next(installed.parent.parent.glob("lib/python*/site-packages")) / "orchestration"
    assert found["product"] == str(package / "dbt_project")
    assert found["suites"] == str(package / "expectations")
    assert found["company"] == str(company), "the company is the folder one stands in"
    assert found["published"], "Dagster finds every definition"
    assert found["marts"] and found["seeds"] == len(list((DBT_PACKAGE / "seeds").rglob("*.csv")))


def test_an_installed_command_answers(installed: Path, tmp_path: Path) -> None:
    command = installed.with_name("customer360")
    assert "rollback" in _run(str(command), "--help", cwd=tmp_path)


def _run(*command: str, cwd: Path | None = None) -> str:
    """What a command printed, run with nothing of this project in its environment."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CUSTOMER360_", "DBT_", "DAGSTER_", "PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
