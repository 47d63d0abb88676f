"""Which model makes the numbers: the version, and a digest of every source that a number passes through."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from cmgsim import __version__

PACKAGE: Final = Path(__file__).parents[1]
SOURCES: Final = ("api", "engine", "facts", "fast", "flows", "model", "protocol", "request_log", "results", "trace.py")
"""Parts of the package that decide what a run gives; views, texts of commands and this package do not."""


@cache
def model_version() -> str:
    """
    Version and digest: two installations that say the same give the same numbers.

    Example:
        >>> model_version().startswith(f"{__version__}+")
        True
    """
    digest = sha256()
    for name in SOURCES:
        place = PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(f"{file.relative_to(PACKAGE).as_posix()}\n".encode())
            digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return f"{__version__}+{digest.hexdigest()[:12]}"
