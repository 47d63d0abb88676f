"""
Where compiled code is kept, and whether it is there: answered without loading numba.

Numba looks at the file of a function only, not at the files of the functions it calls. So what is kept stands in a
folder named for the text of the whole package and the version of numba: another text, another folder, nothing stale.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import gettempdir
from typing import Final

HERE: Final = Path(__file__).parent
ALSO: Final = tuple(
    HERE.parent / folder / file
    for folder, file in (
        ("model", "plan.py"), ("model", "plan_world.py"),
        ("request_log", "histogram.py"), ("request_log", "run_log.py"),
    )
)  # fmt: skip
"""Other files whose constants are compiled in."""


@cache
def digest() -> str:
    """A name for everything that is compiled in."""
    text = sha256(version("numba").encode())
    for file in (*sorted(HERE.glob("*.py")), *ALSO):
        text.update(file.read_bytes())
    return text.hexdigest()[:16]


def folder(base: str = "") -> Path:
    """Where compiled code is kept: below *base* (NUMBA_CACHE_DIR), or below the user's own caches."""
    return (Path(base) if base else _own_folder()) / f"cmgsim-{digest()}"


def _own_folder() -> Path:
    try:
        return Path.home() / ".cache" / "cmgsim"
    except RuntimeError:  # a user without a home
        return Path(gettempdir()) / "cmgsim"


def is_warm(base: str = "") -> bool:
    """Whether the kernel has been compiled before."""
    return any(folder(base).rglob("*.nbc"))
