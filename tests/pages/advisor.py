"""Projects for tests of the advisor dashboard: what was recorded when, and which cycles move. 10 May 2025."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import strip_tags

from measures.models import DataPoint, Event
from measures.summaries import rebuild_summaries
from projects.actions import reviews
from tests.factories import MeasureFactory, PDSACycleFactory, monthly_points

URL = "/advisor/"
TODAY = "2025-05-10 10:00"
THIS_DAY = datetime.date(2025, 5, 10)
STEADY = [20, 24, 19, 25, 21, 23, 18, 26, 20, 24] * 2
RISING = [20, 24, 19, 25, 21, 23, 18, 26, 20, 24, 34, 36, 33, 38, 35, 37, 36, 39, 34, 37]
"""September 2023 to April 2025: a signal by the last of them, none by the first twelve."""
START = datetime.date(2023, 9, 1)


def days_ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def measured(project, values, *, recorded_days_ago=1, **fields):
    """A measure with these monthly figures, all recorded so many days ago, and its summaries."""
    measure = MeasureFactory(project=project, **fields)
    monthly_points(measure, values, start=START)
    recorded(measure, 0, recorded_days_ago)
    rebuild_summaries([measure])
    return measure


def recorded(measure, first, recorded_days_ago):
    """Say that the figures from position `first` on were recorded so many days ago."""
    ids = list(measure.points.order_by("period_start").values_list("pk", flat=True))[first:]
    DataPoint.objects.filter(pk__in=ids).update(recorded_at=days_ago(recorded_days_ago))


def rarer_events(project, **fields):
    """A measure of events that have become rarer, which is a signal, with its summaries."""
    measure = MeasureFactory(project=project, data_kind="events", frequency="", **fields)
    days = [datetime.date(2024, 1, 1)]
    for gap in [10, 12, 9, 13, 11, 12, 8, 14, 30, 31, 29, 33, 30, 32, 31, 34]:
        days.append(days[-1] + datetime.timedelta(days=gap))
    Event.objects.bulk_create(
        Event(measure=measure, occurred_on=day, recorded_at=days_ago(0) - (THIS_DAY - day))
        for day in days[1:]
    )
    rebuild_summaries([measure])
    return measure


def cycle(project, *, moved_days_ago=1, **fields):
    fields = {"planned_start_on": datetime.date(2025, 1, 1), **fields}
    return PDSACycleFactory(change_idea__project=project, moved_at=days_ago(moved_days_ago), **fields)


def in_do(project, **fields):
    started = {"stage": "do", "started_on": datetime.date(2025, 1, 1), "prediction_locked_at": days_ago(120)}
    return cycle(project, **{**started, **fields})


def done(project, **fields):
    closed = {"stage": "done", "act": "adopt", "ended_on": datetime.date(2025, 1, 20)}
    return in_do(project, **{**closed, **fields})


def reviewed(project, by, when_days_ago, note=""):
    return reviews.add_review(project=project, by=by, note=note, at=days_ago(when_days_ago))


def rows(response):
    """Project → the words of its row, in the order of the table."""
    page = response.content.decode()
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.S):
        words = " ".join(strip_tags(re.sub(r"(</?[^>]+>)", r" \1", row)).split())
        found[re.search(r"<a [^>]*>(.*?)</a>", row).group(1)] = words
    return found


def why(response, project):
    """The words of a project's "why now"; "" where it is not in the table."""
    page = response.content.decode()
    cell = re.search(rf">{project.name}</a>(?:(?!</tr>).)*?<td class=\"q-full q-why\">(.*?)</td>", page, re.S)
    return " ".join(strip_tags(re.sub(r"(</?[^>]+>)", r" \1", cell.group(1))).split()) if cell else ""


@pytest.fixture
def may():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def calm(may, project, other_project):
    """Two projects without a reason: each has a cycle that moved yesterday."""
    cycle(project)
    cycle(other_project)
