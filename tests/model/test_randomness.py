"""Draws are keyed: the same bits as NumPy's Philox, and no draw moves another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.model.randomness import Streams, block, blocks, digest64

WORD = st.integers(0, 2**64 - 1)


def numpy_words(key0: int, key1: int, count: int) -> list[int]:
    generator = np.random.Philox(key=np.array([key0, key1], np.uint64))
    return [int(word) for word in generator.random_raw(count)]


@pytest.mark.parametrize(("key0", "key1"), [(0, 0), (12345, 7), (2**64 - 1, 2**63)])
def test_blocks_in_order_are_numpys_philox(key0: int, key1: int) -> None:
    ours = [word for number in range(1, 26) for word in block(number, 0, 0, 0, key0, key1)]

    assert numpy_words(key0, key1, 100) == ours


@given(st.lists(st.tuples(WORD, WORD, WORD, WORD), min_size=1, max_size=5), WORD, WORD)
def test_the_vector_form_gives_the_bits_of_the_scalar_form(
    counters: list[tuple[int, int, int, int]], key0: int, key1: int
) -> None:
    columns = [np.array(column, np.uint64) for column in zip(*counters, strict=True)]

    expected = [[(word >> 11) * 2.0**-53 for word in block(*counter, key0, key1)] for counter in counters]

    assert expected == blocks(*columns, key0, key1).tolist()


def test_a_table_and_single_draws_agree() -> None:
    streams = Streams(seed=3, replication=2)
    table = streams.table("client/phase", np.arange(5), occurrences=4)

    for member in range(5):
        uniform = streams.uniforms("client/phase", member, occurrence=4)
        assert table[member].tolist() == [uniform(index) for index in range(4)]


def test_streams_of_other_names_seeds_replications_and_attempts_differ() -> None:
    draws = {
        Streams(seed, replication).uniforms(name, 0, attempt)(0)
        for seed in (1, 2)
        for replication in (0, 1)
        for name in ("a", "b")
        for attempt in (0, 1)
    }

    assert 16 == len(draws)


def test_more_than_four_uniforms_come_from_further_blocks() -> None:
    uniform = Streams(1, 0).uniforms("erlang")

    assert 12 == len({uniform(index) for index in range(12)})


def test_names_are_digested_alike_everywhere() -> None:
    assert 0xF13C550ECC733FE6 == digest64("instance/service")
