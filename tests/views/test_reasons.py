"""Every reason of an assumption has its French."""

from __future__ import annotations

import pytest

from cmgsim.model.assumption_row import GIVEN
from cmgsim.model.assumption_rows import assumption_rows
from cmgsim.model.scenario_file import contoso, loads
from cmgsim.views.reasons import reason

SITES = {
    "built in": contoso(),
    "patch tuesday": contoso(["clients[0].profile=patch-tuesday", "clients[1].traffic=100 MB"]),
    "given": loads("[[clients]]\ncount = 3\nonline = ['08:00-12:00']\n[cmg]\nworkers = 3\n[measured]\ncmg = 'a test'"),
    "content": loads("[[clients]]\ncount = 3\nactivities = [{request = 'content', every = '1 h'}]"),
}


@pytest.mark.parametrize("site", SITES.values(), ids=list(SITES))
def test_no_reason_is_told_in_english_on_a_french_page(site):
    told = [(row["why"], reason("fr", row["why"])) for row in assumption_rows(site)]

    assert [] == [english for english, french in told if english.partition("; drawn")[0] == french]


def test_a_reason_without_french_stays_as_it_is():
    assert GIVEN == reason("fr", GIVEN)
