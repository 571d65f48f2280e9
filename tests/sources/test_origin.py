"""What a contract may say about where its extracts come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.company.departments import ContractError, Extract, read_contract
from orchestration.origin import FOLDER, Origin


def contract(folder: Path, department: dict[str, Any], table: dict[str, Any]) -> Extract:
    """The extract of a contract whose `meta` says this."""
    meta = {"extract": "public.people", "key": ["id"], "load": "snapshot", **table}
    one = {"name": "people", "description": "People.", "config": {"meta": meta}}
    one["columns"] = [{"name": "id", "data_type": "varchar"}]
    owned = {"department": "crm", "owner": "Tests", **department}
    source = {"description": "Sales.", "config": {"meta": owned}, "tables": [one]}
    path = folder / "_crm.yml"
    path.write_text(yaml.safe_dump({"sources": [source]}))
    return read_contract(path).extracts[0]


def test_an_extract_lies_in_a_folder_unless_its_contract_says_otherwise(tmp_path: Path) -> None:
    assert contract(tmp_path, {}, {"format": "csv"}).origin == FOLDER


def test_a_department_speaks_for_the_tables_that_say_nothing(tmp_path: Path) -> None:
    department = {"source": "postgres", "location": "CRM_DATABASE"}
    extract = contract(tmp_path, department, {"mode": "attach"})
    assert (extract.origin, extract.format) == (
        Origin("postgres", "CRM_DATABASE", "attach"),
        "parquet",
    )
    assert contract(tmp_path, department, {"source": "folder", "format": "csv"}).format == "csv"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"source": "ftp", "location": "A"}, "none of folder, s3, postgres"),
        ({"source": "postgres"}, "environment variable"),
        ({"source": "postgres", "location": "host=db password=hidden"}, "environment variable"),
        ({"source": "s3", "location": "s3://bucket/prefix"}, "environment variable"),
        ({"source": "postgres", "location": "A", "format": "csv"}, "kept as parquet"),
        ({"source": "postgres", "location": "A", "mode": "mirror"}, "mode is copy"),
        ({"source": "s3", "location": "A", "mode": "attach", "format": "csv"}, "mode is copy"),
        ({"mode": "attach", "format": "csv"}, "mode is copy"),
        ({"source": "s3", "location": "A"}, "format None"),
    ],
)
def test_what_the_loader_cannot_act_on_is_refused_without_quoting_secrets(
    tmp_path: Path, said: dict[str, Any], why: str
) -> None:
    with pytest.raises(ContractError, match=why) as told:
        contract(tmp_path, {}, said)
    assert "hidden" not in str(told.value)
