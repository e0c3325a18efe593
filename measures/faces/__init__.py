"""The choke point: turns stored data into a working or a shared (protected) series for a reader.

The shared face is made from protected figures first; lines, signals, sentences, status and totals are worked
out from it, never the reverse (DECISIONS 24-26). Charts, tables, sentences and exports accept only what this
package returns, and everybody else imports from here, not from its parts (a test checks). The reader's face comes
from `projects.permissions`, never from an argument a view makes up; a page may only ask for less (`shared_only`).
"""

from measures.faces.analysis import analyse, current_window, is_out_of_date, status
from measures.faces.breakdowns import breakdowns_for
from measures.faces.numbers import ShownCount, ShownNumber, aim_number, cause_counts
from measures.faces.phases import under_phases, under_settings
from measures.faces.readers import both_faces, series_for
from measures.series import SHARED, WORKING, ReaderSeries

__all__ = [
    "SHARED",
    "WORKING",
    "ReaderSeries",
    "ShownCount",
    "ShownNumber",
    "aim_number",
    "analyse",
    "both_faces",
    "breakdowns_for",
    "cause_counts",
    "current_window",
    "is_out_of_date",
    "series_for",
    "status",
    "under_phases",
    "under_settings",
]
