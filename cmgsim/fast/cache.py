"""
Where compiled code is kept, and whether it is there: answered without loading numba.

Numba looks at the file of a function only, not at the files of the functions it calls. So what is kept stands in a
folder named for the text of the whole package, the version of numba and the processor: another text or another machine,
another folder, nothing stale. It is named for the place and the age of the files too, since numba looks at these: what
another installation of the same text has compiled would be compiled again here, and is not taken for ready.

What is kept counts when all of it is there, byte by byte: who was killed while compiling, or filled the disk, left
some of it, or torn files that numba fails to read; a disk that failed left other bytes, which no processor should run.
"""

from __future__ import annotations

import sysconfig
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from os import getpid
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INVENTORY: Final = "inventory.txt"
"""What is kept, file by file: written when all of it is there."""
HERE: Final = Path(__file__).parent
ALSO: Final = tuple(
    HERE.parent / folder / file
    for folder, file in (
        ("model", "distributions.py"), ("model", "plan.py"), ("model", "plan_world.py"),
        ("request_log", "histogram.py"), ("request_log", "run_log.py"),
    )
)  # fmt: skip
"""Other files whose constants are compiled in."""


@cache
def digest() -> str:
    """A name for everything that is compiled in."""
    return digest_of((*sorted(HERE.glob("*.py")), *ALSO))


def digest_of(files: Iterable[Path]) -> str:
    """A name for what is compiled from *files*, where they stand and as old as they are."""
    text = sha256(f"{version('numba')} {processor()}".encode())
    for file in files:
        text.update(f"{file.resolve()} {file.stat().st_mtime_ns}".encode())
        text.update(file.read_bytes())
    return text.hexdigest()[:16]


def processor(description: Path = Path("/proc/cpuinfo")) -> str:
    """What numba compiles for: the same text on machines that are alike."""
    try:
        lines = description.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # no such file outside Linux
        return sysconfig.get_platform()
    return " ".join(next((line for line in lines if line.startswith(what)), "") for what in ("model name", "flags"))


def folder(base: str = "") -> Path:
    """Where compiled code is kept: below *base* (NUMBA_CACHE_DIR), or below the user's own caches."""
    return (Path(base) if base else _own_folder()) / f"cmgsim-{digest()}"


def _own_folder() -> Path:
    try:
        return Path.home() / ".cache" / "cmgsim"
    except RuntimeError:  # a user without a home
        return Path(gettempdir()) / "cmgsim"


def is_warm(base: str = "") -> bool:
    """Whether everything has been compiled before, and is there as it was kept."""
    place = folder(base)
    try:
        kept = (place / INVENTORY).read_text(encoding="utf-8")
        return kept == _inventory(place) != ""
    except (OSError, ValueError):
        return False


def is_writable(base: str = "") -> bool:
    """Whether compiled code can be kept; makes the folder for it."""
    place = folder(base)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def take_stock(base: str, functions: Iterable[str]) -> None:
    """Note what is kept, if all of these functions are (`kernel.advance`)."""
    place = folder(base)
    there = {file.name.partition("-")[0] for file in _files(place) if file.suffix == ".nbc"}
    if not there.issuperset(functions):
        return
    with suppress(OSError):
        written = place / f"{INVENTORY}.{getpid()}"
        written.write_text(_inventory(place), encoding="utf-8")
        written.replace(place / INVENTORY)


def discard(base: str = "") -> None:
    """Remove what is kept: some of it is missing, or torn."""
    for file in _files(folder(base)):
        with suppress(OSError):
            file.unlink()


def _files(place: Path) -> Iterator[Path]:
    return (file for file in sorted(place.rglob("*.nb[ci]")))


def _inventory(place: Path) -> str:
    return "".join(f"{crc32(file.read_bytes()):08x} {file.relative_to(place).as_posix()}\n" for file in _files(place))
