"""The tables of a study on disk: Parquet, made from the ledger whenever a study stops."""

from __future__ import annotations

import re
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cmgsim.study import tables
from cmgsim.study.header import text_of
from cmgsim.study.study import Study

BATCH: Final = 50_000
"""Rows of a file: few enough to read at once, many enough that a study is a handful of files and never one a run."""
TABLES: Final = ("runs", "points", "stations", "activities")
OURS: Final = re.compile(rf"(?:{'|'.join(TABLES)})-\d{{5}}\.parquet")
"""Names of files that this writes, and replaces."""


def need_parquet() -> Any:
    """The package that writes Parquet; MissingExtra where it is not installed, which is said before anything runs."""
    return tables.package("pyarrow.parquet", "a study in a folder")


def write_results(study: Study, folder: Path) -> dict[str, str]:
    """
    Write `study.json` and `results/TABLE-00000.parquet` below *folder*, in the place of what is there; their digests.

    The same results give the same bytes. If this process dies meanwhile, the ledger has everything, and the next one
    writes them.
    """
    parquet = need_parquet()
    for left in folder.glob(".results-*"):  # by a process that died here
        shutil.rmtree(left, ignore_errors=True)
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=".results-"))
    try:
        for name in TABLES:
            table = study.to_arrow(name)
            for batch in range(max(1, -(-table.num_rows // BATCH))):
                rows = table.slice(batch * BATCH, BATCH)
                parquet.write_table(rows, stage / f"{name}-{batch:05}.parquet", compression="zstd")
        text = text_of(study.definition, study.model)
        (folder / "study.json.part").write_text(text, encoding="ascii", newline="\n")
        (folder / "study.json.part").replace(folder / "study.json")
        old, new = folder / "results", Path(tempfile.mkdtemp(dir=folder, prefix=".results-"))
        for file in sorted(stage.glob("*.parquet")):
            file.rename(new / file.name)
        _copy_others(old, new)
        if old.exists():
            old.rename(stage / "old")
        # One rename: readers see the old tables or the new ones.
        new.chmod(0o755)
        new.rename(old)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return digests(folder)


def _copy_others(old: Path, new: Path) -> None:
    """What somebody else put beside the tables stays there: a picture, a query."""
    for each in old.iterdir() if old.is_dir() else ():
        if not OURS.fullmatch(each.name):
            copy = shutil.copytree if each.is_dir() else shutil.copy2
            copy(each, new / each.name)


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the files that `write_results` wrote below *folder*, by name; of those that are there."""
    found = sorted(file for file in (folder / "results").glob("*") if OURS.fullmatch(file.name))
    files = [file for file in (folder / "study.json", *found) if file.is_file()]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}
