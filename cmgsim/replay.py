"""Moved."""
from cmgsim.api.replay import *
from cmgsim.api.replay import FLOW_NAMES, replay, stopped
