"""The versioned model: match and mismatch shares per level, name frequencies, thresholds.

`model.json` is written by `train` and read by every run; runs never learn. Shares of levels on
which strangers meet by living among fewer people (`scales`) and the prior are brought from the
population trained on to the population at hand.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.identity.scoring.comparisons import COMPARISONS, REFERENCE

PATH = Path(__file__).parents[1] / "model.json"
FORMAT = 1
# Each pair of two groups pays the whole prior, though one person is found against it only once.
AVERAGE = -3.0
FLOOR = 1e-9
MARK = 4e-9
POPULATION_STEPS = 4  # to the octave


class ModelError(ValueError):
    """The model file is missing, of another format, or not of this code's comparisons."""


@dataclass(frozen=True)
class Model:
    """`m` and `u`: comparison name → one share per level; `frequencies`: column → name → share.

    `payloads_per_person` gives the prior; `payloads` is the population `u` was learnt on.
    `link_weight` is the match weight in bits from which a pair may link, `average_weight` what two
    groups must reach on average. `trusts_…`: see `veto`. `keys` are the broad blocking
    keys that pay on such data, `single_sources` the departments in which hardly anybody has two
    records.
    """

    m: dict[str, list[float]]
    u: dict[str, list[float]]
    payloads: int
    payloads_per_person: float
    frequencies: dict[str, dict[str, float]] = field(default_factory=dict)
    link_weight: float = 0.0
    average_weight: float = AVERAGE
    trusts_identifier: bool = False
    trusts_birth_date: bool = False
    doubts_birth_date: bool = False
    keys: list[str] = field(default_factory=list)
    single_sources: list[str] = field(default_factory=list)
    card: dict[str, Any] = field(default_factory=dict)

    def linking_from(self, probability: float) -> Model:
        """The model with another operating point: the probability from which a pair may link."""
        bits = math.log2(probability / (1 - probability))
        return replace(self, link_weight=bits, average_weight=AVERAGE + bits)

    def population(self, payloads: int) -> float:
        """`payloads` in steps of a fifth from the population trained on.

        So a few new records do not move every weight, and yesterday's edges keep theirs.
        """
        steps = round(POPULATION_STEPS * math.log2(max(payloads, 1) / self.payloads))
        return float(self.payloads * 2.0 ** (steps / POPULATION_STEPS))

    def prior(self, payloads: int) -> float:
        """The chance that two random payloads of `payloads` are one person."""
        others = max(self.population(payloads) - 1, 1)
        return min(0.5, max(self.payloads_per_person - 1.0, 0.05) / others)

    def scaled_u(self, payloads: int) -> dict[str, list[float]]:
        """`u` for a population of `payloads`, the last level taking what is left."""
        factor = self.payloads / self.population(payloads)
        scaled: dict[str, list[float]] = {}
        for comparison in COMPARISONS:
            shares = [
                max(share * factor if level.scales else share, FLOOR)
                for level, share in zip(comparison.levels, self.u[comparison.name], strict=True)
            ]
            shares = [min(share, 0.5) for share in shares[:-1]]
            scaled[comparison.name] = [*shares, max(1.0 - sum(shares), 0.01)]
        return scaled


def level_weights(model: Model, payloads: int) -> dict[str, list[float]]:
    """Bits per level, best level first, as Splink will give them (without name frequencies).

    Each carries a mark of a few billionths, so that the weight alone tells the level: Splink gives
    levels only together with both records' values, at four times the cost.
    """
    u = model.scaled_u(payloads)
    return {
        name: [math.log2(_marked(m, i) / u[name][i]) for i, m in enumerate(shares)]
        for name, shares in model.m.items()
    }


def _marked(m: float, level: int) -> float:
    return m * (1 + MARK * (level + 1))


def settings(model: Model, payloads: int) -> dict[str, Any]:
    """Splink settings that score `identity_work.payloads` with this model."""
    u = model.scaled_u(payloads)
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "node",
        "probability_two_random_records_match": model.prior(payloads),
        "blocking_rules_to_generate_predictions": ["l.node = r.node"],
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
        "comparisons": [
            {
                "output_column_name": comparison.name,
                "comparison_description": comparison.name,
                "comparison_levels": [
                    {
                        "sql_condition": comparison.missing,
                        "label_for_charts": "missing",
                        "is_null_level": True,
                    },
                    *(
                        {
                            "sql_condition": level.condition,
                            "label_for_charts": level.label,
                            "m_probability": _marked(model.m[comparison.name][i], i),
                            "u_probability": u[comparison.name][i],
                            **(
                                {
                                    "tf_adjustment_column": level.frequency,
                                    "tf_adjustment_weight": 1.0,
                                    "disable_tf_exact_match_detection": True,
                                    "tf_minimum_u_value": 1e-5
                                    if comparison.name != "birth"
                                    else u["birth"][i],
                                }
                                if level.frequency
                                else {}
                            ),
                        }
                        for i, level in enumerate(comparison.levels)
                    ),
                ],
            }
            for comparison in COMPARISONS
        ],
    }


def untrained(payloads: int) -> Model:
    """A model with the comparisons' own starting shares, before any training."""
    m = {c.name: [level.m for level in c.levels] for c in COMPARISONS}
    u = {}
    for c in COMPARISONS:
        head = [0.002 if level.scales else 0.01 for level in c.levels[:-1]]
        u[c.name] = [*head, 1.0 - sum(head)]
    u[REFERENCE.name] = [min(0.5, 0.03 / payloads), 1 - min(0.5, 0.03 / payloads)]
    return Model(m=m, u=u, payloads=payloads, payloads_per_person=2.0)


def save(model: Model, path: Path = PATH) -> None:
    """Write the model as readable JSON, keys sorted.

    Without the names of the departments it learned from: contracts say which keep one record each.
    """
    content = {"format": FORMAT, **asdict(replace(model, single_sources=[]))}
    del content["single_sources"]
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load(path: Path = PATH) -> Model:
    """Read a model.

    Raises ModelError when the file is missing or does not fit the comparisons of this code.
    """
    if not path.exists():
        raise ModelError(f"No identity model at {path}. Train one: customer360 identity train.")
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.pop("format", None) != FORMAT:
        raise ModelError(f"{path} is no model of format {FORMAT}. Train it anew.")
    model = Model(**content)
    for comparison in COMPARISONS:
        for shares in (model.m, model.u):
            if len(shares.get(comparison.name, [])) != len(comparison.levels):
                raise ModelError(
                    f"{path} does not know the levels of {comparison.name!r}. Train it anew."
                )
    return replace(model)
