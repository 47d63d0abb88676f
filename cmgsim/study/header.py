"""
The study itself as a record of its ledger: what is asked for, and by which version of the model.

`study.json` says the same for people. Where the record was damaged and left out, and runs of it are there, that file
takes its place: then nothing but the damaged record is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cmgsim.errors import ScenarioError, StudyError
from cmgsim.study.definition import Definition
from cmgsim.study.model_version import model_version
from cmgsim.study.records import Record

FILE: Final = "study.json"
Header = Mapping[str, Any]


def header_of(definition: Definition) -> dict[str, Any]:
    """The record of a study that is begun, or gone on with, here and now."""
    return {"study": definition.document(), "model": model_version()}


def text_of(definition: Definition, model: str) -> str:
    """What stands in `study.json`."""
    return json.dumps({**definition.document(), "model": model}, indent=1, ensure_ascii=True) + "\n"


def headers(folder: Path, records: Sequence[Record]) -> list[Header]:
    """The studies that a ledger was written for, in order; the one of `study.json` where it has runs and no study."""
    found: list[Header] = [record for record in records if "study" in record]
    return found if found or not any("run" in record for record in records) else list(_kept_beside(folder / FILE))


def _kept_beside(file: Path) -> Iterable[Header]:
    """The study of `study.json`, if it is whole: the scenarios in it are those whose digests stand there."""
    try:
        document = json.loads(file.read_bytes())
        model = str(document.pop("model"))
        definition = Definition.from_document(document)
        whole = definition.from_points().digests == definition.digests
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, ScenarioError, StudyError):
        return
    if whole:
        yield {"study": document, "model": model}
