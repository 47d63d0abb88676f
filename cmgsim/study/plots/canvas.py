"""Axes to draw on, alike in all plots."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from cmgsim.errors import MissingExtra
from cmgsim.study.measures import Measure

COLOURS: Final = ("#0b5cad", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0e7490", "#a16207", "#4b5563")
"""Told apart on paper, on a projector, and by people who see red and green alike."""
MARKERS: Final = "osD^vPX*"


SHARE: Final = "share"
"""What an axis says in the place of a unit where numbers are shares of a whole: 0.5 is a half."""


def axis_of(measure: Measure) -> str:
    """
    The words beside the axis of a measure, its unit with them.

    Example:
        >>> from cmgsim.study.measures import BY_NAME
        >>> axis_of(BY_NAME["latency_p95_s"]), axis_of(BY_NAME["success"])
        ('latency p95 [s]', 'success [share]')
    """
    return measure.label if measure.unit else f"{measure.label} [{SHARE}]"


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
    return _part("pyplot")


def ticker() -> Any:
    """What places and writes the numbers beside an axis; MissingExtra where matplotlib is not installed."""
    return _part("ticker")


def _part(name: str) -> Any:
    try:
        return import_module(f"matplotlib.{name}")
    except ImportError:
        raise MissingExtra("matplotlib", "plots", "a plot") from None
