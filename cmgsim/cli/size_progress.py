"""How far a sizing is, on standard error: what is simulated, and about how long the rest will take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from attrs import define, field

from cmgsim.cli.streams import notice
from cmgsim.facts.failure_rows import Bilingual

if TYPE_CHECKING:
    from cmgsim.flows.nouns import Language
    from cmgsim.sizing.progress import Doing, Progress

TELLING_SHARE: Final = 0.05
"""Of a phase: from then on its speed says something about the rest."""

PARTS: Final = 4
"""Of the way to the answer: each is told once where nobody sees a bar."""

# fmt: off
_TEXTS: Final = MappingProxyType({
    "simulating": Bilingual("simulating {what}", "simulation : {what}"),
    "answer": Bilingual("; about {left} s left until the answer", " ; encore {left} s environ jusqu'à la réponse"),
    "report": Bilingual("; about {left} s left until the report", " ; encore {left} s environ jusqu'au rapport"),
})
# fmt: on


@define(eq=False)
class Clock:
    """
    Says what is done in a line, with the time that remains of its phase where that can be told.

    Example:
        >>> from cmgsim.sizing.progress import Doing
        >>> clock = Clock("en", now=iter([0.0, 10.0]).__next__)
        >>> clock.line(Doing("loss", "nothing"))
        'simulating the loss of nothing'
        >>> clock.line(Doing("loss", "one instance", 0.25))
        'simulating the loss of one instance; about 30 s left until the report'
    """

    lang: Language
    now: Callable[[], float] = time.monotonic
    _phase: str = field(default="", init=False)
    _began_s: float = field(default=0.0, init=False)
    _share: float = field(default=0.0, init=False)

    def line(self, doing: Doing) -> str:
        """What is told when *doing* begins."""
        now = self.now()
        if doing.phase != self._phase:
            self._phase, self._began_s, self._share = doing.phase, now, doing.share
        text = _TEXTS["simulating"].in_language(self.lang).format(what=doing.in_language(self.lang))
        done = doing.share - self._share
        if done < TELLING_SHARE or doing.share >= 1:
            return text
        left = (now - self._began_s) * (1 - doing.share) / done
        return text + _TEXTS[doing.phase].in_language(self.lang).format(left=f"{max(1.0, left):.0f}")


@contextmanager
def progress_shown(lang: Language) -> Iterator[Progress]:
    """A bar where a person sits, else one line for each thing that is begun."""
    clock = Clock(lang)
    if not sys.stderr.isatty():
        begun: list[str] = []

        def told(doing: Doing, done: int, most: int) -> None:
            del done, most
            line = clock.line(doing)
            part = f"{doing}, {int(doing.share * PARTS)}" if doing.phase == "answer" else str(doing)
            if part not in begun:
                begun.append(part)
                notice(line)

        yield told
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=1.0)
        yield lambda doing, _done, _most: bar.update(task, description=clock.line(doing), completed=doing.share)
