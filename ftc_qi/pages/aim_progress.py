"""A project's aim and how far it is, as its reader may see it: on the overview and on the published page."""

import datetime
from dataclasses import dataclass

from django.utils.text import capfirst

from ftc_qi.pages.aim_words import aim_words
from measures import disclosure, faces
from measures.readings import Reading
from measures.series import EVENTS_PER_QUARTER
from measures.values import displayed, format_in_sentence, format_value, plural, point_text
from measures.words import level_now, month_label
from projects.models import AimStatement

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


def aim_card(
    aim: AimStatement, primary: Reading | None, *, user, policy: disclosure.Policy, today: datetime.date
) -> AimCard:
    """The aim's card. Every number passes through measures.faces; no query."""
    project = aim.project
    stats = []
    change = _from_to(aim, user, project, policy)
    now = _now(primary)
    if change:
        stats.append({"label": "How much", "value": change, "note": now[1]})
    if aim.by_when:
        stats.append(
            {"label": "By when", "value": month_label(aim.by_when), "note": _left(aim.by_when, today)}
        )
    if aim.for_whom:
        stats.append({"label": "For whom", "value": capfirst(aim.for_whom), "note": aim.where})
    if primary is not None and primary.series.points:
        stats.append(
            {
                "label": "Figures up to",
                "value": primary.up_to,
                "note": "the next are overdue" if primary.stale else "",
            }
        )
    words = aim_words(aim, user=user, project=project, policy=policy)
    way = _way_words(aim, primary, user, project, policy)
    return AimCard(aim.number, words.sentence, " ".join(part for part in (now[0], way) if part), stats)


def _from_to(aim, user, project, policy) -> str:
    first, second = (
        faces.aim_number(value, unit=aim.unit, user=user, project=project, policy=policy)
        for value in (aim.from_value, aim.to_value)
    )
    if first.text and second.text:
        unit = f" {aim.unit}"
        start = first.text.removesuffix(unit) if aim.unit and aim.unit != "%" else first.text
        return f"{start} to {second.text}"
    return f"to {second.text}" if second.text else first.text and f"from {first.text}"


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


def _left(by_when: datetime.date, today: datetime.date) -> str:
    days = (by_when - today).days
    if days < 0:
        return "this date has passed"
    if days <= 31:
        return "today" if days == 0 else f"{plural(days, 'day')} left"
    months = (by_when.year - today.year) * 12 + by_when.month - today.month
    return f"{plural(months, 'month')} left"


def _way_words(aim: AimStatement, primary: Reading | None, user, project, policy) -> str:
    """How much of the way is done, in words; "" unless aim and measure speak of the same thing.

    Nothing while a number is hidden: the way would give it away.
    """
    if primary is None or aim.from_value is None or aim.to_value is None or aim.from_value == aim.to_value:
        return ""
    series = primary.series
    level = level_now(*primary.parts)
    if level is None or series.shows == EVENTS_PER_QUARTER or not _same_unit(aim.unit, series):
        return ""
    ends = (aim.from_value, aim.to_value)
    shown = [
        faces.aim_number(value, unit=aim.unit, user=user, project=project, policy=policy) for value in ends
    ]
    if any(number.reason for number in shown):
        return ""
    first, last = float(aim.from_value), float(aim.to_value)
    share = (displayed(series, level) - first) / (last - first)
    if share >= 1:
        return "That is what the aim asks for."
    if share < 0.05:
        return "That is no nearer than at the start." if share > -1 else ""
    _, words = min(PARTS, key=lambda part: abs(part[0] - share))
    return f"That is {words}."


def _same_unit(unit: str, series) -> bool:
    if series.data_kind == "proportion":
        return unit == "%"
    unit, own = unit.strip().lower(), series.unit.strip().lower()
    return bool(unit) and bool(own) and (unit == own or unit.startswith(f"{own} "))
