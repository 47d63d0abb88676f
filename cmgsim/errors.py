"""
Every exception that cmgsim raises on purpose.

Each class carries the parts of its sentence, positionally, so that a program can read them and SimPy can rebuild the
exception when it crosses a process. `exit_code` is what the command line returns for it.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen


class CmgsimError(Exception):
    """Base of everything raised on purpose; anything else that escapes is a defect of cmgsim."""

    exit_code: ClassVar[int] = 2


@frozen
class Problem:
    """
    One thing wrong with an input: where it stands, what is wrong and what would be right.

    Example:
        >>> print(Problem("a.toml", "cmg.instances", "17 is too many", "a count from 1 to 16"))
        a.toml: cmg.instances: 17 is too many (a count from 1 to 16)
    """

    source: str
    """File name, or what stands for one (`--set`, `--fault`, `arguments`)."""
    key_path: str
    """Dotted path of the key, with list positions in brackets: `clients[0].count`; empty for the whole file."""
    message: str
    expected: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.source, self.key_path) if part)
        cure = f" ({self.expected})" if self.expected else ""
        return f"{where}: {self.message}{cure}"


@frozen
class ScenarioError(CmgsimError):
    """An input is invalid; every problem found in it, in the order of the input."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@frozen
class IllegalTransition(CmgsimError):
    """A state machine was sent an event that its table does not list."""

    machine: str
    state: str
    event: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        expected = ", ".join(self.expected) or "nothing: the state is final"
        return f"{self.machine} in state {self.state} cannot take {self.event} (expected {expected})"


@frozen
class NoSuchEdge(CmgsimError):
    """A role tried to open a connection that no documented rule allows: a defect of the model, never of the input."""

    source: str
    target: str
    protocol: str
    port: int

    def __str__(self) -> str:
        return (
            f"no documented rule lets {self.source} open {self.protocol} {self.port} to {self.target} "
            "(`cmgsim facts ports` lists what may connect)"
        )


@frozen
class Unsupported(CmgsimError):
    """An engine was asked for something it does not do; it refuses before it starts."""

    engine: str
    features: tuple[str, ...]

    def __str__(self) -> str:
        return f"the {self.engine} engine does not support: {', '.join(self.features)}"


@frozen
class NotKept(CmgsimError):
    """What is asked for was left out of a run on purpose."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what} were not kept: {self.cure} keeps them"


@frozen
class MissingExtra(CmgsimError):
    """A feature needs a package that is not installed."""

    package: str
    extra: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.purpose} needs {self.package}, which is not installed (pip install 'cmgsim[{self.extra}]')"


@frozen
class StudyError(CmgsimError):
    """A study cannot be begun, gone on with or read as asked; nothing that it holds is lost."""

    where: str
    """The folder, or the part of the study, that it is about."""
    message: str
    expected: str = ""

    def __str__(self) -> str:
        return str(Problem(self.where, "", self.message, self.expected))


@frozen
class LimitExceeded(CmgsimError):
    """A run grew past a limit that protects the machine."""

    exit_code: ClassVar[int] = 3

    limit: str
    value: int
    reached: int

    def __str__(self) -> str:
        return f"the limit {self.limit} is {self.value:,}, and the run reached {self.reached:,}"


@frozen
class OutOfMemory(CmgsimError):
    """A run needs more memory than the machine gives, mostly since more comes to the site than it can serve."""

    exit_code: ClassVar[int] = 3

    after_ns: int
    """The simulated time that had passed."""
    attempts: int
    """How many were on their way then."""

    def __str__(self) -> str:
        return (
            f"not enough memory: after {self.after_ns / 3.6e12:,.2f} h of the simulated time {self.attempts:,} "
            "attempts are on their way (see with `cmgsim explain` whether a station cannot keep up; a shorter run and "
            "fewer clients take less)"
        )


@frozen
class PageTooLarge(CmgsimError):
    """A page would grow past what can be mailed and opened on an old laptop; nothing was made."""

    exit_code: ClassVar[int] = 3

    size_bytes: int
    limit_bytes: int

    def __str__(self) -> str:
        return (
            f"the player would have {self.size_bytes:,} bytes, more than {self.limit_bytes:,}"
            " (fewer flows, fewer faults, one language or a shorter trace make it smaller)"
        )


@frozen
class BrokenInvariant(CmgsimError):
    """A run broke a law that every run obeys: a defect of cmgsim, worth a report."""

    exit_code: ClassVar[int] = 3

    law: str
    detail: str

    def __str__(self) -> str:
        return f"the run breaks a law that holds for every run, {self.law}: {self.detail}; please report this"


@frozen
class NotSettled(CmgsimError):
    """A warm-up was to be found, and the run does not settle: it has no steady state that its numbers could be of."""

    exit_code: ClassVar[int] = 1

    replication: int
    after_ns: int | None
    """What the rule would leave out; None: too few requests to tell."""
    duration_ns: int
    answered: int
    """Requests that were answered."""

    def __str__(self) -> str:
        start = f"replication {self.replication} does not settle"
        if self.after_ns is None:
            return (
                f"{start}: {self.answered:,} answered requests are too few for MSER-5 to find a warm-up "
                "(run longer, or give scenario.warm_up as a time)"
            )
        cut_s, whole_s = self.after_ns / 1e9, self.duration_ns / 1e9
        return (
            f"{start}: MSER-5 would leave out the first {cut_s:,.0f} s of {whole_s:,.0f} s or more, and with them half "
            f"of the time or of the {self.answered:,} answered requests, which is too much to be trusted (run longer, "
            "give scenario.warm_up as a time, or see with `cmgsim explain` whether a station cannot keep up)"
        )
