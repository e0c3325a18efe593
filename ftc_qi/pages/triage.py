"""Which projects need their advisor, and why: what the advisor dashboard shows (DECISIONS 31).

A reason is a fact with a name and an age, never a verdict on a team: new signals since the last review,
figures overdue, cycles without news. Figures and cycles are asked after only while a project is active.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.templatetags.ftc import short_date
from ftc_qi.core.tiles import status_word
from ftc_qi.pages.cycle_words import STAGES
from ftc_qi.pages.names import ProjectNames, names_of
from measures import due, periods
from measures.models import DataPoint, Event, Measure
from measures.readings import NEWS, Reading, read, status_without
from measures.series import MISSING, ReaderSeries
from measures.values import lower_first, plural
from projects.models import PDSACycle, Programme, Project, Review
from projects.permissions import Permission, advised_projects, can

SIGNALS, DATA, CYCLES = "signals", "data", "cycles"
QUIET_DAYS = 42
"""An open cycle without news for longer than this is quiet."""
NO_CYCLE_MONTHS = 3
Stage = PDSACycle.Stage


@dataclass(frozen=True, slots=True)
class Item:
    """What a reason is about. status and moved: a measure's, for its tile."""

    name: str
    url: str = ""
    words: str = ""
    status: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why to look. kind: SIGNALS, DATA or CYCLES. badge: a few words. days: how old, for the order."""

    kind: str
    badge: str
    days: int
    late: bool = False
    items: tuple[Item, ...] = ()


@dataclass(slots=True, kw_only=True)
class Row:
    """One project on the dashboard. cycles: the open ones in words, a stage each. resumed_on: last day of
    its newest pause that ended."""

    project: Project
    names: ProjectNames
    may_review: bool
    reviewed_at: datetime.datetime | None = None
    reviewed_by: str | None = None
    resumed_on: datetime.date | None = None
    primary: Reading | None = None
    readings: list[Reading] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    cycles: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        return {reason.kind for reason in self.reasons}

    @property
    def worsening(self) -> bool:
        """Whether one of its new signals is in the wrong direction."""
        return any(item.status == "deterioration" for reason in self.reasons for item in reason.items)

    @property
    def age(self) -> int:
        """Days of its oldest reason."""
        return max((reason.days for reason in self.reasons), default=0)

    @property
    def data_late(self) -> bool:
        return DATA in self.kinds

    @property
    def up_to(self) -> str:
        """End of the newest period answered for any of its measures, short: "Sep 2026", "15 Nov 2026"."""
        with_data = [reading.series for reading in self.readings if reading.series.points]
        if not with_data:
            return ""
        newest = max(with_data, key=_data_end)
        day = short_date(_data_end(newest))
        return day.split(" ", 1)[1] if newest.frequency in (periods.MONTHLY, periods.QUARTERLY) else day

    @property
    def logged_at(self) -> datetime.datetime | None:
        """When a figure was last recorded or corrected."""
        return max((r.series.as_at for r in self.readings if r.series.as_at), default=None)


def _data_end(series: ReaderSeries) -> datetime.date:
    return series.end_of(len(series.points) - 1)


def triage(user, programme: Programme, today: datetime.date) -> list[Row]:
    """The projects `user` advises, the most pressing first: most reasons, then a signal in the wrong
    direction, then the oldest reason, then by name. Eight queries with events and new signals.
    """
    rows = _rows(user, programme)
    measures = list(Measure.objects.current().filter(project__in=rows).order_by("-is_primary", "order", "pk"))
    for measure in measures:
        measure.project = rows[measure.project_id].project
    for reading in read(measures, user=user, today=today):
        row = rows[reading.measure.project_id]
        row.readings.append(reading)
        if reading.measure.is_primary:
            row.primary = reading
    cycles = _cycles(rows)
    signals = _new_signals(rows.values())
    for project_id, row in rows.items():
        row.cycles = _cycle_words(cycles[project_id])
        found = [_signal_reason(signals[project_id], today)]
        if row.project.status == Project.Status.ACTIVE:
            found.append(_data_reason(row, today))
            found += _cycle_reasons(row, cycles[project_id], today)
        row.reasons = [reason for reason in found if reason is not None]
    return sorted(
        rows.values(),
        key=lambda row: (-len(row.reasons), not row.worsening, -row.age, row.project.name.casefold()),
    )


def _rows(user, programme: Programme) -> dict[int, Row]:
    reviews = Review.objects.current().filter(project=OuterRef("pk")).order_by("-at", "-pk")
    projects = list(
        advised_projects(user, programme)
        .annotate(
            reviewed_at=Subquery(reviews.values("at")[:1]),
            reviewed_by=Subquery(reviews.values("by__display_name")[:1]),
            resumed_on=Max("pauses__ends_on", filter=Q(pauses__withdrawn_at__isnull=True)),
        )
        .order_by("name", "pk")
    )
    names = names_of([project.pk for project in projects])
    for project in projects:
        project.programme = programme
    return {
        project.pk: Row(
            project=project,
            names=names[project.pk],
            may_review=can(user, Permission.REVIEW_WRITE, project),
            reviewed_at=project.reviewed_at,
            reviewed_by=project.reviewed_by,
            resumed_on=project.resumed_on,
        )
        for project in projects
    }


# --- signals ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NewSignal:
    reading: Reading
    recorded_at: datetime.datetime
    """When the figure that ends the signal was recorded."""


def _new_signals(rows: Iterable[Row]) -> dict[int, list[_NewSignal]]:
    """Project id → its signals that were not there when it was last reviewed. At most one query.

    What was there is worked out from the figures recorded by then: one corrected since counts as not known,
    so that a correction of an old month is news only where it makes a difference.
    """
    reviewed_at = {row.project.pk: row.reviewed_at for row in rows}
    signalled = [
        reading
        for row in rows
        for reading in row.readings
        if reading.status in NEWS and _changed_since(reading, row.reviewed_at)
    ]
    recorded = _recorded_at(signalled)
    found: dict[int, list[_NewSignal]] = defaultdict(list)
    for reading in signalled:
        times = recorded[reading.measure.pk]
        points = reading.series.points
        then = reviewed_at[reading.measure.project_id]
        if then is not None:
            later = {i for i, point in enumerate(points) if point.row_id and times[point.row_id] > then}
            if status_without(reading, later) == reading.status:
                continue
        signal = reading.result.signal
        ends = points[signal.last].row_id if signal else None
        if ends is not None:
            found[reading.measure.project_id].append(_NewSignal(reading, times[ends]))
    return found


def _changed_since(reading: Reading, then: datetime.datetime | None) -> bool:
    """Whether any of its figures was recorded after `then`."""
    return then is None or (reading.series.as_at is not None and reading.series.as_at > then)


def _recorded_at(readings: Collection[Reading]) -> dict[int, dict[int, datetime.datetime]]:
    """Measure id → id of its data point or event → when it was recorded."""
    found: dict[int, dict[int, datetime.datetime]] = defaultdict(dict)
    if not readings:
        return found
    ids = [reading.measure.pk for reading in readings]
    points, events = (
        model.objects.current()
        .filter(measure__in=ids)
        .order_by()
        .values_list("measure_id", "pk", "recorded_at")
        for model in (DataPoint, Event)
    )
    # A measure has either points or events, so the two kinds of ids never meet.
    for measure_id, row_id, recorded_at in points.union(events, all=True):
        found[measure_id][row_id] = recorded_at
    return found


def _signal_reason(signals: list[_NewSignal], today: datetime.date) -> Reason | None:
    if not signals:
        return None
    worst_first = sorted(signals, key=lambda signal: signal.reading.status != "deterioration")
    return Reason(
        kind=SIGNALS,
        badge="New signal" if len(signals) == 1 else f"{len(signals)} new signals",
        days=max((today - timezone.localdate(signal.recorded_at)).days for signal in signals),
        items=tuple(_signal_item(signal.reading) for signal in worst_first),
    )


def _signal_item(reading: Reading) -> Item:
    return Item(
        name=reading.series.name,
        url=reverse("measures:measure", args=[reading.measure.project.slug, reading.measure.pk]),
        words=lower_first(status_word(reading.status)),
        status=reading.status,
        moved=reading.moved,
    )


# --- figures ---------------------------------------------------------------------------------------------


def _data_reason(row: Row, today: datetime.date) -> Reason | None:
    """How late the project's oldest missing figures are, and of how many measures."""
    overdue = {reading.measure.pk: _overdue(reading, today) for reading in row.readings}
    measures = [many for many in overdue.values() if many]
    if not measures:
        return None
    oldest = max((period for many in measures for period in many), key=lambda period: period.days_late)
    return Reason(
        kind=DATA,
        badge=f"Data {plural(oldest.days_late, 'day')} late",
        days=oldest.days_late,
        late=True,
        items=(
            Item(
                name=_figures_of(oldest, today),
                url=reverse("measures:list", args=[row.project.slug]),
                words=plural(len(measures), "measure"),
            ),
        ),
    )


