"""Records → people → households: standardise, collapse, score, cluster, number, gather.

Reads `conformed.customer_records`; writes the tables of schema `identity`. Survivorship and every
business rule stay in SQL models; nothing here chooses a customer's best name or address.
"""

from orchestration.identity.decisions import Decisions, DecisionsError
from orchestration.identity.evaluate import Scores, evaluate
from orchestration.identity.explain import Explanation, UnknownRecordError, explain
from orchestration.identity.model import Model, ModelError
from orchestration.identity.resolve import IdentitySummary, resolve
from orchestration.identity.train import train

__all__ = [
    "Decisions",
    "DecisionsError",
    "Explanation",
    "IdentitySummary",
    "Model",
    "ModelError",
    "Scores",
    "UnknownRecordError",
    "evaluate",
    "explain",
    "resolve",
    "train",
]
