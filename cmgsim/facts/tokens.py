"""
What wears off: tokens, secrets and keys, and how long each lasts.

Where two public texts disagree both numbers have a row, and the note says which one a run takes by default.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.rows import Figure, Limit, Source


def _life(name: str, value: float, unit: str, source: Source, note: str = "") -> Limit:
    return Limit(name, Figure(value, unit, source, note=note))


# fmt: off
CCM_TOKEN: Final = _life("ccm-token-lifetime", 8, "h", src.ENTRA_WORKFLOW, "renewed when it has expired or is about to")
ENTRA_TOKEN: Final = Limit("entra-token-lifetime", Figure(
    75, "min", src.TOKEN_LIFETIMES, (60, 90), "mean; drawn at random between the two; used only to obtain a CCM token"))
SITE_TOKEN: Final = _life(
    "site-token-lifetime", 90, "d", src.TOKEN_AUTHENTICATION, "renewed only when the client's service starts")
SITE_TOKEN_SHORT: Final = _life(
    "site-token-lifetime-support-article", 30, "d", src.CMG_TROUBLE,
    "the support article blames 30 days without contact for a refused token; 90 days is the default here")
SITE_TOKEN_RENEWAL: Final = _life(
    "site-token-renewal", 30, "d", src.TOKEN_AUTHENTICATION, "the page says monthly; taken as 30 days")
BULK_TOKEN: Final = _life("bulk-registration-token-lifetime", 3, "d", src.TOKEN_AUTHENTICATION, "default")
BULK_TOKEN_MAXIMUM: Final = _life("bulk-registration-token-maximum", 7, "d", src.TOKEN_AUTHENTICATION)
CONTENT_TOKEN: Final = _life("content-token-lifetime", 24, "h", src.DATA_FLOW, "C1; the default here")
CONTENT_TOKEN_IN_LOGS: Final = _life(
    "content-token-lifetime-in-logs", 8, "h", src.CONTENT_TROUBLE,
    f"addresses in published logs are signed for eight hours, also in: {src.RELEASE_NOTES.title}")
APP_SECRET: Final = _life(
    "app-secret-lifetime", 1, "y", src.ENTRA_FOR_CMG, "default of the server application's secret key")
APP_SECRET_LONG: Final = _life("app-secret-lifetime-long", 2, "y", src.ENTRA_FOR_CMG, "the other choice")
APP_AGE: Final = _life(
    "app-age-renewable", 800, "d", src.WHATS_NEW_2409,
    "from version 2409 the console does not renew an older application")
STORAGE_KEY: Final = _life(
    "storage-key-rotation", 180, "d", src.SECURITY,
    "until version 2409, which gives new CMGs a managed identity instead of keys")
# fmt: on

TOKENS: Final[tuple[Limit, ...]] = tuple(row for row in list(globals().values()) if isinstance(row, Limit))
"""Every lifetime above, in order; collected here so that none is forgotten."""
