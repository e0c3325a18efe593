"""A measure as a file: data and analysis as CSV, its chart as SVG and PNG, from the reader's series and no more."""

from functools import cache, lru_cache

import resvg_py
from django.utils.text import slugify

from ftc_qi.core.assets import package_folder
from ftc_qi.core.downloads import csv_text
from ftc_qi.core.svg import printable
from measures import faces
from measures.charts import csv_rows, picture
from measures.series import ReaderSeries, SharedSeries, require_series


def csv_file(series: ReaderSeries) -> str:
    """The measure's data, oldest first, as this reader may see it; safe to open in a spreadsheet."""
    analysis = faces.analyse(series)
    return csv_text(csv_rows(series, analysis, faces.status(series, analysis)))


def svg_file(series: ReaderSeries) -> str:
    """The chart with its name, sentence and caption as a picture that stands alone, in its light colours."""
    analysis = faces.analyse(series)
    return printable(picture(series, analysis, faces.status(series, analysis)))


def png_file(series: ReaderSeries) -> bytes:
    """The same picture in dots."""
    return as_png(svg_file(series))


@lru_cache(maxsize=16)
def as_png(svg: str) -> bytes:
    """An SVG in dots, twice as many as its size says: sharp in a report. It takes a tenth of a second and more, so
    the newest are kept: a team's slides, asked for again before a meeting, are the same drawings."""
    return resvg_py.svg_to_bytes(
        svg_string=printable(svg),
        zoom=2,
        skip_system_fonts=True,  # the same picture on every machine
        font_files=_font_files(),
        sans_serif_family="Source Sans Pro",
        font_family="Source Sans Pro",
    )


@cache
def _font_files() -> list[str]:
    folder = package_folder("font_source_sans_pro") / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold", "Bold")]


def file_name(series: ReaderSeries, project_slug: str, ending: str) -> str:
    """ "warm-welcome-offers-accepted-protected.csv": letters, digits and hyphens only."""
    require_series(series)
    name = slugify(series.name)[:60].strip("-") or f"measure-{series.measure_id}"
    protected = "-protected" if isinstance(series, SharedSeries) else ""
    return f"{project_slug}-{name}{protected}.{ending}"
