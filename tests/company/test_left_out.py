"""A department whose contract is wrong lands nothing, loses nothing and stops nobody else."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import landing
from orchestration.company.contract import Department
from orchestration.settings import from_environment
from orchestration.warehouse import connect
from tests.company.contracts import RIGHT, read

SALES = "No;Card;When;Price\n1;c;2025-10-01;2.50\n"
WRONG = RIGHT.replace("delimiter", "delimeter")


@pytest.fixture
def extracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("extracts", "build", "archive", "published"):
        monkeypatch.setenv(f"CUSTOMER360_{name.upper()}", str(tmp_path / name))
    folder = tmp_path / "extracts" / "kiosk"
    folder.mkdir(parents=True)
    (folder / "sales_1.csv").write_text(SALES)
    return folder


def materialize(department: Department) -> dg.ExecuteInProcessResult:
    from orchestration.defs import raw
    from orchestration.defs.resources import Warehouse

    asset = raw._raw_assets(department)
    return dg.materialize(
        [dg.AssetSpec(["extracts", department.name]), asset],
        resources={"warehouse": Warehouse()},
        raise_on_error=False,
    )


def test_what_has_landed_stays_and_new_files_wait_for_the_contract(
    tmp_path: Path, extracts: Path
) -> None:
    right = read(tmp_path, RIGHT)
    assert materialize(right).success
    (extracts / "sales_2.csv").write_text(SALES.replace("\n1;", "\n2;"))
    wrong = read(tmp_path, WRONG)
    result = materialize(wrong)
    assert result.success
    [event] = result.get_asset_materialization_events()
    assert "did you mean delimiter?" in str(event.materialization.metadata["left_out"])
    with connect(from_environment()) as connection:
        assert connection.execute("select sale_id from raw_kiosk.sales").fetchall() == [("1",)]
        [extract] = right.extracts
        receipts = landing.land(extract, connection, from_environment())
        assert [(r.file_name, r.loaded) for r in receipts] == [("sales_2.csv", 1)]


def test_an_essential_department_stops_the_run(tmp_path: Path, extracts: Path) -> None:
    essential = read(tmp_path, WRONG.replace("owner: Retail", "owner: Retail, essential: true"))
    result = materialize(essential)
    assert not result.success
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "did you mean delimiter?" in str(failure.step_failure_data.error)


def test_a_contract_without_owner_is_nobodys_and_still_drawn(tmp_path: Path) -> None:
    found = read(tmp_path, RIGHT.replace("owner: Retail, ", ""))
    assert {found.owner, found.extracts[0].owner} == {"unknown"}
