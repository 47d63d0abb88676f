"""Moved."""
from cmgsim.api.simulate import Run, simulate
