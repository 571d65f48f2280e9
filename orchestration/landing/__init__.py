"""Landing: delivered files become contract-typed raw rows, and nothing is lost on the way.

Every file ends as loaded, partly loaded, quarantined or duplicate, with a receipt that says why;
every record is loaded, rejected with its bytes, or suppressed. What the values mean is not its
business: it opens files so that nothing right of it has to.
"""

from orchestration.databases import SourceError
from orchestration.landing.arriving import discover, landed_at, left
from orchestration.landing.day import NoDayError, as_of, set_as_of
from orchestration.landing.delivery import Delivery
from orchestration.landing.ledger import prepare, write_contracts
from orchestration.landing.load import land
from orchestration.landing.receipts import Drift, Receipt
from orchestration.landing.replay import Reject, rejects_of, replay
from orchestration.landing.unclaimed import refuse_unclaimed

__all__ = [
    "Delivery",
    "Drift",
    "NoDayError",
    "Receipt",
    "Reject",
    "SourceError",
    "as_of",
    "discover",
    "land",
    "landed_at",
    "left",
    "prepare",
    "refuse_unclaimed",
    "rejects_of",
    "replay",
    "set_as_of",
    "write_contracts",
]
