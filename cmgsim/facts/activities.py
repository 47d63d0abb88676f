"""
The request catalogue: what clients ask through a CMG, of whom, how large it is and how often it comes.

Paths and verbs come from documented logs where there are any. No page publishes sizes per message, so most of them
are assumptions, chosen so that a client with the default schedules causes the 100 MB a month that the cost page
states (`monthly_egress_bytes` does the sum).
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from cmgsim.facts import schedules as clock
from cmgsim.facts import sources as src
from cmgsim.facts import tokens
from cmgsim.facts.rows import Authentication, Figure, Limit, RequestKind, Role, Source

ROLE_ID_BASE: Final = 2**56
"""Role ids seen in public logs are integers a little above this."""

SIGNED: Final = ("H2", "H3", "H4", "H5")
"""The headers that sign a request in the name of a client."""

_MP, _SUP = Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT
_REQUEST = "ccm_system/request"
_MIX = "no size is published; set so that the default schedules add up to the documented egress"
_VERB_NOTE = "The address is documented, the verb is not; BITS_POST is what the verb list leaves for uploads."


def _bytes(value: int, low: int, high: int, source: Source = src.ASSUMED, note: str = "") -> Figure:
    return Figure(value, "bytes", source, (low, high), note)


def _every(limit: Limit) -> Figure:
    return limit.figure


# fmt: off
_POLICY = RequestKind(
    "policy", "CCM_POST", _REQUEST, _MP,
    up=_bytes(3_000, 1_500, 10_000), down=_bytes(30_000, 4_000, 80_000, note=f"4,000 without a change; {_MIX}"),
    source=src.ENTRA_WORKFLOW, every=_every(clock.POLICY),
    note="Policy assignments, with the policy bodies that they announce counted in the answer; verb by a practitioner.",
)
_STATE = RequestKind(
    "state", "CCM_POST", _REQUEST, _MP, up=_bytes(3_000, 1_000, 20_000), down=_bytes(300, 100, 1_000),
    source=src.ASSUMED, every=_every(clock.STATE_MESSAGES),
    filled=Figure(0.3, "share", src.ASSUMED, (0.05, 1.0), "messages are sent only when a state has changed"),
    note="Small messages are taken to use the request address of the other messages.",
)
_STATUS = RequestKind(
    "status", "CCM_POST", _REQUEST, _MP, up=_bytes(2_000, 500, 20_000), down=_bytes(300, 100, 1_000),
    source=src.ASSUMED,
    note="Sent when something happens; no period is documented. Ten a day and client is a fair guess.",
)
_HEARTBEAT = RequestKind(
    "heartbeat", "BITS_POST", "CCM_Incoming/<message>", _MP,
    up=_bytes(5_000, 1_000, 20_000, note="a practitioner gave 1 KB for a much older version"),
    down=_bytes(500, 100, 1_000), source=src.SECURITY, every=_every(clock.HEARTBEAT), note=_VERB_NOTE,
)
_HARDWARE = RequestKind(
    "hardware-inventory", "BITS_POST", "CCM_Incoming/<message>", _MP,
    up=_bytes(80_000, 20_000, 400_000, note="a delta; the first, full report is taken as 400,000"),
    down=_bytes(500, 100, 1_000), source=src.SECURITY, every=_every(clock.HARDWARE_INVENTORY),
    jitter=_every(clock.HARDWARE_INVENTORY_DELAY), note=_VERB_NOTE,
)
_SOFTWARE = RequestKind(
    "software-inventory", "BITS_POST", "CCM_Incoming/<message>", _MP,
    up=_bytes(100_000, 10_000, 1_000_000), down=_bytes(500, 100, 1_000), source=src.SECURITY,
    every=_every(clock.SOFTWARE_INVENTORY), note=_VERB_NOTE,
)
_SCAN = RequestKind(
    "scan", "POST", "ClientWebService/client.asmx", _SUP, up=_bytes(50_000, 10_000, 500_000),
    down=_bytes(15_000_000, 500_000, 30_000_000, note=f"one row for the many calls of a scan; {_MIX}"),
    source=src.ASSUMED, every=_every(clock.UPDATE_SCAN), jitter=_every(clock.UPDATE_SCAN_DELAY),
    note="SOAP calls of the update protocol are POST, a verb that V1 to V5 do not list.",
)
_LOCATION = RequestKind(
    "location", "CCM_POST", _REQUEST, _MP, up=_bytes(2_000, 1_000, 10_000), down=_bytes(8_000, 1_000, 50_000),
    source=src.ENTRA_WORKFLOW, every=_every(clock.LOCATION), note="Verb by a practitioner.",
)
_REGISTRATION = RequestKind(
    "registration", "CCM_POST", _REQUEST, _MP, up=_bytes(6_000, 2_000, 20_000), down=_bytes(2_000, 500, 10_000),
    source=src.MP_PROTOCOL_MODULE, note="Once in a client's life; goes to the management point of its assigned site.",
)
_TOKEN = RequestKind(
    "token", "GET", "CCM_STS", _MP,
    up=_bytes(1_974, 1_400, 4_000, src.ENTRA_WORKFLOW, "one call in a published log"),
    down=_bytes(1_566, 47, 4_000, src.ENTRA_WORKFLOW, "one call in a published log"),
    source=src.ENTRA_WORKFLOW, every=_every(tokens.CCM_TOKEN), only_with=Authentication.ENTRA,
    note="An Entra token is exchanged for a CCM token. The address is documented; that it is a GET is an assumption.",
)
_NOTIFICATION = RequestKind(
    "notification", "POST", "BGB/handler.ashx?RequestType=<type>", _MP,
    up=_bytes(1_297, 500, 3_000, src.COMANAGEMENT_TROUBLE, "mean of two in a published log"),
    down=_bytes(358, 100, 2_000, src.COMANAGEMENT_TROUBLE, "mean of two in a published log"),
    source=src.CLIENT_NOTIFICATION, every=_every(clock.KEEP_ALIVE),
    note="Keep-alive of the notification session. POST is an assumption, and V1 to V5 do not list it.",
)
_CONTENT = RequestKind(
    "content", "GET", "<container>/<file>", Role.BLOB_STORAGE, up=_bytes(600, 300, 2_000),
    down=Figure(100_000_000, "bytes", src.PERFORMANCE, (10_000, 10_000_000_000), "the file of Microsoft's own test"),
    source=src.DATA_FLOW, headers=("H1",),
    note="On demand: a deployment's deadline, not a schedule. Bypasses the instances.",
)
_POLICY_BODY = RequestKind(
    "policy-body", "GET", "SMS_MP/.sms_pol?<policy>", _MP, up=_bytes(2_000, 1_000, 5_000),
    down=_bytes(20_000, 1_000, 500_000), source=src.CLIENT_IMPLEMENTATIONS, headers=SIGNED,
)
_MANIFEST = RequestKind(
    "content-manifest", "PROPFIND", "downloadrestservice.svc/getcontentxmlsecure?pid=<package>&cid=<content>",
    Role.INSTANCE,
    up=_bytes(1_500, 500, 5_000), down=_bytes(4_000, 500, 500_000), source=src.CONTENT_TROUBLE,
    note="Answered by the instance itself (C4, C5). Logs call it a directory listing by DAV, hence PROPFIND.",
)
_HEAD = RequestKind(
    "content-head", "HEAD", "<container>/<file>", Role.BLOB_STORAGE, up=_bytes(500, 300, 2_000),
    down=_bytes(400, 200, 2_000), source=src.ASSUMED, note="The background transfer service asks for the size first.",
)
_RANGE = RequestKind(
    "content-range", "GET", "<container>/<file>", Role.BLOB_STORAGE, up=_bytes(600, 300, 2_000),
    down=Figure(100_000_000, "bytes", src.PERFORMANCE, (10_000, 10_000_000_000), "the file of Microsoft's own test"),
    source=src.ASSUMED, headers=("H1",), note="The background transfer service resumes by ranges.",
)
# fmt: on


def _by_name(*rows: RequestKind) -> MappingProxyType[str, RequestKind]:
    return MappingProxyType({row.name: row for row in rows})


CATALOGUE: Final = _by_name(
    _POLICY, _STATE, _STATUS, _HEARTBEAT, _HARDWARE, _SOFTWARE, _SCAN, _LOCATION, _REGISTRATION, _TOKEN, _NOTIFICATION,
    _CONTENT,
)  # fmt: skip
"""By name: what the activities of a scenario may ask for."""

REPLAY_REQUESTS: Final = _by_name(_POLICY_BODY, _MANIFEST, _HEAD, _RANGE)
"""By name: single requests that the replay of a flow shows and the catalogue counts within its own rows."""


def default_activities(authentication: Authentication | None = None) -> tuple[RequestKind, ...]:
    """
    What a client does by default: the rows that have a documented period.

    Args:
        authentication: How the client proves who it is; leaves out what such a client never asks for.

    Example:
        >>> [row.name for row in default_activities(Authentication.CERTIFICATE)][-2:]
        ['location', 'notification']
    """
    return tuple(
        row
        for row in CATALOGUE.values()
        if row.every is not None and row.only_with in (None, authentication or row.only_with)
    )


def monthly_egress_bytes(rows: Iterable[RequestKind], *, days: int = 30) -> float:
    """
    What Azure charges for one client that is online all day, in bytes; downloads from storage and TLS left out.

    Each message leaves Azure once: a request on its way to the connection point, an answer on its way to the client.

    Example:
        >>> 95e6 < monthly_egress_bytes(default_activities()) < 105e6
        True
    """
    month_ns = days * 86_400 * 10**9
    return sum((row.up_bytes + row.down_bytes) * row.share * month_ns / row.every_ns for row in rows if row.every_ns)


def role_id(number: int) -> str:
    """
    The id by which addresses name the *number*-th published role, counted from 1.

    Example:
        >>> role_id(5)
        '72057594037927941'
    """
    return str(ROLE_ID_BASE + number)


def external_path(row: RequestKind, authentication: Authentication, role: str = "<role id>") -> str:
    """
    The path that a client asks the CMG for.

    Clients with a certificate use one family of addresses; clients that send a token use another, in which the
    management point's applications have names of their own.

    Example:
        >>> external_path(CATALOGUE["policy"], Authentication.CERTIFICATE, role_id(5))
        '/CCM_Proxy_MutualAuth/72057594037927941/ccm_system/request'
        >>> external_path(CATALOGUE["policy"], Authentication.ENTRA, role_id(5))
        '/CCM_Proxy_ServerAuth/72057594037927941/ccm_system_tokenauth/request'
    """
    if row.target not in (_MP, _SUP):
        return f"/{row.path}"
    if authentication is Authentication.CERTIFICATE:
        return f"/CCM_Proxy_MutualAuth/{role}/{row.path}"
    return f"/CCM_Proxy_ServerAuth/{role}/{_with_token(row.path)}"


def _with_token(path: str) -> str:
    application, _, rest = path.partition("/")
    return f"{_TOKEN_APPLICATIONS.get(application, application)}/{rest}".rstrip("/")


# `sources.SITE_PATHS` has these names; `sources.ENTRA_WORKFLOW` confirms the first.
_TOKEN_APPLICATIONS: Final = MappingProxyType({"ccm_system": "ccm_system_tokenauth", "SMS_MP": "SMS_MP_TokenAuth"})
