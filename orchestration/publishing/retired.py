"""What readers had and would no longer find: refused, unless a reviewed line retires it.

`retired.csv` in the company's folder has the columns mart, column, reason, retired_on; an empty
`column` retires the whole mart. What the product itself has renamed is in the file beside this.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from orchestration import at_rest
from orchestration.publishing import pointer
from orchestration.publishing.content import marts_of
from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import Published
from orchestration.publishing.snapshot import STAMPS
from orchestration.publishing.verdict import Verdict
from orchestration.settings import Settings

FILE = "retired.csv"
_COLUMNS = ["mart", "column", "reason", "retired_on"]


def refuse_losses(settings: Settings, said: Verdict) -> None:
    """Raises PublishError naming every mart and column that readers have and would lose.

    Also where `retired.csv` cannot be read, or a line of it gives no reason or no day.
    """
    now = pointer.current(settings)
    if now is None:
        return
    retired = _lines(Path(__file__).with_name(FILE)) | _lines(settings.company / FILE)
    lost = []
    for mart, columns in _seen(now).items():
        if (mart, "") in retired:
            continue
        if mart not in said.marts:
            lost.append(f"marts.{mart}")
            continue
        kept = {name for name, _ in said.marts[mart].content.columns}
        lost += [
            f"marts.{mart}.{column}"
            for column in columns
            if column not in kept and (mart, column) not in retired
        ]
    if lost:
        raise PublishError(
            f"Nothing was published. Readers would lose {', '.join(lost)}. If they may, write a "
            f"line into {settings.company / FILE}: {', '.join(_COLUMNS)}."
        )


def _seen(build: Published) -> dict[str, tuple[str, ...]]:
    """The columns of every published mart; from the database where an older manifest has none."""
    if all(mart.columns for mart in build.marts):
        return {mart.name: mart.columns for mart in build.marts}
    with at_rest.connect(build.database, read_only=True) as connection:
        ((database,),) = connection.execute("select current_database()").fetchall()
        return {
            mart: tuple(
                str(row[0])
                for row in connection.execute(f'describe marts."{mart}"').fetchall()
                if row[0] not in STAMPS
            )
            for mart in marts_of(connection, str(database))
        }


def _lines(path: Path) -> frozenset[tuple[str, str]]:
    """(mart, column) of every line. Raises PublishError as `refuse_losses` says."""
    if not path.is_file():
        return frozenset()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != _COLUMNS:
            raise PublishError(f"{path}, line 1: the columns are {', '.join(_COLUMNS)}.")
        found = set()
        for line, row in enumerate(reader, start=2):
            try:
                date.fromisoformat(row["retired_on"] or "")
            except ValueError:
                raise PublishError(f"{path}, line {line}: retired_on is no day.") from None
            if not row["mart"] or not (row["reason"] or "").strip():
                raise PublishError(f"{path}, line {line}: a mart and a reason are needed.")
            found.add((row["mart"], row["column"] or ""))
    return frozenset(found)
