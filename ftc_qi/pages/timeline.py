"""What happened on a project, newest first, from rows and readings a page already has. No query."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ftc_qi.pages.cycle_words import DECIDED
from measures import periods
from measures.readings import Reading
from measures.series import EVENTS_PER_QUARTER
from measures.words import month_label
from projects.models import PDSACycle, Project, Review


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry. key: drawn filled (the team changed something). when: replaces the date, e.g. a month."""

    on: datetime.date
    title: str
    text: str = ""
    key: bool = False
    url: str = ""
    when: str = ""


def happened(
    project: Project,
    *,
    cycles: Iterable[PDSACycle],
    readings: list[Reading],
    reviews: Iterable[Review],
    today: datetime.date,
) -> list[Happened]:
    """Cycles, phases, annotations, pauses and reviews up to today. The caller passes what its reader may see."""
    found = [*_cycles(cycles, project), *_marks(readings), *_pauses(readings)]
    for review in reviews:
        text = f"{review.by.display_name}: “{review.note}”" if review.note else f"By {review.by.display_name}"
        found.append(Happened(timezone.localtime(review.at).date(), "Reviewed", text))
    past = [entry for entry in found if entry.on <= today]
    return sorted(past, key=lambda entry: (entry.on, entry.key, entry.title), reverse=True)


def _cycles(cycles, project):
    for cycle in cycles:
        url = reverse("pages:cycle", args=[project.slug, cycle.pk])
        if cycle.started_on:
            yield Happened(cycle.started_on, f"Cycle {cycle.number} began", cycle.title, key=True, url=url)
        if cycle.stage == PDSACycle.Stage.DONE and cycle.ended_on:
            decided = DECIDED.get(cycle.act, "")
            yield Happened(
                cycle.ended_on, f"Cycle {cycle.number} ended", f"{cycle.title}. {decided}.", url=url
            )


def _marks(readings):
    """Re-based lines and annotations. The same words on one day stand once, however many measures have them."""
    seen = set()
    for reading in readings:
        by_quarter = reading.series.shows == EVENTS_PER_QUARTER
        for phase in reading.series.phases:
            if phase.starts_on and phase.by_person:
                text = f"{reading.series.name}. {phase.reason}".strip()
                when = month_label(phase.starts_on)
                if by_quarter:
                    when = periods.label(phase.starts_on, periods.QUARTERLY)
                yield Happened(phase.starts_on, "New line started", text, key=True, when=when)
        for flag in reading.series.flags:
            if flag.kind == "annotation" and (flag.on, flag.text) not in seen:
                seen.add((flag.on, flag.text))
                when = periods.label(flag.on, periods.QUARTERLY) if by_quarter else ""
                yield Happened(flag.on, flag.text, reading.series.name, when=when)


def _pauses(readings):
    pauses = readings[0].series.pauses if readings else ()
    for pause in pauses:
        yield Happened(pause.starts_on, "Paused")
        if pause.ends_on:
            yield Happened(pause.ends_on, "Pause ended")
