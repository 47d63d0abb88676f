"""The rules by their names, as documents hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cmgsim.study.rules import Fixed, Precision, Rule
from cmgsim.study.selection import Best

RULES: Final[dict[str, type[Any]]] = {"fixed": Fixed, "precision": Precision, "best": Best}


def rule_of(document: Mapping[str, Any]) -> Rule:
    """
    The rule that `document` wrote.

    Example:
        >>> rule_of({"name": "fixed", "replications": 3})
        Fixed(replications=3, name='fixed')
    """
    rule: Rule = RULES[document["name"]](**document)
    return rule
