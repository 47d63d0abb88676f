"""Where outcomes go: memory, and the ledger of a folder, durable before they count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from cmgsim.errors import StudyError
from cmgsim.study.definition import Definition, differences
from cmgsim.study.header import header_of, headers
from cmgsim.study.ledger import Ledger
from cmgsim.study.model_version import model_version
from cmgsim.study.records import Contents, read_ledger, records_in_words
from cmgsim.study.task import Outcome

SYNC_S: Final = 0.1
"""
How long a finished run may wait before it is made durable and counted.

What is written survives the death of the process at once. Forcing it to the disk takes 0.2 to 5 ms, more where others
write, too; so it is done ten times a second, and beside the runs.
"""


@define(eq=False)
class Store:
    """The outcomes of a study, by id of the run."""

    outcomes: dict[str, Outcome] = field(factory=dict)
    ledger: Ledger | None = None
    tables: dict[str, str] = field(factory=dict)
    """Digests of the files of tables that hold exactly what the ledger holds; empty where there are none."""
    _waiting: list[Outcome] = field(factory=list, init=False)
    """Written, and not yet being forced to the disk."""
    _syncing: tuple[Future[None], list[Outcome]] | None = field(default=None, init=False)
    """What is being forced to the disk, beside the runs: nobody waits for it."""
    _synced_s: float = field(factory=time.monotonic, init=False)
    _beside: ThreadPoolExecutor = field(factory=lambda: ThreadPoolExecutor(1), init=False)

    def put(self, outcomes: Iterable[Outcome]) -> None:
        """Write *outcomes*; each counts after the next `commit`."""
        new = list(outcomes)
        self.tables = {} if new else self.tables
        if self.ledger is not None and new:
            self.ledger.append([outcome.record() for outcome in new])
        self._waiting += new

    def counted(self) -> list[Outcome]:
        """What has become durable since the last time, and counts now; nothing is waited for."""
        if self.ledger is None:
            return self.commit()
        found: list[Outcome] = []
        if self._syncing is not None and self._syncing[0].done():
            found = self._synced()
        if self._syncing is None and self._waiting and time.monotonic() - self._synced_s >= SYNC_S:
            self._syncing = self._beside.submit(self.ledger.sync), self._waiting
            self._waiting = []
        return found

    def commit(self) -> list[Outcome]:
        """Make everything that was put durable; what counts now."""
        found = self._synced() if self._syncing is not None else []
        if self.ledger is not None:
            self.ledger.sync()
        found, self._waiting = found + self._count(self._waiting), []
        return found

    def _synced(self) -> list[Outcome]:
        assert self._syncing is not None
        done, outcomes = self._syncing
        self._syncing = None
        done.result()
        self._synced_s = time.monotonic()
        return self._count(outcomes)

    def _count(self, outcomes: list[Outcome]) -> list[Outcome]:
        self.outcomes.update((outcome.run, outcome) for outcome in outcomes)
        return outcomes

    def note_tables(self, digests: dict[str, str]) -> None:
        """Remember that tables of everything in the ledger were written, so that resuming need not write them again."""
        self.tables = digests
        if self.ledger is not None:
            self.ledger.append([{"tables": digests}])
            self.ledger.sync()

    def close(self) -> None:
        """Let others work on the folder."""
        self._beside.shutdown()
        if self.ledger is not None:
            self.ledger.close()


def outcomes_of(records: Iterable[dict[str, Any]]) -> dict[str, Outcome]:
    """The outcomes among the records of a ledger, the last one of each run."""
    return {record["run"]: Outcome.of_record(record) for record in records if "run" in record}


@frozen(eq=False)
class Held:
    """What a study folder holds."""

    definition: Definition
    outcomes: dict[str, Outcome]
    model: str
    """The model version that made it."""
    tables: dict[str, str]
    """Digests of the files of tables, where they hold exactly what the ledger holds."""


def read_folder(folder: Path) -> Held:
    """
    What a study folder holds now.

    Raises:
        StudyError: There is no study, or its ledger is damaged.
    """
    try:
        contents = read_ledger(folder / "ledger")
    except FileNotFoundError:
        raise StudyError(str(folder), "holds no study", "the folder that `cmgsim sweep -o` made") from None
    if contents.damaged:
        words = f"{records_in_words(len(contents.damaged))} changed after being written"
        raise StudyError(str(folder / "ledger"), words, "`cmgsim sweep --resume --salvage` runs what they held again")
    found = headers(folder, contents.records)
    if not found:
        raise StudyError(str(folder), "holds no study", "the folder that `cmgsim sweep -o` made")
    tables = contents.records[-1].get("tables", {})
    return Held(Definition.from_document(found[-1]["study"]), outcomes_of(contents.records), found[-1]["model"], tables)


def open_folder(
    folder: Path,
    wanted: Definition | None,
    *,
    resume: bool = False,
    extend: bool = False,
    salvage: bool = False,
    notice: Callable[[str], None] | None = None,
) -> tuple[Definition, Store]:
    """
    The study of a folder, ready to be gone on with.

    Args:
        wanted: The study that is asked for; None: whatever the folder holds.
        resume: Go on with what is there.
        extend: The same for a study that has changed: finished runs that it still has are kept.
        salvage: Leave damaged records out.
        notice: Called with a sentence where people should know something.

    Raises:
        StudyError: Somebody else works on it, it holds another study, it was made by another model, or it is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ledger, contents = Ledger.open(folder, salvage=salvage)
    try:
        _tell(contents, notice)
        definition = _agreed(folder, contents, wanted, resume=resume, extend=extend)
        changed = _write_header(ledger, contents, definition)
    except BaseException:
        ledger.close()
        raise
    # What failed is tried again.
    finished = {run: outcome for run, outcome in outcomes_of(contents.records).items() if outcome.summary is not None}
    tables = {} if changed or not contents.records else contents.records[-1].get("tables", {})
    return definition, Store(finished, ledger, tables)


