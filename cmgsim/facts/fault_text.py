"""How people write a fault: `kind`, `kind=value`, and the ports in a value."""

from __future__ import annotations


def parse_fault(text: str) -> tuple[str, str | None]:
    """
    The kind and the value in `kind=value`, or the kind alone; ValueError when either side of the sign is empty.

    Example:
        >>> parse_fault("ports-blocked=10124-10139"), parse_fault("proxy")
        (('ports-blocked', '10124-10139'), ('proxy', None))
    """
    kind, sign, value = (part.strip() for part in text.partition("="))
    if not kind:
        raise ValueError(f"a fault is written KIND or KIND=VALUE, not {text!r}")
    if sign and not value:
        raise ValueError(f"a value is missing after {kind}=")
    return kind, value or None


def parse_ports(text: str) -> tuple[tuple[int, int], ...]:
    """
    Ranges of ports, first and last inclusive, in the order given; ValueError says which part is wrong.

    Example:
        >>> parse_ports("10124-10139,443")
        ((10124, 10139), (443, 443))
    """
    return tuple(_port_range(part.strip()) for part in text.split(","))


def _port_range(text: str) -> tuple[int, int]:
    first, sign, last = (part.strip() for part in text.partition("-"))
    begin, end = _port(first, text), _port(last if sign else first, text)
    if begin > end:
        raise ValueError(f"{text!r} ends before it begins (would {end}-{begin} be right?)")
    return begin, end


def _port(digits: str, text: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is neither a port nor a range of ports such as 10124-10139")
    port = int(digits)
    if not 1 <= port <= 65535:
        raise ValueError(f"{digits} in {text!r} is not a port (1 to 65535)")
    return port
