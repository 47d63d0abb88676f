"""
How a client proves who it is (F3): what it does beforehand and what it shows, by way of authentication.

The order of preference among the three is the client's own and documented; a scenario says which one a cohort has.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from attrs import frozen

from cmgsim.facts.rows import Authentication


@frozen
class Credential:
    """One of the three ways."""

    authentication: Authentication
    signs_in_to_entra: bool
    """Whether an Entra ID token is fetched before the CMG is asked."""
    exchanges_token: bool
    """Whether that token is exchanged for a Configuration Manager token at the management point's CCM_STS."""
    shows_token: bool
    """Whether requests carry a token that can expire."""
    in_handshake: bool
    """Whether the proof is a client certificate inside the TLS handshake."""
    base_path: str
    """First part of the external path: the CMG publishes one family for certificates and one for tokens."""
    proof: str
    """What is shown, for people."""


CREDENTIALS: Final = MappingProxyType(
    {
        row.authentication: row
        for row in (
            Credential(
                Authentication.ENTRA, True, True, True, False, "/CCM_Proxy_ServerAuth", "a token based on Entra ID"
            ),
            Credential(
                Authentication.CERTIFICATE,
                False,
                False,
                False,
                True,
                "/CCM_Proxy_MutualAuth",
                "its client authentication certificate",
            ),
            Credential(
                Authentication.SITE_TOKEN,
                False,
                False,
                True,
                False,
                "/CCM_Proxy_ServerAuth",
                "the token that the site issued",
            ),
        )
    }
)
