"""Roles and zones."""

from __future__ import annotations

import pytest

from cmgsim.facts.roles import ROLES, role_row, zone_of
from cmgsim.facts.rows import Role, Zone

ON_PREMISES = [
    "service-connection-point",
    "cmg-connection-point",
    "management-point",
    "software-update-point",
    "site-server",
    "console",
    "proxy",
    "firewall",
]


def test_every_role_has_one_row_in_the_order_of_the_roles():
    assert list(Role) == [row.role for row in ROLES]


@pytest.mark.rule("F4")
def test_the_roles_of_the_site_stand_on_premises():
    assert ON_PREMISES == [row.role.value for row in ROLES if row.zone is Zone.ON_PREMISES]


def test_only_clients_and_public_dns_stand_on_the_internet():
    assert {Role.CLIENT, Role.PUBLIC_DNS} == {row.role for row in ROLES if row.zone is Zone.INTERNET}


@pytest.mark.parametrize(
    ("role", "french"),
    [
        ("cmg", "passerelle de gestion cloud"),
        ("service-connection-point", "point de connexion de service"),
        ("cmg-connection-point", "point de connexion de passerelle de gestion cloud"),
        ("management-point", "point de gestion"),
        ("software-update-point", "point de mise à jour logicielle"),
        ("key-vault", "coffre de clés"),
    ],
)
def test_french_names_are_microsofts_own(role, french):
    assert french == role_row(role).french


def test_an_unknown_role_has_no_zone():
    with pytest.raises(ValueError, match="server"):
        zone_of("server")
