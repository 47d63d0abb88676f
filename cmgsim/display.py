"""
How things show themselves in a notebook.

The one look upwards: what a thing looks like is the business of `views`, which is found by name and loaded when a
notebook asks. JupyterLab, VS Code and marimo all call `_repr_html_`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

VIEWS: Final = "cmgsim.views.notebook"


def html(kind: str, thing: object) -> str:
    """
    The HTML of *thing*, drawn by the function of `views.notebook` that is called *kind*.

    Example:
        >>> from cmgsim.trace import Trace
        >>> html("trace", Trace({"scenario": "contoso"}, ())).startswith("<iframe")
        True
    """
    drawn: str = getattr(import_module(VIEWS), kind)(thing)
    return drawn
