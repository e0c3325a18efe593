"""A project's aim and how far it is, as its reader may see it: a card on the overview and the published page, and
its path on the aim's own page."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from django.utils import timezone
from django.utils.text import capfirst

from ftc_qi.core.templatetags.ftc import short_date, uk_date
from ftc_qi.pages.aim_words import AimNumbers, aim_numbers, aim_words, same_unit
from ftc_qi.pages.diagrams.aim_path import Way, path_svg
from measures import disclosure
from measures.readings import Reading
from measures.series import EVENTS_PER_QUARTER, ReaderSeries
from measures.values import displayed, format_in_sentence, format_value, plural, point_text
from measures.words import level_now, month_label
from projects.models import AimStatement, Project

PARTS = (
    (0.10, "about a tenth of the way"),
    (0.25, "about a quarter of the way"),
    (0.33, "about a third of the way"),
    (0.50, "about half of the way"),
    (0.67, "about two thirds of the way"),
    (0.75, "about three quarters of the way"),
    (0.90, "most of the way"),
)


@dataclass(frozen=True, slots=True)
class AimCard:
    """sentence: the whole aim. progress: where it stands, possibly empty. stats: {label, value, note}."""

    number: int
    sentence: str
    progress: str
    stats: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class AimPath:
    """words: "41% then, 62% now, 70% by 31 March 2027; 4 months left.". wide and phone: the drawing, or ""."""

    words: str
    wide: str
    phone: str


def current_aim_of(project: Project) -> AimStatement | None:
    """The aim in force with the measure it is linked to. One query."""
    return project.aims.current().select_related("measure_link").order_by("-number", "pk").first()


def measure_of(aim: AimStatement | None) -> int | None:
    """Key of the measure an aim (with `measure_link` loaded) is linked to; None: it follows the main outcome."""
    link = getattr(aim, "measure_link", None)
    return link.measure_id if link is not None else None


def reading_of(aim: AimStatement, readings: Iterable[Reading]) -> Reading | None:
    """The reading that tells how far the aim is: that of its own measure, else of the main outcome."""
    by_key = {reading.measure.pk: reading for reading in readings}
    main = next((reading for reading in by_key.values() if reading.series.is_primary), None)
    linked = measure_of(aim)
    return main if linked is None else by_key.get(linked, main)


def aim_card(
    aim: AimStatement, reading: Reading | None, *, user, policy: disclosure.Policy, today: datetime.date
) -> AimCard:
    """The aim's card; `reading` is `reading_of` it. Every number passes through measures.faces; no query."""
    project = aim.project
    series = reading.series if reading is not None else None
    numbers = aim_numbers(aim, user=user, project=project, policy=policy, series=series)
    stats = []
    change = _from_to(aim, numbers)
    now = _now(reading)
    if change:
        stats.append({"label": "How much", "value": change, "note": now[1]})
    if aim.by_when:
        stats.append(
            {"label": "By when", "value": month_label(aim.by_when), "note": _left(aim.by_when, today)}
        )
    if aim.for_whom:
        stats.append({"label": "For whom", "value": capfirst(aim.for_whom), "note": aim.where})
    if reading is not None and reading.series.points:
        stats.append(
            {
                "label": "Figures up to",
                "value": reading.up_to,
                "note": "the next are overdue" if reading.stale else "",
            }
        )
    words = aim_words(aim, user=user, project=project, policy=policy, series=series)
    way = _way_words(aim, reading, numbers)
    way = f"That is {way}." if way else ""
    # A measure that the page does not show as the main outcome is named.
    named = f"{series.name}: {now[0][:1].lower()}{now[0][1:]}" if series and not series.is_primary else now[0]
    said = [named if now[0] else "", way]
    return AimCard(aim.number, words.sentence, " ".join(part for part in said if part), stats)


def progress_line(
    aim: AimStatement, reading: Reading | None, *, user, policy: disclosure.Policy, today: datetime.date
) -> str:
    """Where an aim is, for a list that tells the aim already: "Now 62%, about three quarters of the way". "" where
    its measure (`reading_of`) shows no figure or speaks of something else; no query."""
    if reading is None or not reading.series.points or not _speaks_of(aim, reading.series):
        return ""
    series = reading.series
    level = level_now(*reading.parts)
    if level is not None:
        numbers = aim_numbers(aim, user=user, project=aim.project, policy=policy, series=series)
        said = [f"Now {format_value(series, level)}", _way_words(aim, reading, numbers)]
    else:
        said = [capfirst(_newest(reading))]
    if aim.by_when and aim.by_when < today:
        said.append("the date has passed")
    return ", ".join(part for part in said if part)


