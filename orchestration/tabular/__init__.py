"""A user's table, in whatever kind of file it came, with every value as text.

CSV in any usual dialect and encoding, text in columns of spaces, Excel workbooks, Parquet and JSON
(an array, lines, or an object around an array); text may be gzipped; several files are named by a
folder or a pattern such as `days/*.csv`. Landing does not read here: an extract has a contract.
"""

from orchestration.tabular.cells import Shape
from orchestration.tabular.given import UnreadableTableError, files_of
from orchestration.tabular.numbers import type_numbers
from orchestration.tabular.reading import Table, read_cells, read_table

__all__ = [
    "Shape",
    "Table",
    "UnreadableTableError",
    "files_of",
    "read_cells",
    "read_table",
    "type_numbers",
]
