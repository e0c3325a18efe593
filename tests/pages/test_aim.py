"""The aim page: one sentence, its editions, who reads what."""

import datetime
import re

import pytest

from ftc_qi.core.models import AuditEvent
from ftc_qi.pages.aim_progress import begun_on
from measures.models import AimMeasure, Event
from projects.actions import theory
from projects.models import AimStatement
from tests.factories import AimStatementFactory, MeasureFactory, monthly_points

AIM = "/projects/warm-welcome/aim/"
SAVE = "/projects/warm-welcome/aim/save/"
PREVIEW = "/projects/warm-welcome/aim/preview/"
WITHDRAW = "/projects/warm-welcome/aim/withdraw/"
WORDS = {
    "what": "Offers of a test accepted",
    "from_value": "41",
    "to_value": "70",
    "unit": "%",
    "for_whom": "drop-in visitors",
    "where": "the hostels",
    "by_when": "2027-03-31",
}
SENTENCE = (
    "Offers of a test accepted up from 41% to 70%, for drop-in visitors, in the hostels, by 31 March 2027."
)


@pytest.fixture
def aim(project, cast):
    return AimStatementFactory(
        project=project, what="People tested", from_value=3, to_value=40, unit="people a month"
    )


@pytest.mark.parametrize(
    "role, reads, saves",
    [
        ("lead", 200, 422),
        ("member", 200, 422),
        ("fund_manager", 200, 422),
        ("contributor", 200, 403),
        ("advisor", 200, 403),
        ("coach", 200, 403),
        ("other_coach", 200, 404),
        ("other_lead", 200, 404),
        ("funder", 404, 404),
        ("finance", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_aim_by_role(as_role, project, role, reads, saves):
    client = as_role(role)
    assert client.post(PREVIEW, {}).status_code == (200 if saves == 422 else saves)
    assert client.get(AIM).status_code == reads
    assert client.post(SAVE, {"after": 0}).status_code == saves
    assert client.get(WITHDRAW).status_code == (404 if saves == 422 else saves)


def test_lead_writes_the_aim_as_one_sentence(as_role, project):
    client = as_role("lead")
    page = client.get(AIM).content.decode()
    assert "Write the aim" in page
    answer = client.post(SAVE, WORDS | {"after": 0}, follow=True)
    assert SENTENCE in answer.content.decode()


def test_a_second_save_is_a_new_edition_with_a_reason(as_role, project, aim):
    client = as_role("member")
    answer = client.post(SAVE, WORDS | {"after": 1})
    assert answer.status_code == 422
    assert "Offers of a test accepted" in answer.content.decode()
    answer = client.post(SAVE, WORDS | {"after": 1, "reason": "Counting differently"}, follow=True)
    page = answer.content.decode()
    assert "Version 2 counts from today" in page
    assert "Why it changed: Counting differently" in page
    assert "People tested up from 3 to 40 people a month." in page
    assert project.aims.count() == 2


def test_bad_input_keeps_what_was_typed(as_role, project):
    answer = as_role("lead").post(SAVE, WORDS | {"after": 0, "to_value": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()
    assert not AimStatement.objects.exists()


def test_edition_saved_in_between_is_shown_beside_what_was_typed(as_role, cast, project, aim):
    theory.save_aim(project=project, values={"what": "Results given"}, reason="Changed", by=cast.member)
    client = as_role("lead")
    answer = client.post(SAVE, WORDS | {"after": 1, "reason": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Someone else" in page
    assert "Results given" in page
    assert "Offers of a test accepted" in page
    assert 'name="after" value="2"' in page
    assert client.post(SAVE, WORDS | {"after": 2, "reason": "Mine"}).status_code == 302
    assert [row.number for row in project.aims.all()] == [3, 2, 1]


def test_page_says_what_a_good_aim_still_needs(as_role, project):
    AimStatementFactory(project=project, by_when=datetime.date(2020, 1, 1))
    for role in ("lead", "contributor", "advisor"):
        page = as_role(role).get(AIM).content.decode()
        assert "Name the people it is for" in page
        assert "Its date has passed" in page
    assert "Name the people it is for" not in as_role("other_lead").get(AIM).content.decode()


def test_withdrawing_brings_the_edition_before_back(as_role, cast, project, aim):
    theory.save_aim(project=project, values={"what": "Results given"}, reason="Changed", by=cast.lead)
    client = as_role("lead")
    assert "Withdraw version 2" in client.get(WITHDRAW).content.decode()
    assert client.post(WITHDRAW, {"why": ""}).status_code == 422
    page = client.post(WITHDRAW, {"why": "A mistake"}, follow=True).content.decode()
    assert "People tested up from 3 to 40" in page
    assert "Results given" not in page


def test_small_counts_are_hidden_from_the_shared_face(as_role, project, aim):
    assert "from 3 to 40" in as_role("advisor").get(AIM).content.decode()
    for role in ("contributor", "other_lead", "other_coach"):
        page = as_role(role).get(AIM).content.decode()
        assert "People tested from fewer than 5 to 40 people a month." in page
        assert "from 3" not in page


def test_percentages_of_an_aim_are_not_hidden(as_role, project):
    AimStatementFactory(project=project, from_value=2, to_value=3, unit="%")
    assert "up from 2% to 3%" in as_role("other_lead").get(AIM).content.decode()


def test_other_teams_read_the_aim_in_force_only(as_role, cast, project, aim):
    theory.save_aim(project=project, values={"what": "Results given"}, reason="Team only", by=cast.lead)
    page = as_role("other_lead").get(AIM).content.decode()
    assert "Results given" in page
    assert "People tested" not in page
    assert "Team only" not in page
    assert "People tested" in as_role("contributor").get(AIM).content.decode()


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_aim_queries_do_not_grow(as_role, project, django_assert_max_num_queries, role):
    counts = []
    client = as_role(role)
    for editions in (range(1, 2), range(2, 51)):
        for number in editions:
            AimStatementFactory(project=project, number=number, from_value=3, to_value=9)
        with django_assert_max_num_queries(15) as queries:
            client.get(AIM)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_text_with_a_small_number_asks_once(as_role, project):
    client = as_role("lead")
    words = WORDS | {"after": 0, "where": "two hostels"}
    answer = client.post(SAVE, words)
    assert answer.status_code == 422
    assert "I have checked" in answer.content.decode()
    assert client.post(SAVE, words | {"confirm_text": "on"}).status_code == 302


# --- the measure of the aim ------------------------------------------------------------------------------


@pytest.fixture
def offers(project):
    """A main outcome of 41% for a year, fixed as its baseline, and of 62% after it."""
    measure = MeasureFactory(
        project=project, name="Offers", kind="outcome", data_kind="proportion", unit="%", is_primary=True
    )
    measure.phases.update(baseline_periods=12)
    monthly_points(measure, [(41, 100)] * 12 + [(62, 100)] * 12)
    return measure


def test_aim_takes_its_unit_from_the_measure_it_names(as_role, project, offers):
    other = MeasureFactory(
        project=project, name="Waiting", kind="outcome", data_kind="continuous", unit="days"
    )
    as_role("lead").post(SAVE, WORDS | {"after": 0, "measure": other.pk, "unit": "nonsense"})
    saved = project.aims.get()
    assert (saved.unit, saved.measure_link.measure) == ("days", other)
    assert AuditEvent.objects.get(event="aim_saved").changes["measure"] == [None, other.pk]


def test_another_measure_alone_makes_another_edition(as_role, project, offers):
    other = MeasureFactory(project=project, name="Results", kind="outcome", data_kind="proportion")
    client = as_role("lead")
    client.post(SAVE, WORDS | {"after": 0, "measure": offers.pk})
    same = WORDS | {"after": 1, "reason": "Closer to people"}
    assert client.post(SAVE, same | {"measure": offers.pk}).status_code == 422
    assert client.post(SAVE, same | {"measure": other.pk}).status_code == 302
    assert list(AimMeasure.objects.order_by("pk").values_list("measure__name", flat=True)) == [
        "Offers",
        "Results",
    ]


@pytest.mark.parametrize("kind, withdrawn", [("process", False), ("outcome", True)])
def test_only_outcome_measures_of_the_project_are_offered(as_role, project, offers, kind, withdrawn):
    measure = MeasureFactory(project=project, kind=kind)
    if withdrawn:
        type(measure).objects.filter(pk=measure.pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert as_role("lead").post(SAVE, WORDS | {"after": 0, "measure": measure.pk}).status_code == 422
    assert not AimStatement.objects.exists()


def test_measure_saved_in_between_is_shown_beside_the_one_chosen(as_role, cast, project, offers):
    other = MeasureFactory(project=project, name="Results", kind="outcome", data_kind="proportion")
    client = as_role("lead")
    client.post(SAVE, WORDS | {"after": 0, "measure": offers.pk})
    page = client.post(SAVE, WORDS | {"after": 7, "measure": other.pk, "reason": "Mine"}).content.decode()
    assert "Someone else" in page
    assert "Results" in page


def test_baseline_comes_into_the_form_by_one_button_and_nothing_is_saved(as_role, project, offers):
    client = as_role("lead")
    assert "Use the baseline: 41%" in client.get(AIM).content.decode()
    answer = client.post(PREVIEW, {"after": 0, "measure": offers.pk, "what": "Offers", "use_baseline": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="from_value" value="41"' in page
    assert "Offers from 41%." in page
    assert not AimStatement.objects.exists()
    assert not AuditEvent.objects.exists()


def test_baseline_of_the_measure_chosen_now_is_offered(as_role, project, offers):
    waiting = MeasureFactory(
        project=project, name="Waiting", kind="outcome", data_kind="continuous", unit="days", decimals=1
    )
    monthly_points(waiting, [20] * 12)
    answer = as_role("lead").post(f"{PREVIEW}?part=1", {"measure": waiting.pk, "what": "Waiting"})
    assert "Use the baseline: 20" in answer.content.decode()


def test_preview_gives_only_the_parts_to_the_script(as_role, project, offers):
    answer = as_role("lead").post(f"{PREVIEW}?part=1", WORDS | {"measure": offers.pk})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert SENTENCE in page
    assert "<html" not in page
    assert not AimStatement.objects.exists()


def test_preview_without_a_script_keeps_what_was_typed(as_role, project):
    answer = as_role("lead").post(PREVIEW, WORDS | {"after": 0, "to_value": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()
    answer = as_role("lead").post(PREVIEW, WORDS | {"after": 0})
    assert SENTENCE in answer.content.decode()
    assert 'value="drop-in visitors"' in answer.content.decode()


def test_progress_says_then_now_and_by_when(as_role, project, offers):
    as_role("lead").post(SAVE, WORDS | {"after": 0, "measure": offers.pk})
    project.aims.update(created_at="2025-01-01T12:00Z")
    for role in ("lead", "contributor", "other_lead"):
        page = as_role(role).get(AIM).content.decode()
        assert (
            "41% then, 62% now, 70% by 31 March 2027; about three quarters of the way, 4 months left." in page
        )
        assert "70% by 31 Mar 2027</text>" in page


@pytest.mark.parametrize(
    "to_value, by_when, ends",
    [
        (60, "2027-03-31", "60% by 31 March 2027; what the aim asks for, 4 months left."),
        (
            70,
            "2026-09-30",
            "70% by 30 September 2026; about three quarters of the way, this date has passed.",
        ),
        (30, "2027-03-31", "30% by 31 March 2027; further away than at the start, 4 months left."),
    ],
)
def test_progress_says_when_it_is_reached_late_or_goes_the_other_way(
    as_role, project, offers, to_value, by_when, ends
):
    AimStatementFactory(project=project, from_value=41, to_value=to_value, unit="%", by_when=by_when)
    project.aims.update(created_at="2025-01-01T12:00Z")
    page = as_role("lead").get(AIM).content.decode()
    assert f"41% then, 62% now, {ends}" in page
    assert ("Today</text>" in page) == (by_when > "2026-11")


def test_an_aim_cannot_be_put_off_for_ever(as_role, project, offers):
    """The drawing of the way to such a day would fall over, and the page with it."""
    answer = as_role("lead").post(SAVE, WORDS | {"after": 0, "by_when": "9999-12-31", "measure": offers.pk})
    assert answer.status_code == 422
    assert "Check the year: 9999 is too far away." in answer.content.decode()


def test_the_way_begins_with_the_first_version_that_has_its_number(as_role, project, offers):
    for number, (start, made) in enumerate(
        [(41, "2024-06-01"), (50, "2025-06-01"), (50, "2026-06-01")], start=1
    ):
        AimStatementFactory(
            project=project,
            number=number,
            from_value=start,
            to_value=70,
            unit="%",
            created_at=datetime.datetime.fromisoformat(f"{made}T12:00Z"),
        )
    assert begun_on(list(project.aims.order_by("-number"))) == datetime.date(2025, 6, 1)


def test_way_is_not_drawn_over_a_measure_of_something_else(as_role, project, offers):
    AimStatementFactory(
        project=project, from_value=3, to_value=40, unit="people", by_when=datetime.date(2027, 3, 31)
    )
    page = as_role("lead").get(AIM).content.decode()
    assert "q-aim-path" not in page
    assert "40 people" in page


def test_hidden_number_leaves_no_way_to_others(as_role, project):
    measure = MeasureFactory(project=project, name="Tests", kind="outcome", unit="people", is_primary=True)
    monthly_points(measure, [20] * 12)

    def read(role):
        page = as_role(role).get(AIM).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)

    pages = []
    for start in (2, 3):
        AimStatement.objects.all().delete()
        AimStatementFactory(
            project=project,
            pk=77,
            from_value=start,
            to_value=40,
            unit="people a month",
            direction="up",
            by_when=datetime.date(2027, 3, 31),
            created_at=datetime.datetime(2025, 1, 1, 12, tzinfo=datetime.UTC),
        )
        assert "q-aim-path" in as_role("lead").get(AIM).content.decode()
        pages.append([read(role) for role in ("contributor", "other_lead", "other_coach")])
    assert pages[0] == pages[1]
    assert all("q-aim-path" not in page and "up from" not in page for page in pages[0])


def test_an_aim_of_a_rate_says_per_what(as_role, project):
    measure = MeasureFactory(
        project=project,
        name="Falls",
        kind="outcome",
        is_primary=True,
        data_kind="rate",
        unit="falls",
        numerator_label="Falls seen",
        denominator_label="Bed days",
        per=100,
        direction="down",
    )
    monthly_points(measure, [(3, 100)] * 14)
    as_role("lead").post(SAVE, WORDS | {"after": 0, "from_value": 3, "to_value": 2, "measure": measure.pk})
    page = as_role("lead").get(AIM).content.decode()
    assert "down from 3 to 2 falls seen per 100 bed days, " in page
    assert "2 falls seen per 100 bed days by 31 March 2027; no nearer than at the start" in page
    project.aims.update(unit="falls")  # as it was written before
    assert "3 falls then" in as_role("lead").get(AIM).content.decode()


def test_time_between_events_is_not_mixed_with_events_a_quarter(as_role, project):
    rare = MeasureFactory(
        project=project, kind="outcome", is_primary=True, data_kind="events", unit="days", frequency=""
    )
    day = datetime.date(2025, 1, 3)
    for number in range(50):
        Event.objects.create(measure=rare, occurred_on=day + datetime.timedelta(days=number * 12))
    AimStatementFactory(
        project=project, from_value=10, to_value=30, unit="days", by_when=datetime.date(2027, 3, 31)
    )
    assert "12 now" in as_role("lead").get(AIM).content.decode()
    for role in ("contributor", "other_lead"):
        page = as_role(role).get(AIM).content.decode()
        assert "up from 10 to 30 days" in page
        assert "q-aim-way" not in page
        entries = as_role(role).get("/projects/").context["entries"]
        assert all(not entry.progress for entry in entries)
