"""Pictures, tables and files made from a reader's series: never from rows.

What is shown is worked out once: `signals` (which points, which words), `levels` (which lines), `reading` (all of
it together). `svg` draws it for a measure page on a `sheet` (`frame`, `lines`, `marks` and `lanes` are its parts,
`draw` its pen, `inks` its colours), `figure` and `readout` make the explored chart from the same drawing, a plain
dictionary for Plotly; `small` draws the charts in lists and `across` those on one scale, `panels` explores both;
`pair` and `joined` draw two measures on one sheet (`dated`), `picture` one that stands alone; `tables` makes the
rows under a chart and the CSV. Each takes a WorkingSeries or a SharedSeries with its analysis and status from
`measures.faces`, and refuses anything else. May import `measures.series`, `measures.values`, `measures.words` and
`measures.spc`; no queries.
"""

from measures.charts.figure import figure
from measures.charts.picture import picture
from measures.charts.small import card_chart, log_chart, panel_chart, spark
from measures.charts.svg import paper_chart, phone_chart, wide_chart
from measures.charts.tables import csv_rows, table_head, table_rows

__all__ = [
    "card_chart",
    "csv_rows",
    "figure",
    "log_chart",
    "panel_chart",
    "paper_chart",
    "phone_chart",
    "picture",
    "spark",
    "table_head",
    "table_rows",
    "wide_chart",
]
