"""Publishing: from the gated private build to a read-only snapshot that readers open.

`seal` writes a candidate and makes it read-only, `judge` runs the marts' gates on that very file,
and `publish` points readers to it for a verdict that is of these files, marts, suites and
contracts, once every other required gate of the run has passed as its suite declares:

    published/builds/<build_id>/c360.duckdb          schema marts, tables, read-only
    published/builds/<build_id>/parquet/<mart>.parquet
    published/builds/<build_id>/roles/<role>/        what that role may see of them, files as above
    published/builds/<build_id>/manifest.json        paths beside itself, row counts, sha256
    published/builds/<build_id>/verdict.json         what was judged, with which results
    published/current -> builds/<build_id>           swapped in one rename

A mart or column that readers had is only left out where `retired.csv` says so. A reader that opens
`published/current` sees one whole build. A publish that fails or is killed leaves the pointer
where it was; the next one clears what it left behind. Readers of ours refuse a database whose
sha256 is not the manifest's. The folder can be copied,
moved and mounted: every path in it is relative, and nothing outside its `builds/` is ever deleted.
"""

from orchestration.publishing.errors import PublishError
from orchestration.publishing.manifest import Published, PublishedMart, damaged
from orchestration.publishing.pointer import builds, current, last_published_at, readable, repair
from orchestration.publishing.release import has_judged, publish, rollback, waiting
from orchestration.publishing.sealing import Candidate, judge, named, seal

__all__ = [
    "Candidate",
    "PublishError",
    "Published",
    "PublishedMart",
    "builds",
    "current",
    "damaged",
    "has_judged",
    "judge",
    "last_published_at",
    "named",
    "publish",
    "readable",
    "repair",
    "rollback",
    "seal",
    "waiting",
]
