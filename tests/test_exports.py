"""The public names of the package are those of the promise, each from one place."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import cmgsim

PROMISED = ("contoso", "load", "replay", "simulate", "sweep")


def test_every_promised_name_is_public():
    assert [] == [name for name in PROMISED if name not in cmgsim.__all__]


def test_public_names_are_sorted_and_said_once():
    assert sorted(set(cmgsim.__all__)) == list(cmgsim.__all__)


def test_tab_completion_shows_the_public_names():
    assert [] == [name for name in cmgsim.__all__ if name not in dir(cmgsim)]


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_name_is_a_documented_function_of_the_package(name):
    thing = getattr(cmgsim, name)

    assert inspect.getdoc(thing)
    assert thing.__module__.startswith("cmgsim.")


@pytest.mark.slow
def test_a_public_name_is_never_the_module_of_that_name():
    code = """
import importlib, pkgutil, types, cmgsim
for module in pkgutil.iter_modules(cmgsim.__path__, "cmgsim."):
    importlib.import_module(module.name)
print(*[name for name in cmgsim.__all__ if isinstance(getattr(cmgsim, name), types.ModuleType)])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)

    assert [] == done.stdout.split()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        cmgsim.no_such_name  # noqa: B018
