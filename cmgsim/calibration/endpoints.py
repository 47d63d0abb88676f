"""
Which request of the catalogue stands for an endpoint of a log.

A log knows endpoints and not activities: policy, state and status messages all use one address. So an endpoint's
measured sizes and rate go to one request of the catalogue that takes the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REQUEST_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bgb": "notification",
        "ccm_sts": "token",
        "ccm_system": "policy",
        "ccm_system_windowsauth": "policy",
        "ccm_system_tokenauth": "policy",
        "ccm_incoming": "hardware-inventory",
        "sms_mp": "location",
        "sms_mp_windowsauth": "location",
        "sms_mp_tokenauth": "location",
        "clientwebservice": "scan",
        "simpleauthwebservice": "scan",
        "reportingwebservice": "scan",
        "wsus": "scan",
    }
)
"""By endpoint in lower case; what is not here is left out and named."""

SHARED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "policy": "policy, state, status, location and registration messages share this address",
        "hardware-inventory": "inventories and heartbeats share this address",
        "location": "lists of management points and policy bodies share this address",
    }
)
"""What else is counted under a request."""
