"""
What a run means: pure functions from run logs to numbers, laws and sentences.

Everything is computed afterwards from the rows that an engine left, over the observed time only (the warm-up is left
out): sums, areas and percentiles are exact integers until the last division, so the same rows give the same numbers.
"""

from cmgsim.results.laws import check_laws
from cmgsim.results.summary import summary
from cmgsim.results.verdict import verdict

__all__ = ["check_laws", "summary", "verdict"]
