"""What people type, paste or import, turned into an answer for one period, or into words about what is wrong.

The one reader of numbers, outcomes and period names: the log page, the paste page, corrections and the
import all use it, so they accept and refuse the same. Plain Python but for the measure's choices.
"""

from .answers import (
    RECORDED,
    Answer,
    answer_of,
    answer_words,
    figure_fields,
    figure_label,
    keeping,
    read_answer,
    read_outcome,
    same_answer,
)
from .dates import FIRST_YEAR, read_day, read_period
from .numbers import Unreadable, figure_text, read_number, tidy
from .parts import (
    Parts,
    part_columns,
    part_fields,
    part_from_history,
    part_of,
    part_texts,
    part_words,
    parts_problem,
    read_part,
)

__all__ = [
    "FIRST_YEAR",
    "RECORDED",
    "Answer",
    "Parts",
    "Unreadable",
    "answer_of",
    "answer_words",
    "figure_fields",
    "figure_label",
    "figure_text",
    "keeping",
    "part_columns",
    "part_fields",
    "part_from_history",
    "part_of",
    "part_texts",
    "part_words",
    "parts_problem",
    "read_answer",
    "read_day",
    "read_number",
    "read_outcome",
    "read_part",
    "read_period",
    "same_answer",
    "tidy",
]
