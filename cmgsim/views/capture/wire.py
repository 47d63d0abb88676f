"""What is said on the wire while a trace happens: look-ups, connections, and the messages on them."""

from __future__ import annotations

from collections.abc import Iterator

from cmgsim.flows.nouns import LONGEST_TEXT, printable
from cmgsim.trace import Record, Trace
from cmgsim.views.capture.addresses import addressed
from cmgsim.views.capture.conversation import Conversation
from cmgsim.views.capture.frames import Host
from cmgsim.views.capture.look_ups import LookUps
from cmgsim.views.capture.tcp import Packet, Talk
from cmgsim.views.sequence import safe


def comment(number: int, record: Record) -> str:
    """
    What a packet says of its record, the first one of a trace being number 1.

    Example:
        >>> row = Record(0, "connect", "a", "b", *["client", "cmg"], *["internet", "azure"], "F3", "P7", text="a opens")
        >>> comment(7, row._replace(connection="c2"))
        '#7 connect c2 (F3, P7): a opens'
    """
    rules = ", ".join(printable(rule) for rule in (record.rule, record.port_rule) if rule)
    where = f" {printable(record.connection)}" if record.connection else ""
    return f"#{number} {record.kind}{where}{f' ({rules})' if rules else ''}: {printable(record.text, LONGEST_TEXT)}"


class Wire:
    """Collects what is said; it becomes packets in the end, when it is known what follows what."""

    def __init__(self, trace: Trace) -> None:
        self.addresses = addressed(trace)
        self.look_ups = LookUps(trace, self.addresses)
        self._conversations: list[Conversation] = []
        self._open: dict[str | None, Conversation] = {}
        self._asking: dict[str, Conversation] = {}
        """By host, the connection to a proxy on which it asked last to connect."""
        self._dialled: dict[str | None, Conversation] = {}
        """By connection to a proxy, what the proxy was asked to dial."""

    def see(self, place: int, record: Record, told: str) -> None:
        """*record* happens."""
        if record.kind == "dns-query":
            self.look_ups.ask(record, told)
        elif record.kind == "dns-answer":
            self.look_ups.answer(place, record, told)
        elif record.kind == "connect":
            self._connect(record, told)
        elif record.connection in self._open:
            self._continue(self._open[record.connection], record, told)

    def packets(self) -> Iterator[Packet]:
        """All packets, conversation by conversation."""
        yield from self.look_ups.packets
        for conversation in self._conversations:
            yield from conversation.far.packets()

    def _connect(self, record: Record, told: str) -> None:
        through = self._asking.pop(record.src, None) if record.via else None
        dialler = through.far.acceptor.address if through else self.addresses.of_end(record, "src")
        astray = self.look_ups.astray.get(record.src)
        acceptor = Host(astray or self.addresses.of_end(record, "dst"), (record.port or 0) & 0xFFFF)
        talk = Talk(str(record.connection), Host(dialler, self.addresses.port(dialler)), acceptor)
        name = self.look_ups.names.get(record.src) or f"{safe(record.dst).replace(' ', '-')}.simulated"
        conversation = Conversation(record, told, talk, through.far if through else None, name)
        self._conversations.append(conversation)
        self._open[record.connection] = conversation
        if through:
            self._dialled[through.opening.connection] = conversation

    def _continue(self, conversation: Conversation, record: Record, told: str) -> None:
        if record.verb == "CONNECT":
            self._asking[record.src] = conversation
        if record.kind == "response" and (dialled := self._dialled.pop(record.connection, None)):
            dialled.answered_ns = record.t_ns
        match record.kind:
            case "accepted":
                conversation.accepted(record, told)
            case "refused":
                conversation.refused(record, told)
            case "timed-out":
                conversation.timed_out(record, told)
            case "closed":
                conversation.closed(record, told)
            case "request" | "response":
                conversation.message(record, told)
