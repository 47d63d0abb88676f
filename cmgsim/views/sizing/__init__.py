"""
The report of a sizing: ten pages as one document of blocks, and that document as one page of HTML.

`pages` writes every number and every word; `page_html` only sets them. So what people see stands in `report.json`, each
number with its definition, unit and source.
"""

from cmgsim.views.sizing.page_html import as_html
from cmgsim.views.sizing.pages import report_document

__all__ = ["as_html", "report_document"]