def _agreed(folder: Path, contents: Contents, wanted: Definition | None, *, resume: bool, extend: bool) -> Definition:
    """The study to go on with."""
    studies, finished = headers(folder, contents.records), len(outcomes_of(contents.records))
    if not studies:
        if wanted is None:
            what = f"holds {finished:,} finished runs and no study" if finished else "holds no study to resume"
            raise StudyError(str(folder), what, "a study file, or the folder of a study")
        return wanted
    if not (resume or extend):
        cure = "`--resume` goes on with it; or take another folder"
        raise StudyError(str(folder), f"holds a study already, with {finished:,} finished runs", cure)
    made_by = studies[-1]["model"]
    if made_by != model_version():
        raise StudyError(
            str(folder),
            f"was made by the model {made_by}; this is {model_version()}, whose numbers may differ",
            "go on with that version, or take another folder",
        )
    if wanted is None:
        return Definition.from_document(studies[-1]["study"])
    if not extend and wanted.document() != studies[-1]["study"]:
        parts = ", ".join(differences(wanted.document(), studies[-1]["study"]))
        cure = f"`--extend` changes it and keeps those of its {finished:,} runs that the new one has, too"
        raise StudyError(str(folder), f"holds another study, which differs in: {parts}", cure)
    return wanted


def _write_header(ledger: Ledger, contents: Contents, definition: Definition) -> bool:
    """The study as a record of the ledger, once and again when it has changed; whether it had to be written."""
    record = header_of(definition)
    if [each for each in contents.records if "study" in each][-1:] == [record]:
        return False
    ledger.append([record])
    ledger.sync()
    return True


def _tell(contents: Contents, notice: Callable[[str], None] | None) -> None:
    if notice is None:
        return
    if contents.torn and contents.records:
        notice("a record that was being written when the study was stopped is left out; its run is done again")
    if contents.damaged:
        left_out = f"{len(contents.damaged)} damaged record{'s are' if len(contents.damaged) > 1 else ' is'} left out"
        notice(f"{left_out}; `ledger.damaged` keeps the file as it was")
