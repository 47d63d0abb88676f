"""DNS messages (RFC 1035): a question for a name, and the answers that a resolver gives."""

from __future__ import annotations

import struct
from typing import Final

ADDRESS: Final = 1
ALIAS: Final = 5
NO_SUCH_NAME: Final = 3
"""The code of an answer for a name that does not exist."""
LONGEST_LABEL: Final = 63
LONGEST_NAME: Final = 253
_INTERNET: Final = 1
_QUESTION: Final = 0x0100
_ANSWER: Final = 0x8180
_TTL_S: Final = 60


def encoded(name: str) -> bytes:
    r"""
    *name* as labels; what no name server would take is left out or cut.

    Example:
        >>> encoded("a.example")
        b'\x01a\x07example\x00'
        >>> encoded("..\x00")
        b'\x07invalid\x00'
    """
    labels, length = list[bytes](), 0
    for label in name.split("."):
        kept = "".join(sign for sign in label if (sign.isascii() and sign.isalnum()) or sign in "-_")[:LONGEST_LABEL]
        if kept and length + 1 + len(kept) <= LONGEST_NAME:
            labels.append(kept.encode())
            length += 1 + len(kept)
    return b"".join(bytes([len(label)]) + label for label in labels or [b"invalid"]) + b"\0"


def question(number: int, name: str) -> bytes:
    """The question *number* for the address of *name*."""
    return struct.pack("!HHHHHH", number, _QUESTION, 1, 0, 0, 0) + _asked(name)


def address_answer(number: int, name: str, address: bytes) -> bytes:
    """The answer that *name* has *address*."""
    return _answer(number, name, ADDRESS, address)


def alias_answer(number: int, name: str, alias_of: str) -> bytes:
    """The answer that *name* leads to *alias_of*; the address has to be asked for elsewhere."""
    return _answer(number, name, ALIAS, encoded(alias_of))


def no_such_name(number: int, name: str) -> bytes:
    """The answer that there is no *name*."""
    return struct.pack("!HHHHHH", number, _ANSWER | NO_SUCH_NAME, 1, 0, 0, 0) + _asked(name)


def _answer(number: int, name: str, kind: int, data: bytes) -> bytes:
    record = encoded(name) + struct.pack("!HHIH", kind, _INTERNET, _TTL_S, len(data)) + data
    return struct.pack("!HHHHHH", number, _ANSWER, 1, 1, 0, 0) + _asked(name) + record


def _asked(name: str) -> bytes:
    return encoded(name) + struct.pack("!HH", ADDRESS, _INTERNET)
