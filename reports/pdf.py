"""A result as a tagged pdf file: headings and tables that a screen reader can walk, instead of charts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.result_sheet import ResultSheet

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ACCESSIBLE: Final = "pdf/ua-1"


class NoPango(Exception):
    """This computer lacks what sets text on a page."""

    def __init__(self) -> None:
        super().__init__("pdf needs Pango on this computer, see the runbook; xlsx, pptx and csv do without")


def result_page(result: ResultSheet) -> str:
    """Write a result as a page that needs nothing else."""
    return _TEMPLATES.get_template("result.html.jinja").render(result=result)


def pdf(result: ResultSheet) -> bytes:
    """Write a result as a pdf file; raise NoPango where the library for it is missing."""
    try:
        import weasyprint  # noqa: PLC0415  # it looks for Pango at once, which only this format needs
    except OSError:
        raise NoPango from None
    page = weasyprint.HTML(string=result_page(result), url_fetcher=_nothing)
    written: bytes = page.write_pdf(pdf_variant=_ACCESSIBLE)
    return written


def _nothing(url: str) -> dict[str, object]:
    """Fetch nothing: the page brings all it needs."""
    raise ValueError(url)