def _overdue(reading: Reading, today: datetime.date) -> list[due.DuePeriod]:
    schedule = due.schedule_of(reading.measure, pauses=reading.series.pauses)
    answered = {point.period_start for point in reading.series.points if point.state != MISSING}
    return [
        period for period in due.due_periods(schedule, today=today, answered=answered) if period.is_overdue
    ]


def _figures_of(period: due.DuePeriod, today: datetime.date) -> str:
    """ "October’s figures"; "Figures for the week of 5 October 2026"."""
    if period.label == periods.label(period.start, periods.MONTHLY):
        month = periods.MONTHS[period.start.month - 1]
        return f"{month if period.start.year == today.year else period.label}’s figures"
    the = "the " if period.label.startswith("week") else ""
    return f"Figures for {the}{period.label}"


# --- cycles ----------------------------------------------------------------------------------------------


def _cycles(project_ids: Collection[int]) -> dict[int, list[PDSACycle]]:
    """Project id → all its cycles. One query."""
    found: dict[int, list[PDSACycle]] = defaultdict(list)
    cycles = (
        PDSACycle.objects.current()
        .filter(change_idea__project__in=project_ids)
        .annotate(of_project=F("change_idea__project_id"))
        .only("number", "stage", "moved_at", "planned_start_on", "planned_end_on")
        .order_by("number", "pk")
    )
    for cycle in cycles:
        found[cycle.of_project].append(cycle)
    return found


