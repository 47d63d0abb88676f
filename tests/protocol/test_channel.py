"""The channel's table is closed, and it says what a channel may not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.errors import IllegalTransition
from cmgsim.protocol.channel import TRANSITIONS, Event, State, advance


@pytest.mark.rule("F2")
@given(st.sampled_from(State), st.sampled_from(Event))
def test_the_table_is_closed(state: State, event: Event) -> None:
    try:
        assert advance(state, event) in TRANSITIONS
    except IllegalTransition:
        assert event not in TRANSITIONS[state]


@pytest.mark.rule("F2")
def test_a_channel_that_breaks_can_be_built_again() -> None:
    state = State.CLOSED
    for event in (
        Event.CONNECT,
        Event.FAILED,
        Event.CONNECT,
        Event.ACCEPTED,
        Event.LOST,
        Event.CONNECT,
        Event.ACCEPTED,
    ):
        state = advance(state, event)

    assert State.OPEN is state


def test_an_open_channel_cannot_connect_and_the_error_says_what_it_can_take() -> None:
    with pytest.raises(IllegalTransition) as caught:
        advance(State.OPEN, Event.CONNECT)

    assert "CMG channel in state open cannot take connect (expected lost, withdrawn)" == str(caught.value)
