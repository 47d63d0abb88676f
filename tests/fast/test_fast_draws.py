"""Compiled draws have the bits of the model's own: block after block, family after family."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numba import njit, uint64

from cmgsim.fast import tables
from cmgsim.fast.draws import block, quantity
from cmgsim.fast.fields import REGISTERS
from cmgsim.fast.logarithm import near_logarithm
from cmgsim.fast.machine import Machine
from cmgsim.model.distributions import (
    Code,
    Distribution,
    constant,
    empirical,
    erlang,
    exponential,
    hyperexponential,
    lognormal,
    uniform,
)
from cmgsim.model.plan import LawTable
from cmgsim.model.randomness import Streams, digest64

DRAWS = 20_000
STREAM = "cohort/policy/1/instance/service"
FIRST = float(Streams(5, 2).table(STREAM, np.arange(1), attempt=3, occurrences=9)[0, 0])
"""The first uniform that is drawn below."""
ONES = (1 << 64) - 1
STEPS = 2**53
"""As many uniforms there are."""
LAWS = [
    *(
        constant(5),
        exponential(2e7),
        exponential(3e13),
        exponential(3e16),
        uniform(3, 1e9 + 0.3),
        lognormal(2.5e8, 1.7),
        lognormal(1e9, 0.3),
        lognormal(3e16, 100),
        hyperexponential(3e16, 100),
    ),
    *(erlang(1e9, 7), hyperexponential(1e8, 3.3), empirical([1, 5, 9, 2**60], [1, 2, 3, 0.5])),
    Distribution(Code.EMPIRICAL, (), (1, 9), (FIRST, 1.0)),  # a uniform that meets the border is beyond it
]


@njit(_nrt=False)
def one_block(out, c0, c1, c2, c3, key0, key1):
    out[0], out[1], out[2], out[3] = block(c0, c1, c2, c3, key0, key1)


@njit(_nrt=False)
def fill(out, registers, law, key0, key1):
    for number in range(out.size):
        out[number] = quantity(tables.start_of(registers), law, (uint64(number + 1), uint64(3), uint64(9)), key0, key1)


@njit(_nrt=False)
def logarithms(numbers, out):
    for place in range(len(numbers)):
        out[place] = near_logarithm(numbers[place])


@pytest.mark.slow
@given(st.integers(1, STEPS))
@example(STEPS - 1)
@example(1)
@example(math.isqrt(STEPS * STEPS // 2))
def test_the_quick_logarithm_of_what_a_uniform_leaves_of_one_is_right_up_to_its_last_bits(step):
    rest, found = np.array([step / STEPS]), np.zeros(1)
    logarithms(rest, found)

    assert pytest.approx(math.log(step / STEPS), rel=4 * 2.0**-52, abs=0) == found[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (0, (0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B)),
        (ONES, (0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0)),
    ],
)
def test_philox_gives_the_published_answers(word, expected):
    out = np.zeros(4, np.uint64)
    one_block(out, *[np.uint64(word)] * 6)

    assert expected == tuple(out.tolist())


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(LAWS)), ids=lambda number: LAWS[number].code.name.lower())
def test_every_family_is_drawn_bit_for_bit(number):
    table, streams, stream = LawTable(), Streams(5, 2), STREAM
    for law in LAWS:
        table.number(law)
    laws = table.build()
    arrays = {
        "laws": laws.integers,
        "parameters": laws.parameters,
        "values": laws.values,
        "cumulative": laws.cumulative,
    }
    machine = Machine(np.zeros(REGISTERS, np.int64), arrays)
    drawn = np.zeros(DRAWS, np.int64)
    fill(drawn, machine.registers, number, np.uint64(streams.key), np.uint64(digest64(stream)))
    width = max(1, LAWS[number].uniforms_needed)
    rows = streams.table(stream, np.arange(DRAWS), attempt=3, occurrences=9, width=width).tolist()

    assert [LAWS[number].draw(row.__getitem__) for row in rows] == drawn.tolist()


def test_every_table_has_three_registers_of_its_own():
    places = [tables.register(name, what) for name in tables.NAMES for what in range(tables.PER_TABLE)]

    assert list(range(min(places), REGISTERS)) == places
