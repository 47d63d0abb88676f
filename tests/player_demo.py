"""The whole player, made once for every test that looks at it."""

from functools import cache

import cmgsim
from cmgsim.views.player.packing import unpacked
from cmgsim.views.player.payload import payload


@cache
def whole():
    """Every flow with every switch, as rows."""
    return unpacked(payload(cmgsim.contoso()))


@cache
def one_flow():
    """The channel with its faults, which is made in a moment."""
    return unpacked(payload(cmgsim.contoso(), flows=["channel"]))


def text(demo, number, language):
    """A text of the player in one language."""
    found = demo["texts"][number]
    return found if isinstance(found, str) else found[("en", "fr").index(language)]


def story(demo, flow, key=""):
    """A variant's story, with its steps as rows."""
    found = demo["stories"][demo["variants"][flow][key]["story"]]
    return {**found, "steps": [demo["steps"][number] for number in found["steps"]]}
