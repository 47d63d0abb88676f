"""The command line: the only part that prints, and the only writer of files."""

from __future__ import annotations

from cmgsim.cli.app import main

__all__ = ["main"]
