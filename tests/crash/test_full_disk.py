"""A full disk: a sentence that says so, and what was published stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from orchestration import publishing
from orchestration.settings import PROJECT
from tests.publishing.conftest import house as house
from tests.publishing.house import House

# The kernel refuses the file that grows past the limit, as it does on a full disk.
SCRIPT = """
import resource, sys
from pathlib import Path
from orchestration import publishing
from orchestration.warehouse import connect
from tests.conftest import plain_company, settings_in
from tests.publishing.house import House
folder = Path(sys.argv[1])
settings = settings_in(folder, company=plain_company(folder))
with connect(settings) as connection:
    house = House(settings, connection, folder / "expectations")
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    try:
        house.gate("build-2")
        house.publish("build-2")
    except publishing.PublishError as error:
        print(error)
"""


def test_a_full_disk_refuses_a_build_in_words_and_leaves_the_last_one(
    house: House, tmp_path: Path
) -> None:
    first = house.build(1)
    house.rebuild(200_000)
    house.connection.close()
    for limit in (4_096, 300_000, 2_000_000):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path), str(limit)],
            cwd=PROJECT,
            capture_output=True,
            text=True,
        )
        assert done.stdout.startswith("Nothing was published: "), done.stderr
        assert publishing.current(house.settings) == first
        assert [path.name for path in first.folder.parent.iterdir()] == [first.build_id]
    with duckdb.connect(str(first.database), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.customer_360").fetchall() == [(1,)]
    with duckdb.connect(str(house.settings.warehouse)) as connection:
        again = House(house.settings, connection, house.expectations)
        again.gate("build-2")
        assert again.publish("build-2") == publishing.current(house.settings) != first