def _cycle_words(cycles: list[PDSACycle]) -> list[str]:
    """["2 in Plan", "1 in Do"]; ["None open"]; ["None yet"]."""
    if not cycles:
        return ["None yet"]
    counts = [(sum(cycle.stage == stage for cycle in cycles), name) for stage, name in STAGES]
    return [f"{count} in {name}" for count, name in counts if count] or ["None open"]


def _cycle_reasons(row: Row, cycles: list[PDSACycle], today: datetime.date) -> list[Reason]:
    """Open cycles without news, those past the end planned for Do, or no cycle at all for a long time.

    A pause is no silence: time counts from its end.
    """
    under_way = [cycle for cycle in cycles if cycle.stage != Stage.DONE]
    if not under_way:
        return _no_cycle(row, cycles, today)
    quiet, over = [], []
    for cycle in under_way:
        if (days := (today - _last_news(cycle, row)).days) > QUIET_DAYS:
            quiet.append((days, cycle))
        elif days := _days_over(cycle, today):
            over.append((days, cycle))
    return [
        reason
        for reason in (
            _about_cycles(row, quiet, "No news for {}", lambda days: plural(days // 7, "week")),
            _about_cycles(row, over, "Do was to end {} ago", lambda days: plural(days, "day")),
        )
        if reason
    ]


def _last_news(cycle: PDSACycle, row: Row) -> datetime.date:
    """The day it last moved; a plan made early is not quiet before its start."""
    days = [timezone.localdate(cycle.moved_at)]
    if cycle.stage == Stage.PLAN:
        days.append(cycle.planned_start_on)
    return _not_before_pause(max(days), row)


def _days_over(cycle: PDSACycle, today: datetime.date) -> int:
    if cycle.stage != Stage.DO or cycle.planned_end_on is None:
        return 0
    return max(0, (today - cycle.planned_end_on).days)


def _about_cycles(row: Row, aged: list[tuple[int, PDSACycle]], badge: str, words) -> Reason | None:
    if not aged:
        return None
    aged.sort(key=lambda pair: (-pair[0], pair[1].number))
    oldest = aged[0][0]
    return Reason(
        kind=CYCLES,
        badge=badge.format(words(oldest)),
        days=oldest,
        late=True,
        items=tuple(
            Item(
                name=f"Cycle {cycle.number}",
                url=reverse("pages:cycle", args=[row.project.slug, cycle.pk]),
                words=words(days) if len(aged) > 1 else "",
            )
            for days, cycle in aged
        ),
    )


def _no_cycle(row: Row, cycles: list[PDSACycle], today: datetime.date) -> list[Reason]:
    """Nothing under way: how long since the last one moved, or since the project began."""
    moved = [timezone.localdate(cycle.moved_at) for cycle in cycles]
    since = max(moved) if moved else row.project.starts_on
    items = (Item(name="PDSA cycles", url=reverse("pages:cycle_list", args=[row.project.slug])),)
    if since is None:
        return [Reason(kind=CYCLES, badge="No cycle yet", days=0, late=True, items=items)]
    since = _not_before_pause(since, row)
    months = _months_between(since, today)
    if months < NO_CYCLE_MONTHS:
        return []
    badge = f"No cycle for {months} months" if moved else f"No cycle in {months} months"
    return [Reason(kind=CYCLES, badge=badge, days=(today - since).days, late=True, items=items)]


def _not_before_pause(day: datetime.date, row: Row) -> datetime.date:
    return max(day, row.resumed_on) if row.resumed_on else day


def _months_between(first: datetime.date, last: datetime.date) -> int:
    """Whole calendar months from one day to the other."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
