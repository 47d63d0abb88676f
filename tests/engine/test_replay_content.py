"""C1 to C6 and D1 to D4: how content gets into the storage of the CMG, and from there to a client."""

from __future__ import annotations

import pytest

from cmgsim.api.replay import replay


@pytest.mark.rule("C1", "C2", "C4", "C5", "C6")
def test_what_the_content_flow_hands_over():
    trace = replay("content")

    assert [
        ("C1", "management-point-1 issues an access token for 24 hours and lists the content sources"),
        ("C1", "management-point-1 answers r1 with 200, the content token and the list of sources"),
        ("C1", "cmg-connection-point-1 answers r1 with 200, the content token and the list of sources"),
        ("C2", "instance-1 answers r1 with 200, which names GraniteFalls.contoso.com as the place of the content"),
        ("C4", "the load balancer hands the connection to instance-1"),
        ("C4", "client-1 sends PROPFIND content-manifest to instance-1 with its access token"),
        ("C5", "instance-1 checks the content token: it is valid"),
        ("C5", "instance-1 answers r2 with 207, the exact location of the content"),
        ("C6", "client-1 trusts the server authentication certificate"),
        ("C6", "client-1 sends HEAD content-head to blob-storage"),
        ("C6", "blob-storage answers r3 with 200"),
        ("C6", "client-1 sends GET content-range to blob-storage"),
        ("C6", "blob-storage answers r4 with 206"),
        ("C6", "client-1 has downloaded the content from blob storage"),
    ] == [(r.rule, r.text) for r in trace if r.rule[0] == "C" and r.kind in ("request", "response", "state")]


@pytest.mark.rule("C6")
def test_content_does_not_pass_the_instances():
    trace = replay("content")

    assert [100_000_000] == [r.bytes for r in trace if (r.src, r.verb, r.status) == ("blob-storage", None, 206)]
    assert max(r.bytes or 0 for r in trace if "instance-1" in (r.src, r.dst)) < 100_000


@pytest.mark.rule("D1", "D2", "D3", "D4")
def test_content_is_distributed_in_four_steps():
    trace = replay("content-distribution")

    assert [
        ("D1", "the distribution manager asks for the package to be sent to the CMG"),
        ("D2", "the package transfer manager copies the package to a temporary share"),
        ("D3", "the package transfer manager gets an access token for the CMG's storage"),
        ("D4", "site-server uploads the package to blob storage"),
        ("D4", "blob storage holds the package"),
        ("D4", "the content is in the storage of the CMG"),
    ] == [(r.rule, r.text) for r in trace if r.kind in ("request", "response", "state")]
