"""The command line: the only part that speaks to people, and the only writer of files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C: 128 and the number of the signal, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run a command and give its exit code; every error becomes a sentence on standard error.

    Args:
        arguments: What follows `cmgsim`; None: what the process was given.
    """
    try:
        # Here, so that Ctrl-C is a sentence too while this loads.
        from cmgsim.cli.app import run

        return run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        sys.stderr.write("cmgsim: interrupted\n")
        return INTERRUPTED


__all__ = ["main"]
