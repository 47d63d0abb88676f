"""
A trace as a pcapng file: what Wireshark would have seen, had it stood everywhere at once.

Every packet that carries out a record has that record as its comment, with its number, rules and text. Nothing is
drawn: the same trace gives the same bytes.
"""

from __future__ import annotations

from typing import Final

from cmgsim import __version__
from cmgsim.errors import LimitExceeded
from cmgsim.trace import Trace
from cmgsim.views.calendar import EPOCH_NS
from cmgsim.views.capture import pcapng
from cmgsim.views.capture.wire import Wire, comment
from cmgsim.views.sequence import safe

BANNER: Final = "Simulated by cmgsim: no packet of this file has ever been on a wire"
MOST_RECORDS: Final = 1_000_000
MOST_BYTES: Final = 10**10
"""More than this becomes more packets than any tool opens in a minute."""


def capture(trace: Trace) -> bytes:
    """
    *trace* as pcapng.

    Raises:
        LimitExceeded: It has more records, or longer messages, than any tool would open as packets.

    Example:
        >>> capture(Trace({}, ()))[:4].hex()
        '0a0d0d0a'
    """
    if len(trace) > MOST_RECORDS:
        raise LimitExceeded("records of a capture", MOST_RECORDS, len(trace))
    size = sum(record.bytes or 0 for record in trace)
    if size > MOST_BYTES:
        raise LimitExceeded("bytes of a capture", MOST_BYTES, size)
    wire = Wire(trace)
    for place, record in enumerate(trace):
        wire.see(place, record, comment(place + 1, record))
    names = ((address, safe(name).replace(" ", "-")) for name, address in wire.addresses.of_nodes.items())
    head = (
        pcapng.section_header(BANNER, f"cmgsim {__version__}"),
        pcapng.interface("simulated"),
        pcapng.name_resolution(names),
    )
    packets = sorted(wire.packets(), key=lambda packet: packet.at_ns)
    blocks = (pcapng.packet(EPOCH_NS + one.at_ns, one.frame, one.original, one.comments) for one in packets)
    return b"".join((*head, *blocks))
