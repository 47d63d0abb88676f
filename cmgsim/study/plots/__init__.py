"""
Plots, one function each, by matplotlib: of studies, and of single runs.

Every function draws on the axes that it is given, or on new ones, and returns them; every axis says what it shows and
in which unit. Nothing is shown or written: `axes.figure.savefig("curve.png")` does, and a notebook shows by itself.
"""

from cmgsim.study.plots.of_runs import connections, latency_distribution, warm_up
from cmgsim.study.plots.of_studies import heat_map, response_curve, tornado

__all__ = ["connections", "heat_map", "latency_distribution", "response_curve", "tornado", "warm_up"]
