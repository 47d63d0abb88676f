"""
What the model may not even name: clocks, foreign randomness, hashes, the order of a set.

A run is a function of scenario, seed and replication. These rules are read from the source, so that they hold for the
line that no other test happens to run.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "cmgsim"
MODEL = ("errors.py", "facts", "trace.py", "request_log", "protocol", "flows", "model", "engine", "fast")
EDGE = {  # files, before and after a run
    *(PACKAGE / "model" / name for name in ("scenario_file.py", "observed_file.py")),
    PACKAGE / "request_log" / "exports.py",
}
FILES = sorted(
    file
    for part in MODEL
    for file in (PACKAGE / part, *(PACKAGE / part).rglob("*.py"))
    if file.is_file() and file not in EDGE
)

FORBIDDEN_MODULES = {"asyncio", "datetime", "platform", "random", "secrets", "threading", "time", "uuid"}
FORBIDDEN_CALLS = {"hash", "id", "input"}
FORBIDDEN_ATTRIBUTES = {
    *("cpu_count", "environ", "getcwd", "getenv", "getpid", "iterdir", "listdir", "scandir", "urandom"),
    *("RandomState", "SeedSequence", "default_rng", "fastmath"),
}
ORDERED_BY = {"enumerate", "iter", "list", "map", "next", "reversed", "tuple", "zip"}
"""Functions whose result has the order of what they are given; `sorted`, `len`, `min` and `sum` of integers do not."""


def offences(source: str) -> list[str]:
    """What *source* does that makes a run depend on more than its arguments, as `line: what`."""
    tree = ast.parse(source)
    sets = named_sets(tree)
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found += [(node, f"import {name.name}") for name in names if forbidden(name.name)]
            case ast.ImportFrom(module=str(module)) if forbidden(module):
                found.append((node, f"import {module}"))
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                found.append((node, f"{name}()"))
            case ast.Attribute(attr=name) | ast.keyword(arg=name) if name in FORBIDDEN_ATTRIBUTES:
                found.append((node, name))
            case ast.For(iter=over) | ast.comprehension(iter=over) | ast.Starred(value=over) if is_set(over, sets):
                found.append((over, "order of a set"))
            case ast.Call(func=ast.Name(id=name), args=args) if name in ORDERED_BY and any(
                is_set(a, sets) for a in args
            ):
                found.append((node, "order of a set"))
            case ast.Call(func=ast.Attribute(attr="join"), args=[over]) if is_set(over, sets):
                found.append((node, "order of a set"))
            case ast.Call(func=ast.Attribute(attr="pop", value=over), args=[]) if is_set(over, sets):
                found.append((node, "order of a set"))
    return [f"{node.lineno}: {what}" for node, what in found]


def forbidden(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in FORBIDDEN_MODULES or module.startswith("numpy.random")


def named_sets(tree: ast.AST) -> set[str]:
    """Names and attributes that *tree* declares or assigns as sets."""
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(target=target, annotation=kind) if is_set_type(kind):
                names.add(ast.unparse(target))
            case ast.arg(arg=name, annotation=kind) if kind is not None and is_set_type(kind):
                names.add(name)
            case ast.Assign(targets=targets, value=value) if is_set(value, set()):
                names.update(ast.unparse(target) for target in targets)
    return names | {f"self.{name}" for name in names}


def is_set_type(annotation: ast.expr) -> bool:
    head = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return ast.unparse(head) in {"set", "frozenset", "AbstractSet", "MutableSet"}


def is_set(node: ast.expr, named: set[str]) -> bool:
    """Whether *node* plainly is a set: written as one, made by `set()`, a union of such, or one of *named*."""
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor(), right=right):
            return is_set(left, named) or is_set(right, named)
        case ast.Call(func=ast.Attribute(attr="union" | "intersection" | "difference", value=left)):
            return is_set(left, named)
        case ast.Name() | ast.Attribute():
            return ast.unparse(node) in named
    return False


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_the_model_depends_on_its_arguments_only(file):
    assert [] == offences(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import random", ["1: import random"]),
        ("from time import monotonic", ["1: import time"]),
        ("import numpy.random", ["1: import numpy.random"]),
        ("import os\nlocale = os.environ['LANG']", ["2: environ"]),
        ("stream = hash(name)", ["1: hash()"]),
        ("rng = numpy.random.default_rng()", ["1: default_rng"]),
        ("@njit(fastmath=True)\ndef f(): ...", ["1: fastmath"]),
        ("for node in {1, 2}: pass", ["1: order of a set"]),
        ("down = set()\nfirst = [n for n in down]", ["2: order of a set"]),
        ("def f(down: set[str]): return list(down)", ["1: order of a set"]),
        ("class A:\n    down: set[str]\n    def f(self): return tuple(self.down | {1})", ["3: order of a set"]),
        ("text = ', '.join({'a', 'b'})", ["1: order of a set"]),
        ("first = {1, 2}.pop()", ["1: order of a set"]),
        ("down = set()\nordered = sorted(down)\nknown = 1 in down", []),
        ("import numpy as np\nx = np.random.Philox(key=[1, 2])", []),
    ],
)
def test_the_rules_see_what_they_forbid(source, expected):
    assert expected == offences(source)
