"""Standard output and standard error that take any text, whatever the terminal, the locale or the reader."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO


def prepare() -> None:
    """
    Make both streams take any text: UTF-8 under every locale, and nowhere where there is no stream.

    A file that is opened while standard output is closed would get its number, and with it what others print.
    """
    sys.stdout = _ready(sys.stdout)
    sys.stderr = _ready(sys.stderr)


def _ready(stream: TextIO | Any) -> TextIO:
    if stream is None:  # closed by whoever started the process
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  # for the rest of the process
    if isinstance(stream, io.TextIOWrapper):
        # A file name may hold bytes that are no text: they are spelled out, as JSON would.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def emit(text: str) -> None:
    """
    Write *text* to standard output.

    A reader that has seen enough (`cmgsim … | head`) is no error and changes nothing else: files are written and the
    exit code is what it would be.

    Raises:
        OSError: It cannot be written, for example because a disk is full.
    """
    _write(lambda: sys.stdout.write(text))


def emit_bytes(data: bytes) -> None:
    """Write *data* to standard output, as `emit` does text."""
    _write(lambda: sys.stdout.buffer.write(data))


def tell(text: str) -> None:
    """
    Write *text* to standard error, where people read how a command gets on.

    Nobody who stops reading it (`cmgsim … 2>&1 | head`) keeps a command from doing its work.
    """
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        _let_go(sys.stderr)


def notice(sentence: str) -> None:
    """Tell a *sentence* of the program itself."""
    tell(f"cmgsim: {sentence}\n")


def _write(what: Callable[[], object]) -> None:
    try:
        what()
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise OSError(error.errno, error.strerror, "standard output") from None


def _let_go(stream: TextIO) -> None:
    """Send what is still to come nowhere, so that closing the stream at the end does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
