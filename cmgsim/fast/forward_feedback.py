"""What a sweep finds on its way that acts upon other requests, in words: then the run is one for the event loop."""

from __future__ import annotations

from typing import Final

from cmgsim.fast.forward_clients import CROWDED, FINE, INTERTWINED, NO_PORTS

LATE: Final = "a client reaches a deadline"
UNSETTLED: Final = "network cards keep requests waiting for one another"
FOUND: Final = {
    CROWDED: "an instance has more connections than its size carries",
    NO_PORTS: "a connection point runs out of ports",
    INTERTWINED: "a service that takes no time meets other events of its instant",
}
"""What compiled functions find and cannot do."""


class FeedbackError(Exception):
    """Something becomes of a request that acts upon others: not a run to sweep."""


def refuse_if(found: int) -> None:
    """
    Stop where there is not enough of something.

    Raises:
        FeedbackError: It says what was found.
    """
    if found != FINE:
        raise FeedbackError(FOUND[int(found)])
