"""The public names of the package are those of the promise, each from one place."""

from __future__ import annotations

import inspect

import pytest

import cmgsim

PROMISED = ("contoso", "load", "replay", "simulate", "size", "sweep")


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


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        cmgsim.no_such_name  # noqa: B018
