"""Records → people → households: standardise, collapse, score, cluster, number, gather.

Reads `conformed.customer_records`; writes the tables of schema `identity`. Survivorship and every
business rule stay in SQL models; nothing here chooses a customer's best name or address.
"""

from orchestration.identity.decisions import Decisions, DecisionsError, Listed, listed
from orchestration.identity.drift import accept
from orchestration.identity.evaluate import Scores, evaluate
from orchestration.identity.explain import Explanation, explain
from orchestration.identity.model import PATH as MODEL
from orchestration.identity.model import Model, ModelError, save
from orchestration.identity.resolve import RECORDS, REFERENCES, IdentitySummary, resolve
from orchestration.identity.train import train
from orchestration.identity.whose import UnknownRecordError, living

__all__ = [
    "MODEL",
    "RECORDS",
    "REFERENCES",
    "Decisions",
    "DecisionsError",
    "Explanation",
    "IdentitySummary",
    "Listed",
    "Model",
    "ModelError",
    "Scores",
    "UnknownRecordError",
    "accept",
    "evaluate",
    "explain",
    "listed",
    "living",
    "resolve",
    "save",
    "train",
]
