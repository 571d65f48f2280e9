"""Publishes build after build of a small house, until it is killed; prints each once it stands."""

from __future__ import annotations

import sys
from pathlib import Path

from orchestration import publishing
from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in
from tests.publishing.house import House


def main(folder: Path) -> None:
    settings = settings_in(folder, company=plain_company(folder))
    now = publishing.current(settings)
    number = int(now.build_id.removeprefix("build-")) if now else 0
    with connect(settings) as connection:
        connection.execute("create schema if not exists marts")
        house = House(settings, connection, folder / "expectations")
        while True:
            number += 1
            house.build(number)
            print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
