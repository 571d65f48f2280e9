"""Records → people → households: standardise, collapse, score, cluster, number, gather.

Reads `conformed.customer_records`; writes the tables of schema `identity`. Survivorship and every
business rule stay in SQL models; nothing here chooses a customer's best name or address.
"""

from orchestration.identity.evaluation.evaluate import Scores, evaluate
from orchestration.identity.explaining.explain import Explanation, explain
from orchestration.identity.explaining.resolve_id import UnknownRecordError, living
from orchestration.identity.numbering.drift import accept
from orchestration.identity.resolve import RECORDS, REFERENCES, IdentitySummary, resolve
from orchestration.identity.scoring.model import PATH as MODEL
from orchestration.identity.scoring.model import Model, ModelError, save
from orchestration.identity.scoring.train import train
from orchestration.identity.stewardship.decisions import Decisions, DecisionsError, Listed, listed
from orchestration.identity.stewardship.preview import Move, Preview, preview

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
    "Move",
    "Preview",
    "Scores",
    "UnknownRecordError",
    "accept",
    "evaluate",
    "explain",
    "listed",
    "living",
    "preview",
    "resolve",
    "save",
    "train",
]
