"""
One connection of a trace as conversations on the wire: one, or two where it runs through a proxy.

Times: what the opener does or learns has the time of its record, and so has a message when its sender sends it. What
no record tells of, the flights of a handshake and bare acknowledgements, lies evenly in between.
"""

from __future__ import annotations

from typing import Final

from attrs import define

from cmgsim.facts.rows import Protocol
from cmgsim.trace import Record
from cmgsim.views.capture import http, tls
from cmgsim.views.capture.tcp import KEPT, Talk

IN_THE_HANDSHAKE: Final = "the TLS handshake"
"""How the text of a refusal begins that came after TCP stood."""
BREAKS: Final = "breaks"
_LEGS_OF_TCP: Final = 2
_LEGS_OF_TLS: Final = 4
"""Flights of a full handshake of TLS 1.2."""
_LEGS_TO_OBJECT: Final = 2


@define(eq=False)
class Conversation:
    """A connection of the trace, and what carries it."""

    opening: Record
    comment: str
    """Of the record that opens it."""
    far: Talk
    """To the far end: from the opener, or from the proxy."""
    near: Talk | None = None
    """From the opener to the proxy."""
    host: str = ""
    """The name under which the far end is addressed."""
    answered_ns: int | None = None
    """When the proxy says what became of it."""
    messages: int = 0

    @property
    def _encrypted(self) -> bool:
        return self.opening.protocol != Protocol.HTTP

    def accepted(self, record: Record, comment: str) -> None:
        """TCP and TLS stand."""
        if self._encrypted:
            stands_ns = self._connect(record, _LEGS_OF_TLS)
            self._shake_hands(stands_ns, record.t_ns, _LEGS_OF_TLS)
            (self.near or self.far).acknowledge(record.t_ns, comment)
        else:
            self.far.leg_ns = _share(record.t_ns - self.opening.t_ns, _LEGS_OF_TCP)
            self.far.open(self.opening.t_ns, self.comment, record.t_ns, (comment,))

    def refused(self, record: Record, comment: str) -> None:
        """A reset for an answer; or, once TCP stands, a certificate that the opener does not accept."""
        began = self.opening.t_ns
        if record.text.startswith(IN_THE_HANDSHAKE):
            self._shake_hands(self._connect(record, _LEGS_TO_OBJECT), record.t_ns, _LEGS_TO_OBJECT)
            self._send(record.t_ns, tls.objection(), forwards=True, comments=(comment,))
            self._reset(record.t_ns)
        elif self.near is None:
            self.far.refuse(began, record.t_ns, self.comment, comment)
        else:
            self.far.refuse(began, self.answered_ns or record.t_ns, self.comment, "")
            self.near.acknowledge(record.t_ns, comment)

    def timed_out(self, record: Record, comment: str) -> None:
        """SYN, again and again."""
        if self.near is None:
            self.far.fall_silent(self.opening.t_ns, record.t_ns, self.comment, comment)
        else:
            self.far.fall_silent(self.opening.t_ns, self.answered_ns or record.t_ns, self.comment, "")
            self.near.acknowledge(record.t_ns, comment)

    def message(self, record: Record, comment: str) -> None:
        """A request or a response, in the clear or hidden in TLS records."""
        begin, size = http.message(record, self.host, KEPT)
        self.messages += 1
        if self._encrypted:
            length = size if record.bytes is None else record.bytes
            begin, size = tls.payload(f"{self.far.name}/{self.messages}", length, KEPT)
        self._send(record.t_ns, begin, size, forwards=self.forwards(record), comments=(comment,))

    def forwards(self, record: Record) -> bool:
        """Whether *record* travels in the direction in which the connection was opened."""
        return self.opening.src == record.src

    def closed(self, record: Record, comment: str) -> None:
        """FIN; RST where the connection broke."""
        if BREAKS in record.text:
            self._reset(record.t_ns, (comment,))
            return
        if self.near is not None:
            self.near.close(record.t_ns, (comment,))
            self.far.close(record.t_ns + self.near.leg_ns)
        else:
            self.far.close(record.t_ns, (comment,))

    def _reset(self, at_ns: int, comments: tuple[str, ...] = ()) -> None:
        first, *rest = [talk for talk in (self.near, self.far) if talk is not None]
        first.reset(at_ns, comments)
        for talk in rest:
            talk.reset(at_ns + first.leg_ns)

    def _connect(self, record: Record, flights: int) -> int:
        """TCP stands; *flights* later *record* happens. The instant at which the opener knows that it may go on."""
        began = self.opening.t_ns
        if self.near is None:
            self.far.leg_ns = _share(record.t_ns - began, _LEGS_OF_TCP + flights)
        elif self.answered_ns is not None:
            self.far.leg_ns = _share(self.answered_ns - began, _LEGS_OF_TCP)
        stands_ns = began + _LEGS_OF_TCP * self.far.leg_ns
        self.far.open(began, self.comment, stands_ns)
        return stands_ns + (self.near.leg_ns if self.near else 0)

    def _shake_hands(self, begins_ns: int, ends_ns: int, flights: int) -> None:
        name = self.far.name
        said = (
            tls.client_hello(name, self.host), tls.server_flight(name, self.host),
            tls.client_finish(name), tls.server_finish(name),
        )  # fmt: skip
        for number, flight in enumerate(said[:flights]):
            at_ns = begins_ns + number * (ends_ns - begins_ns) // flights
            self._send(at_ns, flight, forwards=number % 2 == 0)

    def _send(self, at_ns: int, data: bytes, size: int = 0, *, forwards: bool, comments: tuple[str, ...] = ()) -> None:
        talks = [talk for talk in (self.near, self.far) if talk is not None]
        for talk in talks if forwards else reversed(talks):
            talk.send(at_ns, data, size or len(data), forwards=forwards, comments=comments)
            at_ns, comments = at_ns + talk.leg_ns, ()


def _share(span_ns: int, parts: int) -> int:
    """A part of a span, rounded up, so that what answers at the end of it never comes too early."""
    return -(-span_ns // parts)
