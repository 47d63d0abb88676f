"""What `cmgsim run -o DIR` writes: files that appear together, complete, or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cmgsim.errors import MissingExtra, Problem, ScenarioError

if TYPE_CHECKING:
    from cmgsim.request_log import RequestLog

FILES: Final = ("requests.parquet", "summary.json", "report.html", "manifest.json")
"""What is written; further replications have files of their own."""
MANIFEST: Final = "manifest.json"
OURS: Final = "cmgsim.manifest/"
LONGEST_MANIFEST: Final = 2**24
"""Bytes; a manifest holds the scenario, and with it times that were observed."""
_OF_REPLICATIONS: Final = re.compile(r"requests(-\d+)?\.parquet")


def requests_name(replication: int) -> str:
    """
    The file of the requests of a *replication*.

    Example:
        >>> requests_name(0), requests_name(1)
        ('requests.parquet', 'requests-1.parquet')
    """
    return f"requests-{replication}.parquet" if replication else "requests.parquet"


@contextmanager
def results_folder(path: Path, names: Sequence[str] = FILES) -> Iterator[Path]:
    """
    The folder *path*, made if it is not there, and checked before anything is simulated.

    If what is done within fails, folders that were made for it are gone again.

    Args:
        names: The files that will be written there.

    Raises:
        ScenarioError: It cannot be written to, or holds files of these names that are not from cmgsim.
        MissingExtra: pyarrow is not installed, and requests will be written.
    """
    if FILES[0] in names:
        _need_pyarrow()
    made: list[Path] = []
    try:
        _make(path, made, names)
        yield path
    except BaseException:
        for folder in reversed(made):
            # Not empty: somebody else writes there too.
            if not any(folder.iterdir()):
                folder.rmdir()
        raise


def _need_pyarrow() -> None:
    try:
        import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra("pyarrow", "parquet", "writing requests.parquet (-o)") from None


def _make(path: Path, made: list[Path], names: Sequence[str]) -> None:
    try:
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            made.append(folder)
        with tempfile.TemporaryFile(dir=path):
            pass
        _refuse_folders(path, names)
        _refuse_foreign_files(path, names)
    except (OSError, ValueError) as error:  # ValueError: a null byte, which no path has
        reason = error.strerror if isinstance(error, OSError) else str(error)
        problem = Problem("-o", str(path), f"cannot write there: {reason}", "a folder that can be written to")
        raise ScenarioError((problem,)) from None


def _refuse_folders(path: Path, names: Sequence[str]) -> None:
    """A folder that has the name of one of the files cannot be replaced by it."""
    for name in names:
        if (path / name).is_dir():
            raise OSError(errno.EISDIR, f"{name} is a folder")


def _refuse_foreign_files(path: Path, names: Sequence[str]) -> None:
    """What somebody else wrote is not replaced; the results of an earlier run are."""
    there = [name for name in names if (path / name).exists()]
    if there and not holds_results(path):
        raise OSError(errno.EEXIST, f"{', '.join(there)} is there, and not from cmgsim")


def holds_results(path: Path) -> bool:
    """Whether *path* is a folder with results that cmgsim wrote: its manifest says so."""
    try:
        with (path / MANIFEST).open("rb") as file:
            found = json.loads(file.read(LONGEST_MANIFEST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and str(found.get("schema")).startswith(OURS)


def write_results(target: Path, requests: Mapping[int, RequestLog], texts: Mapping[str, str]) -> None:
    """
    Write the requests of each replication, and *texts* by file name.

    Everything is written beside its place first and then moved there, *texts* in their order after the requests.
    Requests of other replications that an earlier run left are removed: they belong to none of the other files.
    """
    stage = Path(tempfile.mkdtemp(dir=target, prefix=".cmgsim-"))
    try:
        for replication, log in requests.items():
            log.to_parquet(stage / requests_name(replication))
        for name, text in texts.items():
            (stage / name).write_text(text, encoding="utf-8", newline="\n")
        names = [*(requests_name(replication) for replication in requests), *texts]
        for name in names:
            _to_disk(stage / name)
        with _uninterrupted():
            _publish(stage, target, names)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _publish(stage: Path, target: Path, names: list[str]) -> None:
    for old in sorted(target.iterdir()):
        if _OF_REPLICATIONS.fullmatch(old.name) and old.name not in names and old.is_file():
            old.unlink()
    for name in names:
        (stage / name).replace(target / name)


def _to_disk(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until this is done, which takes no time that anybody would notice."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
