"""Who is measured at which size: whoever is there, does not fail, and is not too slow."""

from __future__ import annotations

from attrs import Factory, define

from comparison.configurations import Configuration
from comparison.measuring import Failed, Workshop
from comparison.outcome import Outcome
from comparison.subjects import Subject


@define(eq=False)
class Contest:
    """The contestants that are left, and what is known of them."""

    workshop: Workshop
    there: list[Subject]
    patience_s: float
    """How long a measurement may take, about."""
    last: dict[str, Outcome] = Factory(dict)
    """By name: what a contestant did the last time."""
    failures: list[str] = Factory(list)

    def measured(self, configuration: Configuration, requests: int) -> dict[str, Outcome]:
        """All who take part at this size, one after the other; raises Failed for whoever is not only a guest."""
        found = {}
        for subject in [*self.there]:
            if subject.only not in {"", configuration.name} or self._is_too_slow(subject, requests):
                continue
            try:
                found[subject.name] = self.workshop.measured(subject, configuration.name, requests)
            except Failed as failed:
                if subject.kind != "peer":
                    raise
                self.there.remove(subject)
                self.failures.append(f"{failed}.")
        self.workshop.clear()
        self.last |= found
        return found

    def _is_too_slow(self, subject: Subject, requests: int) -> bool:
        """Whether it would take too long, after what it took the last time; where nothing is known, it would not."""
        if subject.to_the_end or subject.name not in self.last:
            return False
        return requests / self.last[subject.name].requests_per_s > self.patience_s
