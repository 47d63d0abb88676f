"""`cmgsim ports`: pictures to the screen or to a file, the way to a proxy, and what changes between two scenarios."""

from __future__ import annotations

import pytest
from command_line import called

from cmgsim.views.port_diagram.drawio import drawio
from cmgsim.views.port_diagram.port_mermaid import port_mermaid
from cmgsim.views.port_diagram.port_svg import port_svg

ONE = '[[clients]]\nname = "laptops"\ncount = 10\n'
TWO = f"[cmg]\ninstances = 2\n{ONE}"
FOUR = f"[cmg]\ninstances = 4\n{ONE}"


@pytest.fixture
def scenarios(tmp_path):
    files = {}
    for name, text in (("one", ONE), ("two", TWO), ("four", FOUR)):
        files[name] = tmp_path / f"{name}.toml"
        files[name].write_text(text, encoding="utf-8")
    return files


@pytest.mark.parametrize(("form", "draw"), [("svg", port_svg), ("drawio", drawio), ("mermaid", port_mermaid)])
def test_a_picture_goes_to_the_screen_or_to_a_file(form, draw, scenarios, tmp_path):
    shown = called("ports", scenarios["two"], "--format", form, "--lang", "fr")
    called("ports", scenarios["two"], "--format", form, "--lang", "fr", "-o", tmp_path / "picture")

    assert shown.out.startswith((draw.__name__ == "port_mermaid" and "flowchart") or "<")
    assert shown.out == (tmp_path / "picture").read_text(encoding="utf-8")


@pytest.mark.rule("N1")
def test_a_proxied_site_lists_the_way_to_its_proxy():
    rows = [row for row in called("ports", "--proxy", "--json").json if row["dst_role"] == "proxy"]

    assert [("N1", "cmg-connection-point-1", "on-premises", "proxy", "HTTP", 80, 80)] == [
        tuple(row[key] for key in ("rule", "src", "src_zone", "dst", "protocol", "first", "last")) for row in rows
    ]


@pytest.mark.rule("N2", "N3", "P2", "P3")
def test_a_second_instance_moves_the_channel_from_443_to_ports_of_their_own(scenarios):
    done = called("ports", scenarios["one"], "--diff", scenarios["two"], "--json")

    assert (0, "") == (done.code, done.err)
    assert [("removed", "P2", 443, 443, None), ("added", "P3", 10124, 10125, None)] == [
        tuple(row[key] for key in ("change", "rule", "first", "last", "before")) for row in done.json
    ]


def test_other_ports_of_the_same_row_are_one_change(scenarios):
    [row] = called("ports", scenarios["two"], "--diff", scenarios["four"], "--json").json

    assert ("changed", "P3", 10124, 10127, [10124, 10125]) == tuple(
        row[key] for key in ("change", "rule", "first", "last", "before")
    )


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_what_changes_is_shown_in_every_table(form, scenarios):
    out = called("ports", scenarios["two"], "--diff", scenarios["four"], "--format", form).out

    assert "changed" in out
    assert "10124-10125" in out


def test_the_tables_for_people_speak_french(scenarios):
    listed = called("ports", scenarios["one"], "--lang", "fr").out
    changed = called("ports", scenarios["one"], "--diff", scenarios["two"], "--lang", "fr").out
    same = called("ports", scenarios["one"], "--diff", scenarios["one"], "--lang", "fr").out

    assert "liste du pare-feu\u00a0: la source ouvre" in listed
    assert "Client vers la passerelle\u00a0: HTTPS 443" in listed
    assert "supprimé" in changed
    assert "ajouté" in changed
    assert "Rien ne change\u00a0: les deux demandent les mêmes ports.\n" == same
    assert [] == [word for word in ("purpose", "rule", "added", "removed") if word in listed + changed]


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_where_nothing_changes_it_is_said(form, scenarios):
    done = called("ports", scenarios["two"], "--diff", scenarios["two"], "--format", form)

    assert 0 == done.code
    assert "Nothing changes: both need the same ports.\n" == done.out + done.err
    assert [] == called("ports", scenarios["two"], "--diff", scenarios["two"], "--json").json


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--format", "svg", "--diff", "x.toml"), "svg draws one scenario"),
        (("-o", "x"), "only pictures are written to a file"),
        (("--diff", "nowhere.toml"), "nowhere.toml: there is no such file"),
    ],
)
def test_bad_usage_is_one_message(arguments, complaint):
    done = called("ports", *arguments)

    assert (2, "") == (done.code, done.out)
    assert complaint in done.err


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_tables_for_spreadsheets_have_french_headings_and_json_keeps_its_keys(form):
    line = ("ports", "--instances", 2, "--lang", "fr")
    head = called(*line, "--format", form).out.splitlines()[0]

    assert "premier_port" in head.replace("\\", "")
    assert "src" not in head
    assert "src" in called(*line, "--json").json[0]
