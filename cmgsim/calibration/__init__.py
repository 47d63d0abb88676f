"""Inputs measured from the logs of a real site: log files in, a scenario fragment and a comparison out."""

from cmgsim.calibration.calibrate import Calibration, calibrate

__all__ = ["Calibration", "calibrate"]
