"""A single trace as a page, also one that somebody else wrote."""

import pytest

import cmgsim
from cmgsim.trace import SCHEMA, Record, Trace
from cmgsim.views.calendar import moment
from cmgsim.views.player.one_trace import trace_page, trace_payload
from cmgsim.views.player.packing import unpacked


def _row(t_ns, kind="state", src="a", dst=None, **changes):
    ends = (src, dst or src)
    return Record(t_ns, kind, *ends, *[changes.pop("role", "site-server")] * 2, *["on-premises"] * 2, **changes)


def test_a_replay_has_a_step_for_each_line_that_is_told():
    trace = cmgsim.replay("communication", faults=["token-expired"])
    demo = unpacked(trace_payload(trace))
    variant = demo["variants"]["trace"][""]

    assert "F3" == variant["stop"]["rule"]
    assert "stop" == demo["steps"][demo["stories"][0]["steps"][-1]]["kind"]


def test_the_log_pane_begins_at_the_moment_at_which_the_log_files_begin():
    payload = trace_payload(cmgsim.replay("communication"))

    assert "2026-01-05T00:00:00.000" == payload["log_start"]
    assert moment(0).isoformat(timespec="milliseconds") == f"{payload['log_start']}+00:00"


def test_a_trace_that_ends_in_the_middle_is_shown_as_far_as_it_goes():
    whole = cmgsim.replay("communication")
    demo = unpacked(trace_payload(Trace(whole.header, whole.records[:7])))

    assert "end" == demo["variants"]["trace"][""]["ends"]


@pytest.mark.parametrize("name", ["</script><script>x", "a" * 5_000, "\u202eabc", "%%{init}", "a>b:c", ""])
def test_a_trace_with_hostile_names_and_unknown_roles_is_a_page(name):
    rows = (
        _row(0, "connect", "x", name or "y", role="nobody", connection="1", protocol="HTTPS", port=1, opened_by="x"),
        _row(1, "accepted", "x", name or "y", role="nobody", connection="1", protocol="HTTPS", port=1, opened_by="x"),
        _row(2, "state", name or "y", rule="Z9", text=name),
    )
    page = trace_page(Trace({"schema": SCHEMA, "scenario": name, "faults": [name, 7]}, rows))

    assert "<script>x" not in page
    assert "\u202e" not in page


def test_an_empty_trace_has_no_steps():
    assert [] == unpacked(trace_payload(Trace({"schema": SCHEMA}, ())))["stories"][0]["steps"]


def test_nodes_of_unknown_roles_do_not_cover_each_other():
    rows = [_row(n, "request", f"n{n}", f"n{n + 1}", role="nobody", verb="GET", connection="1") for n in range(4)]
    nodes = unpacked(trace_payload(Trace({"schema": SCHEMA}, tuple(rows))))["nodes"]

    assert 5 == len(nodes)
    assert 5 == len({(node["x"], node["y"]) for node in nodes})
