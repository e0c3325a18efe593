"""Which face of a measure a reader is given: the only place that decides it."""

from collections.abc import Iterable

from measures.faces.from_rows import shared, working
from measures.models import Measure
from measures.series import WORKING, ReaderSeries, SharedSeries, WorkingSeries
from measures.series_rows import MeasureRows, load_rows
from projects.permissions import Permission, can, face_for


def series_for(
    measures: Iterable[Measure], *, user, shared_only: bool = False, with_flags: bool = True
) -> list[ReaderSeries]:
    """The series of each measure as `user` may see it, in the order given.

    A person who may see the project's exact numbers gets a WorkingSeries, everybody else (also a visitor
    who has not signed in) a SharedSeries. shared_only: the shared face for everyone, for pages that compare
    projects. with_flags: also annotations, and cycles for those who may read the method (DECISIONS 9), which small
    charts do not draw.
    Two queries, three with measures of events; two more where projects and programmes are not loaded.
    """
    return [
        working(rows) if not shared_only and face_for(user, rows.measure.project) == WORKING else shared(rows)
        for rows in _for_reader(load_rows(list(measures), with_flags=with_flags), user)
    ]


def _for_reader(many: list[MeasureRows], user) -> list[MeasureRows]:
    """Without the cycles where `user` may not read the method."""
    for rows in many:
        if rows.flags and not can(user, Permission.METHOD_VIEW, rows.measure.project):
            rows.flags = tuple(flag for flag in rows.flags if flag.kind != "cycle")
    return many


def both_faces(measures: Iterable[Measure]) -> list[tuple[WorkingSeries, SharedSeries]]:
    """Both faces of each measure, for what is stored per face (MeasureSummary). Never for a page."""
    return [(working(rows), shared(rows)) for rows in load_rows(list(measures), with_flags=False)]
