"""One TCP connection, packet by packet: sequence numbers, acknowledgements, and what each packet stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from attrs import define, field

from cmgsim.views.capture.frames import ACK, FIN, HEADERS, PSH, RST, SYN, Host, Segment, tcp_frame
from cmgsim.views.capture.tls import noise

SEGMENT: Final = 44 * 1_460
"""Bytes in one segment: a capture on a host sees what is sent before the network card cuts it to size."""
KEPT: Final = SEGMENT
"""Bytes of a message that are captured; of the rest, headers only."""
_STEP_NS: Final = 5_000
"""Between two segments of one message, unless something follows sooner."""
_ACKNOWLEDGED_EVERY: Final = 16
_SYN_OPTIONS: Final = b"\x02\x04\x05\xb4\x01\x03\x03%c\x01\x01\x04\x02"
"""Largest segment 1,460; a window scale; selective acknowledgements."""
_WINDOW: Final = 65_535
_SHIFTS: Final = (8, 14)
RETRIES_NS: Final = (3 * 10**9, 9 * 10**9, 21 * 10**9, 45 * 10**9, 93 * 10**9)
"""When Windows sends SYN again: after 3 s, and then after twice as long each time."""


class Packet(NamedTuple):
    """A frame and when it was seen."""

    at_ns: int
    frame: bytes
    original: int
    comments: tuple[str, ...]


@define
class _Move:
    """Something that one side sends: a flag, or a message."""

    at_ns: int
    forwards: bool
    flags: int
    data: bytes = b""
    size: int = 0
    comments: tuple[str, ...] = ()


class _Piece(NamedTuple):
    """A move, or a part of one; an answer that is due only if nobody has acknowledged so much before."""

    at_ns: int
    order: int
    forwards: bool
    flags: int
    data: bytes
    size: int
    comments: tuple[str, ...]
    answers: int = 0
    """The order of the piece that this acknowledges, if nobody has done it before; 0: it is said in any case."""


@define(eq=False)
class Talk:
    """A connection between two hosts; what is said on it is collected first and becomes packets in the end."""

    name: str
    opener: Host
    acceptor: Host
    leg_ns: int = 0
    """How long one way takes."""
    over: bool = False
    """Whether it has been closed or reset."""
    _moves: list[_Move] = field(factory=list)

    def open(self, at_ns: int, comment: str, stands_ns: int, stands: tuple[str, ...] = ()) -> None:
        """SYN, its answer, and the answer to that, which the opener sends at *stands_ns*."""
        self._say(at_ns, SYN, comments=(comment,))
        self._say(at_ns + self.leg_ns, SYN | ACK, forwards=False)
        self._say(stands_ns, ACK, comments=stands)

    def refuse(self, at_ns: int, answered_ns: int, comment: str, answer: str) -> None:
        """SYN, and RST for an answer."""
        self._say(at_ns, SYN, comments=(comment,))
        self._say(answered_ns, RST | ACK, forwards=False, comments=(answer,) if answer else ())
        self.over = True

    def fall_silent(self, at_ns: int, until_ns: int, comment: str, end: str) -> None:
        """SYN, again and again, and no answer."""
        times = [at_ns, *(at_ns + wait for wait in RETRIES_NS if at_ns + wait < until_ns)]
        for number, time in enumerate(times):
            told = ((comment,) if number == 0 else ()) + ((end,) if end and number == len(times) - 1 else ())
            self._say(time, SYN, comments=told)
        self.over = True

    def send(
        self, at_ns: int, data: bytes, size: int, *, forwards: bool = True, comments: tuple[str, ...] = ()
    ) -> None:
        """A message of *size* bytes that begins with *data*."""
        self._moves.append(_Move(at_ns, forwards, PSH | ACK, data, size, comments))

    def acknowledge(self, at_ns: int, comment: str) -> None:
        """The opener acknowledges what has come."""
        self._say(at_ns, ACK, comments=(comment,))

    def close(self, at_ns: int, comments: tuple[str, ...] = ()) -> None:
        """FIN of both sides, the opener's first."""
        if not self.over:
            self._say(at_ns, FIN | ACK, comments=comments)
            self._say(at_ns + self.leg_ns, FIN | ACK, forwards=False)
            self.over = True

    def reset(self, at_ns: int, comments: tuple[str, ...] = (), *, forwards: bool = True) -> None:
        """RST."""
        if not self.over:
            self._say(at_ns, RST | ACK, forwards=forwards, comments=comments)
            self.over = True

    def _say(self, at_ns: int, flags: int, *, forwards: bool = True, comments: tuple[str, ...] = ()) -> None:
        self._moves.append(_Move(at_ns, forwards, flags, comments=comments))

    def packets(self) -> Iterator[Packet]:
        """All of it, in order of time."""
        shift = _SHIFTS[any(move.size > _WINDOW << _SHIFTS[0] for move in self._moves)]
        sent = [int.from_bytes(noise(f"{self.name}/{side}", 4), "big") for side in ("acceptor", "opener")]
        acknowledged, first, after = [0, 0], list(sent), dict[int, int]()
        for number, piece in enumerate(_in_order(self._pieces())):
            mine, other = int(piece.forwards), int(not piece.forwards)
            come = after[piece.answers] if piece.answers else sent[other]
            if piece.answers and acknowledged[mine] >= come:
                continue
            if piece.flags == SYN:
                sent[mine] = first[mine]  # also when nobody has answered the first
            if piece.flags & ACK:
                acknowledged[mine] = come
            options = _SYN_OPTIONS % shift if piece.flags & SYN else b""
            segment = Segment(
                piece.flags, sent[mine], acknowledged[mine], 0 if piece.flags & RST else _WINDOW, piece.data, options,
                piece.size - len(piece.data),
            )  # fmt: skip
            ends = (self.opener, self.acceptor) if piece.forwards else (self.acceptor, self.opener)
            yield Packet(
                piece.at_ns, tcp_frame(*ends, segment, number), HEADERS + len(options) + piece.size, piece.comments
            )
            sent[mine] += piece.size + bool(piece.flags & (SYN | FIN))
            after[piece.order] = sent[mine]

    def _pieces(self) -> Iterator[_Piece]:
        moves = sorted(self._moves, key=lambda move: move.at_ns)
        order = 0
        for place, move in enumerate(moves):
            count = max(1, -(-move.size // SEGMENT))
            room = moves[place + 1].at_ns - move.at_ns if place + 1 < len(moves) else _STEP_NS * 2 * count
            step = min(_STEP_NS, room // (2 * count))
            for part in range(count):
                at_ns, begin = move.at_ns + part * step, part * SEGMENT
                size = min(SEGMENT, move.size - begin)
                order += 1
                comments = move.comments if part == 0 else ()
                data = move.data[begin : min(begin + size, KEPT)]
                last = part == count - 1
                flags = move.flags if last else move.flags & ~PSH
                yield _Piece(at_ns, order, move.forwards, flags, data, size, comments)
                if (move.size and (last or part % _ACKNOWLEDGED_EVERY == _ACKNOWLEDGED_EVERY - 1)) or move.flags & FIN:
                    yield _Piece(at_ns + self.leg_ns, 0, not move.forwards, ACK, b"", 0, (), answers=order)


def _in_order(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """By time; at the same time answers last; nothing after a reset."""
    for piece in sorted(pieces, key=lambda piece: (piece.at_ns, bool(piece.answers), piece.order)):
        yield piece
        if piece.flags & RST:
            return
