"""The tables of a study on disk: Parquet, made from the ledger whenever a study stops."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from cmgsim.study import tables
from cmgsim.study.study import Study

BATCH: Final = 50_000
"""Rows of a file: few enough to read at once, many enough that a study is a handful of files and never one a run."""
TABLES: Final = ("runs", "points", "stations", "activities")


def need_parquet() -> Any:
    """The package that writes Parquet; MissingExtra where it is not installed, which is said before anything runs."""
    return tables.package("pyarrow.parquet", "a study in a folder")


def write_results(study: Study, folder: Path) -> None:
    """
    Write `study.json` and `results/TABLE-00000.parquet` below *folder*, in the place of what is there.

    The same results give the same bytes. If this process dies meanwhile, the ledger has everything, and the next one
    writes them.
    """
    parquet = need_parquet()
    stage = Path(tempfile.mkdtemp(dir=folder, prefix=".results-"))
    try:
        for name in TABLES:
            table = study.to_arrow(name)
            for batch in range(max(1, -(-table.num_rows // BATCH))):
                rows = table.slice(batch * BATCH, BATCH)
                parquet.write_table(rows, stage / f"{name}-{batch:05}.parquet", compression="zstd")
        text = json.dumps(study.definition.document(), indent=1, ensure_ascii=True)
        (folder / "study.json.part").write_text(text + "\n", encoding="ascii", newline="\n")
        (folder / "study.json.part").replace(folder / "study.json")
        old = folder / "results"
        if old.exists():
            old.rename(stage / "old")
        # One rename: readers see the old tables or the new ones.
        new = Path(tempfile.mkdtemp(dir=folder, prefix=".results-"))
        for file in sorted(stage.glob("*.parquet")):
            file.rename(new / file.name)
        new.chmod(0o755)
        new.rename(old)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
