"""Axes to draw on, alike in all plots."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from cmgsim.errors import MissingExtra

COLOURS: Final = ("#0b5cad", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0e7490", "#a16207", "#4b5563")
"""Told apart on paper, on a projector, and by people who see red and green alike."""
MARKERS: Final = "osD^vPX*"


def axes_of(axes: Any, title: str) -> Any:
    """*axes*, or new ones of a usual size, with a title and a quiet grid."""
    if axes is None:
        axes = pyplot().subplots(figsize=(7.2, 4.4), layout="constrained")[1]
    axes.set_title(title, loc="left", fontsize="medium")
    axes.grid(visible=True, color="#d4d4d8", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes


def pyplot() -> Any:
    """
    What makes figures.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        return import_module("matplotlib.pyplot")
    except ImportError:
        raise MissingExtra("matplotlib", "plots", "a plot") from None
