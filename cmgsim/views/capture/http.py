"""HTTP/1.1 messages: a head that says what the trace says, and a body that makes the message as long as it was."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from cmgsim.trace import Record

_VERB: Final = re.compile(r"[A-Z_]{1,20}")
_REASONS: Final = MappingProxyType({200: "Connection established", 502: "Bad Gateway", 504: "Gateway Timeout"})
"""Of answers to CONNECT."""
_ODD: Final = 500
"""What stands for a status that HTTP does not have."""


def message(record: Record, host: str, enough: int) -> tuple[bytes, int]:
    """
    The request or response that *record* tells of: its first bytes, at least *enough* of them, and its size.

    The size is that of the trace; where the trace gives none, or less than a head takes, it is that of the bare head.

    Example:
        >>> row = Record(
        ...     0, "request", "a", "b", *["client", "proxy"], *["internet"] * 2, verb="GET", path="/x", bytes=100
        ... )
        >>> message(row, "cmg.contoso.com", 0)[0].decode().splitlines()
        ['GET /x HTTP/1.1', 'Host: cmg.contoso.com', 'Content-Length: 0000000030', '']
        >>> message(row, "cmg.contoso.com", 100)[1]
        100
    """
    bare, head = _head(record, host, None), _head(record, host, 0)
    if record.bytes is None or record.bytes < len(head):
        return bare, len(bare)
    body = record.bytes - len(head)
    return _head(record, host, body) + b"." * min(body, max(0, enough - len(head))), record.bytes


def _head(record: Record, host: str, body: int | None) -> bytes:
    # Leading zeros keep the head's length apart from the number in it.
    length = "" if body is None else f"Content-Length: {body:010}\r\n"
    if record.kind == "request":
        verb = record.verb if record.verb and _VERB.fullmatch(record.verb) else "POST"
        path = quote(record.path or "/", safe="/:?=&.%~*()!$,;@+-_")
        return f"{verb} {path} HTTP/1.1\r\nHost: {path if verb == 'CONNECT' else host}\r\n{length}\r\n".encode()
    status = record.status if record.status and 100 <= record.status <= 999 else _ODD
    return f"HTTP/1.1 {status} {_REASONS.get(status, 'Simulated')}\r\n{length}\r\n".encode()
