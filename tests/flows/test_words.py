"""Each language writes names, numbers and citations its own way."""

from __future__ import annotations

import pytest

from cmgsim.facts.rows import Role
from cmgsim.flows.nouns import LONGEST_NAME, name_of, printable
from cmgsim.flows.words import Duration, Each, Ports, Rules, Size, Voice, note_of


@pytest.mark.parametrize(
    ("ns", "english", "french"),
    [
        (0, "0 ms", "0\u00a0ms"),
        (180_000_000, "180 ms", "180\u00a0ms"),
        (999_400_000, "999 ms", "999\u00a0ms"),
        (1_200_000_000, "1.2 s", "1,2\u00a0s"),
        (5_050_000_000, "5 s", "5\u00a0s"),
        (21_000_000_000, "21 s", "21\u00a0s"),
        (45_049_999_999, "45 s", "45\u00a0s"),
        (360_050_000_000, "6 min", "6\u00a0min"),
    ],
)
def test_a_duration_is_as_exact_as_people_need_it(ns, english, french):
    assert [english, french] == [Duration(ns).in_words(Voice(language)) for language in ("en", "fr")]


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (0, "0 bytes", "0\u00a0octets"),
        (500, "500 bytes", "500\u00a0octets"),
        (1_566, "1.6 kB", "1,6\u00a0ko"),
        (30_000, "30 kB", "30\u00a0ko"),
        (15_000_000, "15 MB", "15\u00a0Mo"),
        (10_000_000_000, "10 GB", "10\u00a0Go"),
        (5_000_000_000_000, "5000 GB", "5000\u00a0Go"),
    ],
)
def test_a_size_is_in_decimal_units(size, english, french):
    assert [english, french] == [Size(size).in_words(Voice(language)) for language in ("en", "fr")]


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ((443,), "443"),
        ((10125, 10124), "10124 to 10125"),
        (tuple(range(10124, 10140)), "10124 to 10139"),
        ((10124, 10126, 10127), "10124 and 10126 to 10127"),
        ((80, 443, 8531), "80, 443 and 8531"),
    ],
)
def test_ports_are_listed_with_ranges(ports, expected):
    assert expected == Ports(ports).in_words(Voice("en"))


@pytest.mark.parametrize(
    ("rules", "english", "french"),
    [
        (("F4",), "data flow, step 4", "flux de données, étape 4"),
        (("F2", "N3"), "data flow, step 2; note 3", "flux de données, étape 2\u202f; remarque 3"),
        (("F2", "N1", "N2"), "data flow, step 2; notes 1 and 2", "flux de données, étape 2\u202f; remarques 1 et 2"),
        (("C1", "C2"), "content flow, steps 1 and 2", "flux de contenu, étapes 1 et 2"),
        (("F5", "F4", "F3"), "data flow, steps 3 to 5", "flux de données, étapes 3 à 5"),
        (("D3",), "content distribution, step 3", "distribution de contenu, étape 3"),
        (
            ("F5", "C1"),
            "data flow, step 5; content flow, step 1",
            "flux de données, étape 5\u202f; flux de contenu, étape 1",
        ),
        ((), "", ""),
    ],
)
def test_steps_are_cited_as_the_page_numbers_them(rules, english, french):
    assert [english, french] == [Rules(rules).in_words(Voice(language)) for language in ("en", "fr")]


@pytest.mark.rule("N1", "N2", "N3", "P2", "P3", "P4", "P5", "P6")
@pytest.mark.parametrize(
    ("row", "note"),
    [("P2", "N2"), ("P3", "N3"), ("P4", "N1"), ("P5", "N2"), ("P6", "N3"), ("P1", None), ("P7", None), (None, None)],
)
def test_a_row_of_the_port_table_has_its_note(row, note):
    assert note == note_of(row)


@pytest.mark.parametrize(
    ("role", "forms"),
    [
        (Role.MANAGEMENT_POINT, ["Le point de gestion", "du point de gestion", "au point de gestion"]),
        (
            Role.CMG,
            ["La passerelle de gestion cloud", "de la passerelle de gestion cloud", "à la passerelle de gestion cloud"],
        ),
        (
            Role.LOAD_BALANCER,
            ["L’équilibreur de charge Azure", "de l’équilibreur de charge Azure", "à l’équilibreur de charge Azure"],
        ),
        (Role.ENTRA_ID, ["Microsoft Entra ID", "de Microsoft Entra ID", "à Microsoft Entra ID"]),
        (
            Role.AZURE_RESOURCE_MANAGER,
            ["Azure Resource Manager", "d’Azure Resource Manager", "à Azure Resource Manager"],
        ),
    ],
)
def test_french_declines_the_article(role, forms):
    name = name_of(role, role, "fr")

    assert forms == [f"{name:cap}", f"{name:of}", f"{name:to}"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("case", ["", "cap", "of", "to"])
def test_every_role_has_every_form(role, case):
    assert all(f"{name_of(role, role, language):{case}}" for language in ("en", "fr"))


@pytest.mark.parametrize(
    ("node", "role", "several", "expected"),
    [
        ("cmg-connection-point-1", "cmg-connection-point", False, "the CMG connection point"),
        ("cmg-connection-point-1", "cmg-connection-point", True, "CMG connection point 1"),
        ("instance-2", "instance", False, "VM instance 2"),
        ("entra-id", "entra-id", False, "Microsoft Entra ID"),
        ("MP-PARIS", "management-point", True, "the management point MP-PARIS"),
        ("client-1", "client", False, "the client"),
    ],
)
def test_english_names_a_node(node, role, several, expected):
    assert expected == str(name_of(node, role, "en", several=several))


def test_each_is_a_subject_in_the_singular():
    from cmgsim.flows.narration_texts import TEXTS

    assert [
        "Each of the 4 CMG connection points",
        "Chacun des 4 points de connexion de passerelle de gestion cloud",
    ] == [f"{Each(4).in_words(Voice(language, {}, TEXTS)):cap}" for language in ("en", "fr")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\tb\r\nc", "a b c"),
        ("\x00\x1b[2J", "[2J"),
        ("\u202ea\u2066b", "ab"),
        ("  a  ", "a"),
        ("", ""),
    ],
)
def test_what_is_printed_has_no_control_and_no_direction_marks(text, expected):
    assert expected == printable(text)


def test_a_long_name_is_cut():
    assert LONGEST_NAME == len(printable("x" * 5_000))
