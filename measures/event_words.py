"""What the page of a measure of events says beside its chart: how long it has been since the last one."""

import datetime
import math

from ftc_qi.core.templatetags.ftc import uk_date
from measures.series import DAYS_BETWEEN, ReaderSeries, WorkingSeries
from measures.spc.types import Analysis
from measures.values import plural


def so_far(series: ReaderSeries, analysis: Analysis, today: datetime.date) -> str:
    """ "12 days so far since the last one."; on the working face only, "" elsewhere. Where the limits stand still
    it also says from which day on the running gap would be news."""
    if not isinstance(series, WorkingSeries) or not series.by_event or not series.points:
        return ""
    last = series.points[-1].period_start
    days = (today - last).days
    if days < 0:
        return ""
    said = "The last one was today." if days == 0 else f"{plural(days, 'day')} so far since the last one."
    limit = _fixed_upper_limit(series, analysis)
    if limit is None:
        return said
    enough = math.floor(limit) + 1  # the first whole number of days beyond
    if days >= enough:
        return f"{said} That is already longer than the upper limit: the next point will be a signal."
    from_day = uk_date(last + datetime.timedelta(days=enough))
    return f"{said} If none happens before {from_day}, the gap will be longer than the upper limit: a signal."


def _fixed_upper_limit(series: ReaderSeries, analysis: Analysis) -> float | None:
    """The limit that the next point will be held against: only where a baseline that is complete fixes it, since
    otherwise that point moves the limit. Days between events only: cases do not pass by themselves."""
    if series.shows != DAYS_BETWEEN or not analysis.phases:
        return None
    phase = analysis.phases[-1]
    if phase.baseline_last is None or phase.upper is None or phase.trial:
        return None
    return phase.upper
