"""
Simulate how data flows through the Cloud Management Gateway of Microsoft Configuration Manager.

General layout: `facts` is what the documentation says, `protocol` how a conversation may go, `flows` the documented
steps, `model` what the user describes, `engine` what happens, `results` what it means, `theory` and `explain` what
formulas say beforehand, `views` how it is shown, `api` what a program calls, `study` many runs as one thing, and `cli`
the command. Imports go downwards only. The names below are the public ones; they load when they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cmgsim.api.replay import replay
    from cmgsim.api.simulate import Run, simulate
    from cmgsim.calibration.calibrate import Calibration, calibrate
    from cmgsim.errors import CmgsimError, ScenarioError
    from cmgsim.model.scenario import Scenario
    from cmgsim.model.scenario_file import contoso, load, loads
    from cmgsim.sizing.answer import Answer, size
    from cmgsim.study.study import Study
    from cmgsim.study.sweep import sweep
    from cmgsim.trace import Record, Trace
    from cmgsim.views.player.demo import demo
    from cmgsim.views.player.widget import player

__version__ = "0.1.0"

_HOMES = {
    "Answer": "cmgsim.sizing.answer",
    "Calibration": "cmgsim.calibration.calibrate",
    "CmgsimError": "cmgsim.errors",
    "Record": "cmgsim.trace",
    "Run": "cmgsim.api.simulate",
    "Scenario": "cmgsim.model.scenario",
    "ScenarioError": "cmgsim.errors",
    "Study": "cmgsim.study.study",
    "Trace": "cmgsim.trace",
    "calibrate": "cmgsim.calibration.calibrate",
    "contoso": "cmgsim.model.scenario_file",
    "demo": "cmgsim.views.player.demo",
    "load": "cmgsim.model.scenario_file",
    "loads": "cmgsim.model.scenario_file",
    "player": "cmgsim.views.player.widget",
    "replay": "cmgsim.api.replay",
    "simulate": "cmgsim.api.simulate",
    "size": "cmgsim.sizing.answer",
    "sweep": "cmgsim.study.sweep",
}
"""Where each public name lives."""

__all__ = [
    "Answer",
    "Calibration",
    "CmgsimError",
    "Record",
    "Run",
    "Scenario",
    "ScenarioError",
    "Study",
    "Trace",
    "__version__",
    "calibrate",
    "contoso",
    "demo",
    "load",
    "loads",
    "player",
    "replay",
    "simulate",
    "size",
    "sweep",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cmgsim' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
