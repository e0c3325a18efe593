"""A measure as a file: its data as CSV and its chart as SVG, made from the reader's series and nothing else."""

import csv
import io

from django.utils.safestring import SafeString
from django.utils.text import slugify

from measures import faces
from measures.charts import csv_rows, wide_chart
from measures.series import ReaderSeries, SharedSeries, require_series

BOM = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def csv_file(series: ReaderSeries) -> str:
    """The measure's data, oldest first, as this reader may see it; safe to open in a spreadsheet."""
    analysis = faces.analyse(series)
    rows = csv_rows(series, analysis, faces.status(series, analysis))
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return BOM + text.getvalue()


def svg_file(series: ReaderSeries) -> str:
    """The chart as a picture that stands alone, in its light colours."""
    analysis = faces.analyse(series)
    return standing_alone(wide_chart(series, analysis, faces.status(series, analysis)))


def standing_alone(drawing: SafeString) -> str:
    """A drawing of a page as a file of its own: with its namespace, a font and a white ground."""
    head, _, rest = str(drawing).partition(">")
    head = head.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, Arial, sans-serif" ', 1
    )
    return f'{head}><rect width="100%" height="100%" fill="#FFFFFF"/>{rest}'


def file_name(series: ReaderSeries, project_slug: str, ending: str) -> str:
    """ "warm-welcome-offers-accepted-protected.csv": letters, digits and hyphens only."""
    require_series(series)
    name = slugify(series.name)[:60].strip("-") or f"measure-{series.measure_id}"
    protected = "-protected" if isinstance(series, SharedSeries) else ""
    return f"{project_slug}-{name}{protected}.{ending}"
