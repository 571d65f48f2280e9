"""What a comparison is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level of agreement: `m` is its starting share among pairs of one person.

    `most` bounds what training makes of it: where few pairs tell, a few wrong links would teach
    that people change their birth dates.
    `frequency` names the column whose rarity adjusts the weight. `scales` marks levels on which
    two strangers meet the less often the more people there are (a shared e-mail, one address).
    """

    label: str
    condition: str
    m: float
    frequency: str | None = None
    scales: bool = False
    most: float = 1.0


@dataclass(frozen=True)
class Comparison:
    """A comparison: a pair for which `missing` holds says nothing."""

    name: str
    columns: tuple[str, ...]
    missing: str
    levels: tuple[Level, ...]
