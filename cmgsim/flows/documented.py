"""
The documented flows, step by step: who opens what, what travels on it, and which row of the port table allows it.

Source: "Data flow for cloud management gateway", April 2022; content distribution (D1 to D4) from the newer English
text. The page draws one diagram with five steps (F1 to F5); three of the flows here are its parts: the deployment is
F1, the channel F2, and the communication of a client F3 to F5.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts.rows import Role
from cmgsim.flows.script import Flow, Step, answer, ask, closing, connection, look_up, said

_SCP, _CP, _CMG = Role.SERVICE_CONNECTION_POINT, Role.CMG_CONNECTION_POINT, Role.CMG
_CLIENT, _BALANCER, _INSTANCE = Role.CLIENT, Role.LOAD_BALANCER, Role.INSTANCE
_MP, _SUP, _SITE, _PROXY = Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT, Role.SITE_SERVER, Role.PROXY
_ENTRA, _ARM, _BLOB = Role.ENTRA_ID, Role.AZURE_RESOURCE_MANAGER, Role.BLOB_STORAGE
_DNS = (Role.PUBLIC_DNS, Role.AZURE_DNS)

CHANNEL_ROWS: Final = ("P2", "P3", "P4", "P5", "P6")
"""The rows that allow a channel; which of them depends on deployment and number of instances (N1 to N3)."""

_TOKEN: Final = (
    *connection(_CLIENT, _ENTRA, needed=False),
    ask(_CLIENT, _ENTRA, opener=_CLIENT, needed=False),
    answer(_ENTRA, _CLIENT, opener=_CLIENT, needed=False),
)
"""How a client gets its token, when that is how it proves who it is."""

_DEPLOY: Final = Step("F1", (
    *look_up(_SCP, *_DNS),
    *connection(_SCP, _ENTRA, rows=("P1",)),
    ask(_SCP, _ENTRA, opener=_SCP, rows=("P1",)),
    answer(_ENTRA, _SCP, opener=_SCP, rows=("P1",)),
    *connection(_SCP, _ARM, rows=("P1",)),
    ask(_SCP, _ARM, opener=_SCP, rows=("P1",)),
    answer(_ARM, _SCP, opener=_SCP, rows=("P1",)),
    said(_CMG, needed=True),
    said(),
))  # fmt: skip

_CHANNEL: Final = Step("F2", (
    *look_up(_CP, *_DNS),
    *connection(_CP, _PROXY, needed=False),
    ask(_CP, _PROXY, opener=_CP, needed=False),
    answer(_PROXY, _CP, opener=_CP, needed=False),
    *connection(_CP, _BALANCER, _INSTANCE, rows=CHANNEL_ROWS),
    said(),
))  # fmt: skip

_BALANCED: Final = (
    *connection(_CLIENT, _BALANCER, _INSTANCE, rows=("P7",)),
    said(_BALANCER, needed=True),
    ask(_CLIENT, _INSTANCE, opener=_CLIENT, rows=("P7",)),
)
"""A client connects to the service; the load balancer gives it one instance."""
_CLOSED: Final = closing(_CLIENT, _BALANCER, _INSTANCE, rows=("P7",))


def _forwarded(*, answered: bool) -> tuple[Step, ...]:
    """F3 to F5 for a flow whose requests are answered there; in the content flow C1 and C2 are the answer."""
    return (
        Step("F3", (
            *look_up(_CLIENT, *_DNS),
            *_TOKEN,
            *_BALANCED,
            answer(_INSTANCE, _CLIENT, opener=_CLIENT, rows=("P7",), needed=answered),
            said(),
        )),
        Step("F4", (
            ask(_INSTANCE, _CP, opener=_CP, rows=CHANNEL_ROWS),
            answer(_CP, _INSTANCE, opener=_CP, rows=CHANNEL_ROWS, needed=answered),
            said(),
        )),
        Step("F5", (
            *connection(_CP, _MP, rows=("P9",)),
            ask(_CP, _MP, opener=_CP, rows=("P9",)),
            answer(_MP, _CP, opener=_CP, rows=("P9",), needed=answered),
            *connection(_CP, _SUP, rows=("P10",), needed=answered),
            ask(_CP, _SUP, opener=_CP, rows=("P10",), needed=answered),
            answer(_SUP, _CP, opener=_CP, rows=("P10",), needed=answered),
            said(),
        )),
    )  # fmt: skip


_FETCH: Final = (
    Step("C1", (
        said(_MP, needed=True),
        answer(_MP, _CP, opener=_CP, rows=("P9",)),
        answer(_CP, _INSTANCE, opener=_CP, rows=CHANNEL_ROWS),
        said(),
    )),
    Step("C2", (
        answer(_INSTANCE, _CLIENT, opener=_CLIENT, rows=("P7",)),
        *_CLOSED,
        *look_up(_CLIENT, Role.PUBLIC_DNS),
        said(),
    )),
    Step("C3", (*look_up(_CLIENT, Role.AZURE_DNS, needed=True), said())),
    Step("C4", (
        *_BALANCED,
        answer(_INSTANCE, _CLIENT, opener=_CLIENT, rows=("P7",), needed=False),
        said(),
    )),
    Step("C5", (
        said(_INSTANCE, needed=True),
        answer(_INSTANCE, _CLIENT, opener=_CLIENT, rows=("P7",)),
        *_CLOSED,
        said(),
    )),
    Step("C6", (
        *look_up(_CLIENT, *_DNS),
        *connection(_CLIENT, _BLOB, rows=("P8",)),
        ask(_CLIENT, _BLOB, opener=_CLIENT, rows=("P8",)),
        answer(_BLOB, _CLIENT, opener=_CLIENT, rows=("P8",)),
        *_CLOSED,
        said(),
    )),
)  # fmt: skip

_DISTRIBUTE: Final = (
    *(Step(rule, (said(_SITE, needed=True),)) for rule in ("D1", "D2", "D3")),
    Step("D4", (
        *look_up(_SITE, *_DNS),
        *connection(_SITE, _BLOB, rows=("P11",)),
        ask(_SITE, _BLOB, opener=_SITE, rows=("P11",)),
        answer(_BLOB, _SITE, opener=_SITE, rows=("P11",)),
        said(),
    )),
)  # fmt: skip

DEPLOYMENT: Final = Flow("deployment", (_DEPLOY,))
CHANNEL: Final = Flow("channel", (_CHANNEL,))
COMMUNICATION: Final = Flow("communication", (_CHANNEL, *_forwarded(answered=True)))
CONTENT: Final = Flow("content", (_CHANNEL, *_forwarded(answered=False), *_FETCH))
CONTENT_DISTRIBUTION: Final = Flow("content-distribution", _DISTRIBUTE)
ALL: Final = Flow("all", (_DEPLOY, _CHANNEL, *_forwarded(answered=True), *_FETCH, *_DISTRIBUTE))
"""The five one after the other."""

FLOWS: Final = MappingProxyType(
    {flow.name: flow for flow in (DEPLOYMENT, CHANNEL, COMMUNICATION, CONTENT, CONTENT_DISTRIBUTION, ALL)}
)
"""By name, in the order of the documentation."""
