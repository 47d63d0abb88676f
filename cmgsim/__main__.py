"""The command line for who has the interpreter at hand and not the command: `python -m cmgsim`."""

from __future__ import annotations

import sys

from cmgsim.cli import main

if __name__ == "__main__":
    sys.exit(main())
