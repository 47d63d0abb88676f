"""The public pages that the rows come from, by title and edition. A row without a source does not exist."""

from __future__ import annotations

from typing import Final

from cmgsim.facts.rows import Source

DATA_FLOW: Final = Source("DF22", "Data flow for cloud management gateway", "April 2022")
DATA_FLOW_NEWER: Final = Source("DF", "Data flow for cloud management gateway", "newer English text, 2025")
