"""Files that a view is written to: complete, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cmgsim.errors import Problem, ScenarioError


def write_file(path: Path, content: bytes) -> None:
    """
    Write *content* to the file *path*, through a file beside it.

    Raises:
        ScenarioError: It cannot be written.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder", str(path))
        descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".cmgsim-")
    except (OSError, ValueError) as error:
        raise _refused(path, error, "the name of a file in a folder that is there") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o666 & ~_mask())
        Path(beside).replace(path)
    except OSError as error:
        raise _refused(path, error, "a place that can be written to") from None
    finally:
        Path(beside).unlink(missing_ok=True)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """
    Make the folder *path* with *files* in it, by relative path; a folder that is there has to be empty.

    Raises:
        ScenarioError: It cannot be written, or holds something already.
    """
    expected = "a folder that is empty or not there yet"
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise FileExistsError(17, "it is there, with something in it", str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=path.parent, prefix=".cmgsim-"))
    except (OSError, ValueError) as error:
        raise _refused(path, error, expected) from None
    try:
        for name, content in files.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_bytes(content)
        stage.chmod(0o777 & ~_mask())
        stage.replace(path)
    except OSError as error:
        raise _refused(path, error, expected) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _refused(path: Path, error: OSError | ValueError, expected: str) -> ScenarioError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return ScenarioError((Problem("-o", str(path), f"cannot write there: {reason}", expected),))


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
