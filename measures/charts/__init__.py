"""Pictures, tables and files made from a reader's series: never from rows.

`svg` draws the chart of a measure page, `small` the ones in lists, `figure` the explored chart (a plain
dictionary for Plotly), `tables` the rows under it and the CSV. Each takes a WorkingSeries or a SharedSeries
with its analysis and status from `measures.faces`, and refuses anything else. May import `measures.series`,
`measures.values`, `measures.words` and `measures.spc`; no queries.
"""

from measures.charts.figure import figure
from measures.charts.small import card_chart, log_chart, panel_chart, spark
from measures.charts.svg import phone_chart, wide_chart
from measures.charts.tables import csv_rows, table_head, table_rows

__all__ = [
    "card_chart",
    "csv_rows",
    "figure",
    "log_chart",
    "panel_chart",
    "phone_chart",
    "spark",
    "table_head",
    "table_rows",
    "wide_chart",
]
