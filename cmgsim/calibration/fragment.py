"""Measured inputs as a part of a scenario file, with where they come from and how to use them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cmgsim.calibration.endpoints import SHARED
from cmgsim.calibration.fit import Fit, ServiceTime
from cmgsim.facts.rows import Role
from cmgsim.model.key_path import joined
from cmgsim.model.scenario_limits import NOTE_LENGTH
from cmgsim.model.wording import shown

_TABLES: Final = {
    Role.MANAGEMENT_POINT: "management_points",
    Role.SOFTWARE_UPDATE_POINT: "software_update_points",
}
MEASURABLE: Final = tuple(_TABLES)


def fragment(
    fits: Sequence[Fit],
    times: Sequence[ServiceTime],
    about: Sequence[str],
    known: str,
    *,
    cohort: str | None,
    clients: int | None,
) -> str:
    """
    The TOML text.

    Args:
        fits: Requests to write as activities.
        times: Service times to write.
        about: Lines of comment that say what was measured.
        known: The same in one text, which the scenario keeps with the numbers.
        cohort: Name of the cohort that makes the requests; None: the first one.
        clients: How many clients there are; None: the scenario says it.
    """
    lines = [f"# {line}".rstrip() for line in about]
    lines += ["", "[[clients]]"]
    if cohort is not None:
        lines.append(f'name = "{_escaped(cohort)}"')
    if clients is not None:
        lines.append(f"count = {clients:_}")
    for fit in fits:
        shared = f"    # {SHARED[fit.request]}" if fit.request in SHARED else ""
        lines += [
            "",
            "[[clients.activities]]",
            f'request = "{fit.request}"{shared}',
            f'rate = "{rate(fit.rate_per_s)}"    # {fit.requests:,} requests',
            f'up = "{round(fit.up_bytes)} B"',
            f'down = "{round(fit.down_bytes)} B"',
        ]
    for each in times:
        lines += [
            "",
            f"[[{_TABLES[each.role]}]]",
            f'service_time = "{_law(each)}"    # {each.times:,} requests, as a connection point saw them',
        ]
    claims = [f"{_path(cohort)}.activities"] if fits else []
    claims += [f"{_TABLES[each.role]}[0].service_time" for each in times]
    lines += ["", "[measured]", *(f'"{_escaped(path)}" = "{_escaped(_short(known))}"' for path in claims)]
    return "\n".join(lines) + "\n"


def _path(cohort: str | None) -> str:
    """The key path of the cohort; by position where its name has both kinds of quotes, which no path can hold."""
    named = cohort is not None and not ("'" in cohort and '"' in cohort)
    return joined("clients", cohort if named and cohort is not None else 0)


def _short(text: str) -> str:
    """As much of a text as a scenario takes; file names may hold anything."""
    return shown(text, NOTE_LENGTH // 2)[:NOTE_LENGTH].strip()


def rate(per_s: float) -> str:
    """
    A rate as a scenario file writes it, with four digits.

    Example:
        >>> rate(12.345678), rate(0.0012345)
        ('12.35/s', '4.444/h')
    """
    units = ((1, "s"), (60, "min"), (3_600, "h"), (86_400, "d"))
    seconds, unit = next((each for each in units if per_s * each[0] >= 1), units[-1])
    value = per_s * seconds
    places = max(0, 4 - len(str(int(value)))) if value >= 1 else 6
    return f"{value:.{places}f}/{unit}"


def _law(time: ServiceTime) -> str:
    if time.variation == 0:
        return f"{time.mean_ms:.4g} ms"
    return f"lognormal({_plain(time.mean_ms)} ms, {time.variation:.3f})"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def moment(at_s: float) -> str:
    """
    A time as people read it.

    Example:
        >>> moment(0)
        '1970-01-01 00:00 UTC'
    """
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%d %H:%M} UTC"