def begun_on(editions: Sequence[AimStatement]) -> datetime.date:
    """The day from which the aim in force counts its way: that of the first of the newest editions which all start
    from the same number. editions: those that stand, newest first."""
    same = takewhile(
        lambda row: (row.from_value, row.unit) == (editions[0].from_value, editions[0].unit), editions
    )
    return timezone.localtime(min(row.created_at for row in same)).date()


def aim_path(
    aim: AimStatement,
    reading: Reading,
    *,
    since: datetime.date,
    user,
    policy: disclosure.Policy,
    today: datetime.date,
) -> AimPath | None:
    """The way from the aim's first number to its last, drawn over the measure's own figures.

    since: `begun_on`. None where the measure shows no figure yet or speaks of another
    unit; without a drawing where there is no way to draw, or a number of it is hidden.
    """
    series = reading.series
    if not any(p.is_value for p in series.points) or not _speaks_of(aim, series):
        return None
    numbers = aim_numbers(aim, user=user, project=aim.project, policy=policy, series=series)
    level = level_now(*reading.parts)
    now = f"{format_value(series, level)} now" if level is not None else _newest(reading)
    words = [f"{numbers.start.text} then" if numbers.start.text else "", now]
    if numbers.goal.text:
        words.append(numbers.goal.text + (f" by {uk_date(aim.by_when)}" if aim.by_when else ""))
    said = ", ".join(part for part in words if part)
    left = _left(aim.by_when, today) if aim.by_when else ""
    if said and (ends := ", ".join(part for part in (_way_words(aim, reading, numbers), left) if part)):
        said += f"; {ends}"
    if numbers.first is None or numbers.last is None or aim.by_when is None or aim.by_when <= since:
        return AimPath(f"{capfirst(said)}." if said else "", "", "")
    way = Way(
        since=since,
        first=numbers.first,
        by=aim.by_when,
        last=numbers.last,
        goal=f"{numbers.goal.text} by {short_date(aim.by_when)}",
        today=today,
    )
    return AimPath(
        f"{capfirst(said)}.", *(path_svg(series, way, level=level, phone=p) for p in (False, True))
    )


def _speaks_of(aim: AimStatement, series: ReaderSeries) -> bool:
    """Whether the aim's numbers can stand beside those that the reader sees: not where time between events is shown
    to others as events a quarter."""
    return series.shows != EVENTS_PER_QUARTER and same_unit(aim.unit, series)


def _from_to(aim: AimStatement, numbers: AimNumbers) -> str:
    start, goal = numbers.start.text, numbers.goal.text
    if start and goal:
        unit = f" {aim.unit}"
        return f"{start.removesuffix(unit) if aim.unit and aim.unit != '%' else start} to {goal}"
    return f"to {goal}" if goal else start and f"from {start}"


def _now(primary: Reading | None) -> tuple[str, str]:
    """("Now about 62 in 100.", "now 62%"): the level of the main outcome, else its newest figure."""
    if primary is None or not primary.series.points:
        return "", ""
    series = primary.series
    level = level_now(*primary.parts)
    if level is not None:
        return f"Now about {format_in_sentence(series, level)}.", f"now about {format_value(series, level)}"
    latest = series.latest
    if latest is None:
        return "", ""
    text = point_text(series, latest)
    return f"Newest figure: {text}, {latest.label}.", f"newest figure {text}"


def _newest(reading: Reading) -> str:
    """ "33% in July 2026": the newest figure, where the rules give no level yet."""
    latest = reading.series.latest
    if latest is None:
        return ""
    when = latest.label if latest.label.startswith("week of") else f"in {latest.label}"
    return f"{point_text(reading.series, latest)} {when}"


def _left(by_when: datetime.date, today: datetime.date) -> str:
    days = (by_when - today).days
    if days < 0:
        return "this date has passed"
    if days <= 31:
        return "today" if days == 0 else f"{plural(days, 'day')} left"
    months = (by_when.year - today.year) * 12 + by_when.month - today.month
    return f"{plural(months, 'month')} left"


def _way_words(aim: AimStatement, primary: Reading | None, numbers: AimNumbers) -> str:
    """How much of the way is done: "about half of the way"; "" unless aim and measure speak of the same thing.

    Nothing while a number is hidden: the way would give it away.
    """
    first, last = numbers.first, numbers.last
    if primary is None or first is None or last is None or first == last:
        return ""
    series = primary.series
    level = level_now(*primary.parts)
    if level is None or not _speaks_of(aim, series):
        return ""
    share = (displayed(series, level) - first) / (last - first)
    if share >= 1:
        return "what the aim asks for"
    if share < 0.05:
        return "no nearer than at the start" if share > -0.05 else "further away than at the start"
    return min(PARTS, key=lambda part: abs(part[0] - share))[1]
