"""Measures of events: recorded, corrected, withdrawn, pasted; days or cases, never both; from the form to the chart."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from ftc_qi.core.templatetags.ftc import uk_date
from measures import event_rules, faces
from measures.actions.events import Happening, correct_event, record_events
from measures.event_rules import GIVE_CASES, NO_CASES, Told
from measures.event_words import so_far
from measures.models import Event, Phase
from tests.factories import EventFactory, MeasureFactory

D = dt.date
GAPS = [30, 41, 12, 55, 23, 38, 60, 9, 44, 27, 35, 50, 18, 33, 47]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def measure(project):
    return MeasureFactory(
        project=project, name="Missed doses", data_kind="events", frequency="", direction="up"
    )


def happen(measure, *days, cases=()):
    cases = cases or [None] * len(days)
    return [
        EventFactory(measure=measure, occurred_on=day, cases_since_previous=count)
        for day, count in zip(days, cases, strict=True)
    ]


def spread(measure, gaps=GAPS):
    """An event at the start and one after each gap; several of one day in order."""
    day, place = D(2024, 1, 8), 1
    rows = [Event(measure=measure, occurred_on=day)]
    for gap in gaps:
        place = place + 1 if gap == 0 else 1
        day += dt.timedelta(days=gap)
        rows.append(Event(measure=measure, occurred_on=day, sequence=place))
    return Event.objects.bulk_create(rows)


def url(measure, name, *args):
    return reverse(f"measures:{name}", args=[measure.project.slug, measure.pk, *args])


def words_of(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# --- days or cases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "standing, counts",
    [
        ([], None),
        ([Told(D(2026, 1, 1))], None),
        ([Told(D(2026, 1, 1), 40)], True),
        ([Told(D(2026, 1, 1)), Told(D(2026, 2, 1))], False),
        ([Told(D(2026, 1, 1)), Told(D(2026, 2, 1), 0)], True),
    ],
)
def test_the_first_two_events_decide_between_days_and_cases(standing, counts):
    assert event_rules.counts_cases(standing) is counts


@pytest.mark.parametrize(
    "new, standing, problems",
    [
        ([Told(D(2026, 3, 1))], [], {}),
        ([Told(D(2026, 3, 1), 12)], [Told(D(2026, 1, 1))], {}),
        ([Told(D(2026, 3, 1), 12)], [Told(D(2026, 1, 1)), Told(D(2026, 2, 1))], {0: NO_CASES}),
        ([Told(D(2026, 3, 1))], [Told(D(2026, 1, 1), 7)], {0: GIVE_CASES}),
        # Before all others it is the first, which nothing came before; on the same day it is not.
        ([Told(D(2025, 3, 1))], [Told(D(2026, 1, 1), 7)], {}),
        ([Told(D(2026, 1, 1))], [Told(D(2026, 1, 1), 7)], {0: GIVE_CASES}),
        # Of several at once only the earliest may leave them out.
        ([Told(D(2026, 3, 1), 3), Told(D(2026, 2, 1))], [], {}),
        ([Told(D(2026, 2, 1)), Told(D(2026, 2, 1)), Told(D(2026, 3, 1), 3)], [], {1: GIVE_CASES}),
    ],
)
def test_a_measure_counts_days_or_cases_never_both(new, standing, problems):
    assert event_rules.problems_of(new, standing) == problems


def test_a_team_that_counts_cases_need_not_know_those_before_its_first_event(as_role, cast, measure):
    client = as_role("member")
    add = url(measure, "event_add")
    assert client.post(add, {"occurred_on": "2026-01-05"}).status_code == 302
    assert client.post(add, {"occurred_on": "2026-02-05", "cases_since_previous": "40"}).status_code == 302
    response = client.post(add, {"occurred_on": "2026-03-05"})
    assert response.status_code == 422 and GIVE_CASES in words_of(response)
    series = faces.series_for([measure], user=cast.member)[0]
    assert [point.value for point in series.points] == [None, 40]


def test_the_log_asks_for_cases_where_they_are_counted_and_only_there(as_role, measure):
    client = as_role("member")
    log = reverse("measures:log", args=[measure.project.slug])
    day, cases = f"e{measure.pk}-occurred_on", f"e{measure.pk}-cases"
    happen(measure, D(2026, 1, 5), D(2026, 2, 5))
    assert f'name="{cases}"' not in client.get(log).content.decode()
    Event.objects.update(cases_since_previous=9)
    assert f'name="{cases}"' in client.get(log).content.decode()
    sent = {day: "2026-03-05", f"e{measure.pk}-seen": "999999"}
    response = client.post(f"{log}?month=2026-03", sent)
    assert response.status_code == 422 and GIVE_CASES in words_of(response)
    assert client.post(f"{log}?month=2026-03", sent | {cases: "12"}).status_code == 302
    assert measure.events.get(occurred_on=D(2026, 3, 5)).cases_since_previous == 12


def test_one_day_and_one_button_are_enough_to_log_another(as_role, measure):
    happen(measure, D(2026, 1, 5), D(2026, 2, 5))
    log = reverse("measures:log", args=[measure.project.slug])
    response = as_role("member").post(log, {f"e{measure.pk}-occurred_on": "2026-10-05"}, follow=True)
    assert "Saved 1 event" in words_of(response)


def test_an_event_in_between_asks_about_the_cases_of_the_next(as_role, measure):
    happen(measure, D(2026, 1, 5), D(2026, 3, 5), cases=[None, 40])
    data = {"occurred_on": "2026-02-05", "cases_since_previous": "15"}
    said = words_of(as_role("member").post(url(measure, "event_add"), data, follow=True))
    assert "The one after it, of 5 March 2026, says 40 cases since the one before. Check" in said


def test_events_of_one_day_are_told_apart_in_words(as_role, measure):
    client = as_role("member")
    for _ in range(2):
        response = client.post(url(measure, "event_add"), {"occurred_on": "2026-02-05"}, follow=True)
    assert "Recorded: 5 February 2026 (second that day)." in words_of(response)
    assert "5 February 2026 (second that day)" in words_of(client.get(url(measure, "measure")))


# --- correcting ---------------------------------------------------------------------------------------------


def correction(event, **fields):
    known = {"occurred_on": event.occurred_on.isoformat(), "note": event.note, "version": event.version}
    return known | fields


def test_an_event_is_corrected_with_its_history(as_role, measure):
    _, second = happen(measure, D(2026, 1, 5), D(2026, 2, 5))
    client = as_role("member")
    assert "Correct this event" in words_of(client.get(url(measure, "event", second.pk)))
    data = correction(second, occurred_on="2026-02-07", note="Second clinic", why="Wrong day")
    response = client.post(url(measure, "event_edit", second.pk), data, follow=True)
    said = words_of(response)
    assert "Saved: 7 February 2026." in said
    assert "5 February 2026 → 7 February 2026" in said and "Why: Wrong day" in said
    second.refresh_from_db()
    assert (second.occurred_on, second.note, second.version) == (D(2026, 2, 7), "Second clinic", 2)
    assert AuditEvent.objects.filter(event="event_changed", target_id=second.pk).count() == 1
    assert measure.summaries.count()


def test_moved_to_anothers_day_it_stands_after_those_of_that_day(measure):
    _, second = happen(measure, D(2026, 1, 5), D(2026, 2, 5))
    values = {"occurred_on": D(2026, 1, 5)}
    moved = correct_event(event=second, values=values, version=second.version, by=None)
    assert (moved.occurred_on, moved.sequence) == (D(2026, 1, 5), 2)
    back = correct_event(event=moved, values={"occurred_on": D(2026, 3, 1)}, version=moved.version, by=None)
    assert back.sequence == 1


def test_a_correction_drawn_before_anothers_keeps_both(as_role, measure):
    event, _ = happen(measure, D(2026, 1, 5), D(2026, 2, 5))
    client = as_role("member")
    before = correction(event, occurred_on="2026-01-09")
    correct_event(event=event, values={"note": "Theirs"}, version=1, by=None)
    response = client.post(url(measure, "event_edit", event.pk), before)
    assert response.status_code == 422
    assert "Someone else saved this first" in words_of(response) and "Theirs" in words_of(response)
    event.refresh_from_db()
    assert event.occurred_on == D(2026, 1, 5)


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"occurred_on": "2026-11-11"}, "in the future"),
        ({"occurred_on": "0026-11-11"}, "Check the year"),
        ({"cases_since_previous": ""}, GIVE_CASES),
        ({"cases_since_previous": "-3"}, "greater than or equal to 0"),
    ],
)
def test_a_correction_that_cannot_be_says_why(as_role, measure, fields, words):
    _, event, _ = happen(measure, D(2026, 1, 5), D(2026, 2, 5), D(2026, 3, 5), cases=[None, 7, 8])
    data = correction(event, cases_since_previous="7") | fields
    response = as_role("member").post(url(measure, "event_edit", event.pk), data)
    assert response.status_code == 422 and words in words_of(response)
    event.refresh_from_db()
    assert event.version == 1


# --- pasting ------------------------------------------------------------------------------------------------


def preview(client, measure, text):
    """The page after a look at the text, and what its save button would send."""
    response = client.post(url(measure, "events_paste"), {"text": text})
    seen = re.search(r'name="seen" value="(\w{24})"', response.content.decode())
    return response, {"text": text, "seen": seen[1] if seen else "", "save": "1"}


def test_days_are_pasted_seen_and_recorded_all_at_once(as_role, measure):
    happen(measure, D(2026, 1, 5))
    client = as_role("member")
    text = "Day\n5/1/2026\n3 March 2026\n2026-03-03\n\n1.2.2026\n"
    response, save = preview(client, measure, text)
    assert response.status_code == 200 and "Record 3 events" in words_of(response)
    assert "Stands already" in words_of(response)
    assert measure.events.count() == 1
    assert "3 events recorded" in words_of(client.post(url(measure, "events_paste"), save, follow=True))
    rows = list(measure.events.values_list("occurred_on", "sequence"))
    assert rows == [(D(2026, 1, 5), 1), (D(2026, 2, 1), 1), (D(2026, 3, 3), 1), (D(2026, 3, 3), 2)]
    response, _ = preview(client, measure, text)
    assert "All of these are recorded already." in words_of(response)


def test_pasted_cases_follow_the_measure(as_role, measure):
    client = as_role("member")
    _, save = preview(client, measure, "2026-01-05\n2026-02-05\t40\n2026-03-05\t12")
    client.post(url(measure, "events_paste"), save)
    assert list(measure.events.values_list("cases_since_previous", flat=True)) == [None, 40, 12]
    response, _ = preview(client, measure, "2026-03-05, 13")
    assert "It stands with other cases." in words_of(response)
    response, _ = preview(client, measure, "2026-04-05")
    assert GIVE_CASES in words_of(response)


@pytest.mark.parametrize(
    "line, words",
    [
        ("2026-11-11", "in the future"),
        ("2026-13-40", "not a date"),
        ("2026-01", "Give the day as well"),
        ("2026-01-05, many", "look"),
        ("2026-01-05, 3, Mrs Smith", "nothing more"),
    ],
)
def test_one_wrong_line_stops_all(as_role, measure, line, words):
    client = as_role("member")
    response, save = preview(client, measure, f"2026-01-03\n{line}")
    assert response.status_code == 422 and words in words_of(response)
    assert client.post(url(measure, "events_paste"), save).status_code == 422
    assert not measure.events.exists()


def test_events_recorded_meanwhile_are_shown_before_anything_is_saved(as_role, measure):
    client = as_role("member")
    _, save = preview(client, measure, "2026-01-03")
    happen(measure, D(2026, 1, 3))
    response = client.post(url(measure, "events_paste"), save)
    assert response.status_code == 422 and "meanwhile" in words_of(response)
    assert measure.events.count() == 1


def test_events_nobody_saw_stop_a_save_that_decided_by_others(project, measure):
    happen(measure, D(2026, 1, 3))
    new = [Happening(measure=measure, occurred_on=D(2026, 2, 3))]
    with pytest.raises(Exception, match="meanwhile"):
        record_events(project=project, happenings=new, by=None, seen=[])
    assert measure.events.count() == 1


# --- the chart ----------------------------------------------------------------------------------------------


def drawn(client, measure, query=""):
    response = client.get(url(measure, "measure") + query)
    assert response.status_code == 200
    return response, response.context["series"]


def test_days_between_many_events_are_a_t_chart_for_the_team_and_a_count_per_quarter_for_others(
    as_role, measure
):
    spread(measure)
    response, series = drawn(as_role("lead"), measure)
    said = words_of(response)
    assert "T chart" in said and "<svg" in response.content.decode()
    assert series.points[-1].value == 47 and "8 January 2024" in said
    for role in ("other_lead", "funder"):
        response, series = drawn(as_role(role), measure)
        assert "T chart" not in words_of(response) and series.frequency == "quarterly"
        assert "January to March 2024" in words_of(response)
        assert "days so far" not in words_of(response)


@pytest.mark.parametrize("gaps", [[0, *GAPS], [0] * 15, [*GAPS, 0, 0], [0, 5] * 8], ids=str)
def test_events_that_share_a_day_are_a_g_chart_and_never_fall_over(as_role, measure, gaps):
    spread(measure, gaps)
    for chart in ("", "t", "g", "run"):
        measure.chart, measure.chart_note = chart, "As agreed" * bool(chart)
        measure.save(update_fields=["chart", "chart_note"])
        for role in ("lead", "other_lead"):
            response, _ = drawn(as_role(role), measure)
            if role == "lead" and chart != "run":
                assert "G chart" in words_of(response)
            for name in ("data_csv", "chart_svg"):
                assert as_role(role).get(url(measure, name)).status_code == 200


def test_cases_between_many_events_are_a_g_chart(as_role, measure):
    rows = spread(measure)
    for row, cases in zip(rows[1:], GAPS, strict=True):
        row.cases_since_previous = cases * 3
    Event.objects.bulk_update(rows, ["cases_since_previous"])
    response, series = drawn(as_role("lead"), measure)
    assert "G chart" in words_of(response) and series.points[-1].value == 141
    assert "first event" in words_of(as_role("lead").get(url(measure, "measure") + "?all=1"))


# --- how long since -----------------------------------------------------------------------------------------


def since(as_role, measure, role="lead"):
    return words_of(as_role(role).get(url(measure, "measure")))


def test_the_page_says_how_long_it_has_been(as_role, measure):
    happen(measure, D(2026, 10, 1), D(2026, 10, 29))
    assert "12 days so far since the last one." in since(as_role, measure)
    assert "so far since" not in since(as_role, measure, "other_lead")
    assert "so far since" not in words_of(as_role("lead").get(url(measure, "measure") + "?face=shared"))
    happen(measure, D(2026, 11, 10))
    assert "The last one was today." in since(as_role, measure)


def test_a_gap_that_would_be_news_is_dated_where_the_limit_stands_still(cast, measure):
    rows = spread(measure)

    def parts(baseline=12):
        Phase.objects.filter(measure=measure).update(baseline_periods=baseline)
        series = faces.series_for([measure], user=cast.lead)[0]
        return series, faces.analyse(series)

    today = rows[-1].occurred_on + dt.timedelta(days=3)
    # A baseline that is not there, or not complete, moves with the next point: no day can be named.
    assert so_far(*parts(None), today) == so_far(*parts(16), today) == "3 days so far since the last one."
    series, analysis = parts()
    limit = analysis.phases[-1].upper
    last = rows[-1].occurred_on
    first_day_of_news = last + dt.timedelta(days=int(limit) + 1)
    assert f"none happens before {uk_date(first_day_of_news)}" in so_far(series, analysis, today)
    # And so it is: an event on that day is a signal, one on the day before is not.
    for day, is_news in ((first_day_of_news - dt.timedelta(days=1), False), (first_day_of_news, True)):
        event = EventFactory(measure=measure, occurred_on=day)
        series, analysis = parts()
        assert analysis.phases[-1].upper == limit
        newest = len(series.points) - 1
        outside = any(s.rule == "outside_limits" and s.last == newest for s in analysis.signals)
        assert outside is is_news
        event.delete()
    assert "already longer" in so_far(*parts(), first_day_of_news)
