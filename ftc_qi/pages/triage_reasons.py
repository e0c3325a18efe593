"""Reasons to look at a project that its own work gives: figures overdue, cycles without news, progress scores."""

import datetime

from django.urls import reverse
from django.utils import timezone

from ftc_qi.pages.cycle_words import STAGES
from ftc_qi.pages.score_words import silence_badge, stall_badge
from ftc_qi.pages.stalls import SILENT_MONTHS, WIDE_GAP, month_of, months_after
from ftc_qi.pages.triage_figures import Figures
from ftc_qi.pages.triage_row import CYCLES, DATA, GAP, STALLED, UNSCORED, Item, Reason, Row
from measures import due, periods
from measures.values import plural
from projects.models import PDSACycle, ProgressScore

QUIET_DAYS = 42
"""An open cycle without news for longer than this is quiet."""
NO_CYCLE_MONTHS = 3
Stage = PDSACycle.Stage
ADVISOR = ProgressScore.As.ADVISOR


# --- figures ---------------------------------------------------------------------------------------------


def data_reason(row: Row, today: datetime.date) -> Reason | None:
    """How late the project's oldest missing figures are, and of how many measures."""
    measures = [many for figures in row.figures if (many := _overdue(figures, row, today))]
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


def _overdue(figures: Figures, row: Row, today: datetime.date) -> list[due.DuePeriod]:
    schedule = due.schedule_of(figures.measure, pauses=row.scores.pauses)
    found = due.due_periods(schedule, today=today, answered=figures.answered)
    return [period for period in found if period.is_overdue]


def _figures_of(period: due.DuePeriod, today: datetime.date) -> str:
    """ "October’s figures"; "Figures for the week of 5 October 2026"."""
    if period.label == periods.label(period.start, periods.MONTHLY):
        month = periods.MONTHS[period.start.month - 1]
        return f"{month if period.start.year == today.year else period.label}’s figures"
    the = "the " if period.label.startswith("week") else ""
    return f"Figures for {the}{period.label}"


# --- cycles ----------------------------------------------------------------------------------------------


def cycle_words(cycles: list[PDSACycle]) -> list[str]:
    """["2 in Plan", "1 in Do"]; ["None open"]; ["None yet"]."""
    if not cycles:
        return ["None yet"]
    counts = [(sum(cycle.stage == stage for cycle in cycles), name) for stage, name in STAGES]
    return [f"{count} in {name}" for count, name in counts if count] or ["None open"]


def cycle_reasons(row: Row, cycles: list[PDSACycle], today: datetime.date) -> list[Reason]:
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
    items = (Item(name="Cycles", url=reverse("pages:cycle_list", args=[row.project.slug])),)
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


# --- progress scores -------------------------------------------------------------------------------------


def score_reasons(row: Row, today: datetime.date) -> list[Reason]:
    """A stall, a gap of a whole step or more that is not old news, a side without a score for long."""
    stall, gap, silences = row.scores.stall, row.scores.gap, row.scores.silences
    items = (Item(name="Scores", url=reverse("pages:scores", args=[row.project.slug])),)
    found = []
    if stall:
        days = (today - stall.since).days
        found.append(Reason(kind=STALLED, badge=stall_badge(stall), days=days, late=True, items=items))
    if gap and gap.size >= WIDE_GAP and months_after(gap.month, month_of(today)) <= SILENT_MONTHS:
        days = (today - gap.month).days
        words = Item(name=items[0].name, url=items[0].url, words=f"team {gap.team}, advisor {gap.advisor}")
        found.append(Reason(kind=GAP, badge=f"Score gap {gap.size}", days=days, items=(words,)))
    if silences:
        since = min(silence.since or row.project.starts_on or today for silence in silences)
        days, badge = (today - since).days, silence_badge(silences)
        if row.may_review and any(silence.side == ADVISOR for silence in silences):
            url = reverse("pages:score_advisor_add", args=[row.project.slug])
            items = (Item(name="Give the advisor’s score", url=url),)
        found.append(Reason(kind=UNSCORED, badge=badge, days=days, late=True, items=items))
    return found
