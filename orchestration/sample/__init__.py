"""The sample company "Harbour & Home": people, families and time, and what departments wrote down.

`simulate` is the public face. The pipeline never reads the truth that it writes; tests do.
"""

from orchestration.sample.parameters import SampleParameters
from orchestration.sample.simulate import SampleSummary, simulate

__all__ = ["SampleParameters", "SampleSummary", "simulate"]
