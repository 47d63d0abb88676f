"""A random variate: what is drawn, from which law and from which stream."""

from __future__ import annotations

from attrs import define, field

from cmgsim.model.distributions import Distribution


@define(eq=False)
class Variate:
    """
    A random quantity of a run; one object each, so that draws made beforehand are found by it.

    Example:
        >>> from cmgsim.model.distributions import constant
        >>> Variate("timeout", constant(60)).constant
        60
    """

    purpose: str
    """The last part of the name of the stream that it is drawn from."""
    distribution: Distribution
    constant: int | None = field(init=False)
    """Its value, where that is the same for everybody; most are, and then nothing is drawn."""

    @constant.default
    def _constant(self) -> int | None:
        return int(self.distribution.parameters[0]) if self.distribution.is_constant else None


class Variates:
    """
    The variates of a run: equal ones are one object.

    Example:
        >>> from cmgsim.model.distributions import ZERO
        >>> variates = Variates()
        >>> variates.of("up", ZERO) is variates.of("up", ZERO), variates.of("up", ZERO) is variates.of("down", ZERO)
        (True, False)
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, Distribution], Variate] = {}

    def of(self, purpose: str, distribution: Distribution) -> Variate:
        """What is drawn for *purpose* from *distribution*."""
        return self._known.setdefault((purpose, distribution), Variate(purpose, distribution))
