"""
Does this build compute what theory knows? Scenario files that are textbook queues, their answers by formula, and a run.

`selftest` compares them; nothing here is used by a simulation.
"""

from cmgsim.validation.selftest import Comparison, selftest

__all__ = ["Comparison", "selftest"]
