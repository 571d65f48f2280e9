"""Records → people → households: standardise, collapse, score, cluster, number, gather.

Reads `conformed.customer_records`; writes the tables of schema `identity`. Survivorship and every
business rule stay in SQL models; nothing here chooses a customer's best name or address.
"""

from orchestration.identity.evaluate import Scores, evaluate
from orchestration.identity.resolve import IdentitySummary, resolve

__all__ = ["IdentitySummary", "Scores", "evaluate", "resolve"]
