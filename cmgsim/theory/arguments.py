"""What the formulas refuse: counts below one, and numbers that are negative, infinite or not numbers."""

from __future__ import annotations

import math


def need_count(name: str, value: int) -> None:
    """ValueError unless *value* is at least 1."""
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}")


def need_positive(name: str, value: float) -> None:
    """
    ValueError unless *value* is a finite number of 0 or more.

    Example:
        >>> need_positive("load", -1.0)
        Traceback (most recent call last):
        ValueError: load must be a finite number of 0 or more, got -1.0
    """
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} must be a finite number of 0 or more, got {value}")


def need_share(name: str, value: float) -> None:
    """ValueError unless *value* is strictly between 0 and 1."""
    if not 0 < value < 1:
        raise ValueError(f"{name} must be between 0 and 1, got {value}")
