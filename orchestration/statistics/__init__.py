"""The statistics SQL does badly, on conformed tables: who answers surveys, what drives them, and
what each channel adds.

Public face: `score`. What stays out: anything a window function can do, and every business rule.
"""

from orchestration.statistics.scoring import StatisticsSummary, score

__all__ = ["StatisticsSummary", "score"]
