"""
What can be said of a scenario before any run: loads and waits by formula, limits, ports, traffic, and what binds.

Nothing here simulates. Everything shown to people is said from one document, which `explain` computes; `twins` gives
what theory expects of each station, to stand beside a run's numbers.
"""

from cmgsim.explain.explanation import explain, twin_of_later_station, twins
from cmgsim.explain.words import sentences

__all__ = ["explain", "sentences", "twin_of_later_station", "twins"]
