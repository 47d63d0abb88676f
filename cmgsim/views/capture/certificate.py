"""A certificate that tools can take apart (RFC 5280, DER): a name, an issuer, and a signature that nobody made."""

from __future__ import annotations

from typing import Final

ISSUER: Final = "Simulated by cmgsim, signed by nobody"
_NOT_BEFORE, _NOT_AFTER = b"250101000000Z", b"351231235959Z"
_COMMON_NAME: Final = bytes.fromhex("550403")
_ALTERNATIVE_NAME: Final = bytes.fromhex("551d11")
_RSA: Final = bytes.fromhex("2a864886f70d010101")
_SHA256_RSA: Final = bytes.fromhex("2a864886f70d01010b")
_INTEGER, _BITS, _OCTETS, _NULL, _OID, _UTF8, _SEQUENCE, _SET, _TIME = 2, 3, 4, 5, 6, 12, 48, 49, 23
_DNS_NAME, _VERSION, _EXTENSIONS = 0x82, 0xA0, 0xA3


def certificate(name: str, modulus: bytes, signature: bytes) -> bytes:
    """
    The certificate of a server called *name*, with *modulus* as public key.

    Example:
        >>> shown = certificate("cmg.contoso.com", bytes(256), bytes(256))
        >>> shown[0] == 0x30, shown.count(b"cmg.contoso.com")
        (True, 2)
    """
    algorithm = _der(_SEQUENCE, _der(_OID, _SHA256_RSA), _der(_NULL))
    key = _der(_SEQUENCE, _der(_INTEGER, b"\0" + modulus), _der(_INTEGER, b"\x01\x00\x01"))
    public = _der(_SEQUENCE, _der(_SEQUENCE, _der(_OID, _RSA), _der(_NULL)), _der(_BITS, b"\0" + key))
    names = _der(_SEQUENCE, _der(_DNS_NAME, name.encode("ascii", "ignore")))
    extension = _der(_SEQUENCE, _der(_OID, _ALTERNATIVE_NAME), _der(_OCTETS, names))
    body = _der(
        _SEQUENCE,
        _der(_VERSION, _der(_INTEGER, b"\x02")),
        _der(_INTEGER, b"\x01"),
        algorithm,
        _called(ISSUER),
        _der(_SEQUENCE, _der(_TIME, _NOT_BEFORE), _der(_TIME, _NOT_AFTER)),
        _called(name),
        public,
        _der(_EXTENSIONS, _der(_SEQUENCE, extension)),
    )
    return _der(_SEQUENCE, body, algorithm, _der(_BITS, b"\0" + signature))


def _called(name: str) -> bytes:
    return _der(_SEQUENCE, _der(_SET, _der(_SEQUENCE, _der(_OID, _COMMON_NAME), _der(_UTF8, name.encode()))))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | octets]) + size.to_bytes(octets, "big") + content
