"""The file formats a result is exported in, by the ending of their files."""

from __future__ import annotations

from typing import Literal, assert_never

from reports.result_sheet import ResultSheet
from reports.units_sheet import UnitsSheet

Format = Literal["xlsx", "pdf", "pptx", "csv"]


def exported(result: ResultSheet, file_format: Format) -> bytes:
    """Write a result as a file of that format; raise NoPango where a pdf cannot be made."""
    # Each format brings a library that nothing else needs: only what is asked for is loaded.
    match file_format:
        case "xlsx":
            from reports.workbook import workbook as write  # noqa: PLC0415
        case "pdf":
            from reports.pdf import pdf as write  # noqa: PLC0415
        case "pptx":
            from reports.slides import slides as write  # noqa: PLC0415
        case "csv":
            from reports.csv_file import csv_file as write  # noqa: PLC0415
        case _:
            assert_never(file_format)
    return write(result)


def exported_units(table: UnitsSheet) -> bytes:
    """Write a table of units as an xlsx file."""
    from reports.units_workbook import units_workbook  # noqa: PLC0415  # as above

    return units_workbook(table)
