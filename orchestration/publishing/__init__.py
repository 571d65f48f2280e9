"""Publishing: from the gated private build to a read-only snapshot that readers open.

`publish` believes nobody: it asks the gate ledger whether every required gate of this very run,
and the gate of every mart, has results and none critical failed. Then it writes

    published/builds/<build_id>/c360.duckdb          schema marts, tables, read-only
    published/builds/<build_id>/parquet/<mart>.parquet
    published/builds/<build_id>/manifest.json        paths beside itself, row counts, sha256
    published/current -> builds/<build_id>           swapped in one rename

A reader that opens `published/current` sees one whole build. A publish that fails or is killed
leaves the pointer where it was; the next one clears what it left behind. The folder can be copied,
moved and mounted: every path in it is relative, and nothing outside its `builds/` is ever deleted.
"""

from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import Published, PublishedMart
from orchestration.publishing.pointer import builds, current, repair
from orchestration.publishing.release import publish, rollback

__all__ = [
    "PublishError",
    "Published",
    "PublishedMart",
    "builds",
    "current",
    "publish",
    "repair",
    "rollback",
]
