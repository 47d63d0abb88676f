"""
The ledger: an append-only file of records that one process at a time writes to.

What was written survives the death of the process at once, and a loss of power after `sync`.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Sequence
from pathlib import Path

from attrs import define, field

from cmgsim.errors import StudyError
from cmgsim.study.records import MAGIC, Contents, Record, encoded, read_ledger, records_in_words


@define(eq=False)
class Ledger:
    """
    A ledger that this process alone writes to.

    Example:
        >>> import tempfile
        >>> from cmgsim.study.records import read_ledger
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     ledger, _ = Ledger.open(Path(folder))
        ...     ledger.append([{"run": "a"}])
        ...     ledger.close()
        ...     read_ledger(Path(folder) / "ledger").records
        ({'run': 'a'},)
    """

    path: Path
    _file: int
    _lock: int
    _size: int
    _check: int
    _synced: bool = field(default=True, init=False)

    @classmethod
    def open(cls, folder: Path, *, salvage: bool = False) -> tuple[Ledger, Contents]:
        """
        The ledger of a study folder, made if there is none; a torn record at its end is cut off.

        Args:
            salvage: Leave damaged records out; the file as it was is kept beside it.

        Raises:
            StudyError: Another process has it open, it is damaged, or it is no ledger.
        """
        path = folder / "ledger"
        lock = _locked(folder)
        try:
            contents = _prepared(path, salvage=salvage)
            file = os.open(path, os.O_WRONLY | os.O_APPEND)
            os.ftruncate(file, contents.sound)
            os.fsync(file)
        except BaseException:
            os.close(lock)
            raise
        return cls(path, file, lock, contents.sound, contents.check), contents

    def append(self, records: Sequence[Record]) -> None:
        """
        Write *records*; they count after `sync`.

        Raises:
            StudyError: There is no room; what was written before is whole.
        """
        content, check = encoded(records, self._check)
        try:
            written = 0
            while written < len(content):
                written += os.write(self._file, content[written:])
        except OSError as error:
            os.ftruncate(self._file, self._size)
            raise self._full(error) from None
        self._size, self._check, self._synced = self._size + len(content), check, False

    def sync(self) -> None:
        """Make what was appended durable: it survives a loss of power."""
        if self._synced:
            return
        self._synced = True  # before it is done: what another thread appends meanwhile has to be synced again
        try:
            os.fdatasync(self._file)
        except OSError as error:
            self._synced = False
            raise self._full(error) from None

    def close(self) -> None:
        """Make everything durable and let others open it."""
        try:
            self.sync()
        finally:
            os.close(self._file)
            os.ftruncate(self._lock, 0)
            os.close(self._lock)

    def _full(self, error: OSError) -> StudyError:
        cure = "make room, then `--resume`; every run that was counted is kept"
        return StudyError(str(self.path), f"cannot be written to: {error.strerror or error}", cure)


def _locked(folder: Path) -> int:
    """The folder's lock, which the system takes back when this process dies, however it dies."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(lock, 200).decode(errors="replace").strip() or "another process"
        os.close(lock)
        raise StudyError(
            str(folder), f"is being worked on by {holder}", "wait for it, end it, or take another folder"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    return lock


def _prepared(path: Path, *, salvage: bool) -> Contents:
    """The contents of a file that is whole afterwards: new, or without damage."""
    if not path.exists():
        _replace(path, MAGIC)
        return Contents((), len(MAGIC), 0)
    contents = read_ledger(path, salvage=salvage)
    if not contents.sound:  # it died while it was being made
        _replace(path, MAGIC)
        return Contents((), len(MAGIC), 0)
    if not contents.damaged:
        return contents
    if not salvage:
        places = ", ".join(map(str, contents.damaged[:5])) + (", …" if len(contents.damaged) > 5 else "")
        raise StudyError(
            str(path),
            f"{records_in_words(len(contents.damaged))} changed after being written, at byte {places}",
            f"`--salvage` keeps the {len(contents.records):,} whole records and runs the others again",
        )
    path.with_name("ledger.damaged").write_bytes(path.read_bytes())
    content, check = encoded(contents.records, 0)
    _replace(path, MAGIC + content)
    return Contents(contents.records, len(MAGIC) + len(content), check, damaged=contents.damaged)


def _replace(path: Path, content: bytes) -> None:
    """Put *content* at *path*, whole or not at all, whatever happens meanwhile."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
