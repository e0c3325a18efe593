"""Comments through their pages: who reads what, writing, changing, withdrawing, and what is unread."""

import datetime

import pytest

from community.comments import unread_for
from community.models import Comment, CommentRead
from ftc_qi.core.models import AuditEvent
from tests.factories import (
    ChangeIdeaFactory,
    CoachAssignmentFactory,
    CommentFactory,
    DataPointFactory,
    EventFactory,
    MeasureFactory,
    PDSACycleFactory,
    TeamMemberFactory,
)
from tests.forms_on_page import forms_on

LIST = "/projects/warm-welcome/comments/"
ADD = f"{LIST}add/"
READ = f"{LIST}read/"
MARCH = datetime.date(2026, 3, 1)


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Offers accepted")


@pytest.fixture
def point(measure):
    return DataPointFactory(measure=measure, period_start=MARCH, value=14)


@pytest.fixture
def cycle(project):
    return PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project), title="Evening drop-in")


@pytest.fixture
def everywhere(project, measure, point, cycle, cast):
    """A comment by the advisor at each kind of place."""
    rare = MeasureFactory(project=project, name="Rare", data_kind="events", frequency="")
    event = EventFactory(measure=rare)
    by = {"project": project, "by": cast.advisor}
    return {
        "project": CommentFactory(text="About all of it", **by),
        "measure": CommentFactory(text="About the chart", measure=measure, **by),
        "point": CommentFactory(text="About March", measure=measure, period_start=MARCH, **by),
        "event": CommentFactory(text="About the event", measure=rare, event=event, **by),
        "cycle": CommentFactory(text="About the test", cycle=cycle, **by),
    }


def text(answer):
    return answer.content.decode()


def page_of(comment, point=None):
    base = "/projects/warm-welcome/"
    if comment.cycle_id:
        return f"{base}cycles/{comment.cycle_id}/"
    if comment.event_id:
        return f"{base}measures/{comment.measure_id}/events/{comment.event_id}/"
    if comment.period_start:
        return f"{base}measures/{comment.measure_id}/points/{point.pk}/"
    return f"{base}measures/{comment.measure_id}/" if comment.measure_id else LIST


# --- who reads ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "member", "advisor", "coach", "fund_manager"])
def test_team_advisor_and_fund_manager_read_every_comment_on_its_page(as_role, everywhere, point, role):
    client = as_role(role)
    for comment in everywhere.values():
        assert comment.text in text(client.get(page_of(comment, point)))
        assert comment.text in text(client.get(LIST))


def test_a_contributor_reads_all_but_what_is_said_about_a_point(as_role, everywhere, point):
    client = as_role("contributor")
    page = text(client.get(LIST))
    for place in ("project", "measure", "cycle"):
        assert everywhere[place].text in page
        assert everywhere[place].text in text(client.get(page_of(everywhere[place])))
    for place in ("point", "event"):
        assert everywhere[place].text not in page
        assert client.get(page_of(everywhere[place], point)).status_code == 403


@pytest.mark.parametrize("role", ["other_lead", "other_coach", "funder"])
def test_nobody_else_reads_a_comment_on_a_page_they_may_open(as_role, everywhere, point, role):
    client = as_role(role)
    for comment in everywhere.values():
        answer = client.get(page_of(comment, point))
        assert comment.text not in text(answer)
        assert "Save comment" not in text(answer) and "Save reply" not in text(answer)
    assert client.get(LIST).status_code == 404


def test_the_protected_view_of_a_measure_keeps_comments_out(as_role, everywhere):
    answer = as_role("lead").get(page_of(everywhere["measure"]) + "?face=shared")
    assert "About the chart" not in text(answer)


def test_who_was_removed_from_the_team_reads_nothing_more(as_role, everywhere, project, cast):
    client = as_role("member")
    assert client.get(LIST).status_code == 200
    project.team.filter(user=cast.member).update(ended_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert client.get(LIST).status_code == 404
    assert client.post(ADD, {"text": "Still here"}).status_code == 404
    assert unread_for(cast.member) == []


def test_a_comment_is_shown_under_the_name_chosen_on_the_team(as_role, project, cast):
    project.team.filter(user=cast.contributor).update(display_name="Bluebell")
    CommentFactory(project=project, by=cast.contributor)
    page = text(as_role("advisor").get(LIST))
    assert "Bluebell" in page
    assert cast.contributor.display_name not in page


def test_the_part_is_said_of_leads_and_advisors_only(as_role, project, cast):
    CommentFactory(project=project, by=cast.contributor)
    page = text(as_role("member").get(LIST))
    assert "contributor" not in page.lower()
    CommentFactory(project=project, by=cast.advisor)
    CommentFactory(project=project, by=cast.lead)
    page = text(as_role("member").get(LIST))
    assert "(QI advisor)" in page and "(project lead)" in page


# --- writing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "member", "contributor", "advisor", "coach", "fund_manager"])
def test_who_may_read_may_write(as_role, project, cast, role):
    answer = as_role(role).post(ADD, {"text": "A thought"}, follow=True)
    assert "A thought" in text(answer)
    comment = Comment.objects.get()
    assert (comment.project, comment.by) == (project, getattr(cast, role))
    assert AuditEvent.objects.filter(event="comment_added", target_id=comment.pk).count() == 1


def test_a_comment_stands_where_it_was_written(as_role, measure, point, cycle):
    client = as_role("lead")
    for query in (f"measure={measure.pk}", f"measure={measure.pk}&period=2026-03-01", f"cycle={cycle.pk}"):
        answer = client.post(f"{ADD}?{query}", {"text": f"On {query[:7]} {len(query)}"})
        comment = Comment.objects.latest("pk")
        assert answer.url == f"{page_of(comment, point)}#comment-{comment.pk}"
        assert comment.text in text(client.get(answer.url))
    assert [row.period_start for row in Comment.objects.order_by("pk")] == [None, MARCH, None]


def test_places_of_other_projects_and_nonsense_are_not_found(as_role, project, other_project, point, measure):
    client = as_role("lead")
    elsewhere = MeasureFactory(project=other_project)
    foreign = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=other_project))
    for query in (
        f"measure={elsewhere.pk}",
        f"cycle={foreign.pk}",
        f"measure={measure.pk}&period=2026-04-01",
        f"measure={measure.pk}&period=soon",
        f"measure={measure.pk}&event=1",
        "measure=²",
        "cycle=99999999999999999999",
    ):
        assert client.get(f"{ADD}?{query}").status_code == 404, query
        assert client.post(f"{ADD}?{query}", {"text": "x"}).status_code == 404, query
    assert not Comment.objects.exists()


def test_a_contributor_cannot_write_on_a_point(as_role, point, measure):
    client = as_role("contributor")
    address = f"{ADD}?measure={measure.pk}&period=2026-03-01"
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": "x"}).status_code == 404


def test_personal_data_is_refused_or_asked_about_and_the_words_stay(as_role):
    client = as_role("lead")
    answer = client.post(ADD, {"text": "See 943 476 5919"})
    assert answer.status_code == 422 and "See 943 476 5919" in text(answer)
    answer = client.post(ADD, {"text": "Write to jo@example.org"})
    assert answer.status_code == 422 and "confirm_text" in text(answer)
    assert not Comment.objects.exists()
    assert client.post(ADD, {"text": "Write to jo@example.org", "confirm_text": "1"}).status_code == 302
    event = AuditEvent.objects.get(event="text_confirmed")
    assert "jo@example.org" not in str(event.changes)


def test_a_second_click_writes_nothing_twice(as_role):
    client = as_role("lead")
    for _ in range(2):
        client.post(ADD, {"text": "Once"})
    assert Comment.objects.count() == 1


def test_one_changes_ones_own_words_and_they_are_marked_as_edited(as_role, project, cast):
    comment = CommentFactory(project=project, by=cast.lead, text="Before")
    client = as_role("lead")
    assert "edited" not in text(client.get(LIST))
    client.post(f"{LIST}{comment.pk}/edit/", {"text": "After", "version": 1})
    page = text(client.get(LIST))
    assert "After" in page and ", edited" in page and "Before" not in page
    event = AuditEvent.objects.get(event="comment_edited")
    assert event.changes["text"] == ["Before", "After"]


@pytest.mark.parametrize("role", ["member", "advisor", "fund_manager"])
def test_nobody_changes_another_persons_words(as_role, project, cast, role):
    comment = CommentFactory(project=project, by=cast.lead)
    answer = as_role(role).post(f"{LIST}{comment.pk}/edit/", {"text": "Mine", "version": 1})
    assert answer.status_code == 403


def test_a_stale_change_shows_both(as_role, project, cast):
    comment = CommentFactory(project=project, by=cast.lead, text="First")
    client = as_role("lead")
    client.post(f"{LIST}{comment.pk}/edit/", {"text": "Second", "version": 1})
    answer = client.post(f"{LIST}{comment.pk}/edit/", {"text": "Third", "version": 1})
    assert answer.status_code == 422
    assert "Second" in text(answer) and "Third" in text(answer)


@pytest.mark.parametrize(
    "role, status", [("lead", 302), ("fund_manager", 302), ("member", 403), ("advisor", 403)]
)
def test_the_writer_and_the_fund_manager_withdraw_with_a_reason(as_role, project, cast, role, status):
    comment = CommentFactory(project=project, by=cast.lead, text="Gone soon")
    client = as_role(role)
    answer = client.post(f"{LIST}{comment.pk}/withdraw/", {"why": "A mistake", "version": 1})
    assert answer.status_code == status
    shown = "Gone soon" in text(client.get(LIST))
    assert shown is (status == 403)
    comment.refresh_from_db()
    assert comment.withdrawn_why == ("" if shown else "A mistake")


def test_what_was_said_of_a_withdrawn_cycle_goes_with_it(as_role, everywhere, cycle, cast):
    cycle.withdrawn_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    cycle.save()
    assert "About the test" not in text(as_role("lead").get(LIST))
    assert "About the test" not in [row.excerpt for row in unread_for(cast.lead)]


# --- unread ------------------------------------------------------------------------------------------------


def waiting(user):
    user.__dict__.pop("_access", None)
    return sorted(row.excerpt for row in unread_for(user))


def test_a_comment_is_unread_for_the_others_until_they_mark_it_read(as_role, everywhere, cast, point):
    all_of_them = sorted(comment.text for comment in everywhere.values())
    assert waiting(cast.lead) == waiting(cast.coach) == waiting(cast.fund_manager) == all_of_them
    assert waiting(cast.contributor) == ["About all of it", "About the chart", "About the test"]
    for nobody in (
        cast.advisor,
        cast.other_lead,
        cast.other_coach,
        cast.funder,
        cast.outsider,
    ):
        assert waiting(nobody) == []
    client = as_role("lead")
    client.get(LIST), client.get(page_of(everywhere["measure"]))
    assert waiting(cast.lead) == all_of_them  # looking changes nothing
    client.post(READ, {"comment": everywhere["point"].pk})
    assert waiting(cast.lead) == sorted(set(all_of_them) - {"About March"})
    client.post(f"{READ}?measure={everywhere['measure'].measure_id}")
    assert waiting(cast.lead) == sorted(set(all_of_them) - {"About March", "About the chart"})
    client.post(READ)
    assert waiting(cast.lead) == []
    assert waiting(cast.coach) == all_of_them


def test_each_row_says_where_it_stands_and_leads_there(as_role, everywhere, cast, point):
    client = as_role("lead")
    rows = {row.excerpt: row for row in unread_for(cast.lead)}
    assert rows["About all of it"].place == "the project"
    assert rows["About March"].place == "Offers accepted, March 2026"
    assert rows["About the test"].place == "Cycle 1: Evening drop-in"
    for comment in everywhere.values():
        row = rows[comment.text]
        assert row.url == f"{page_of(comment, point)}#comment-{comment.pk}"
        assert f'id="comment-{comment.pk}"' in text(client.get(row.url))
        assert client.post(row.read_url, {"comment": row.comment_id}).status_code == 302
    assert CommentRead.objects.count() == len(everywhere)


def test_answering_in_a_thread_reads_that_thread_only(as_role, everywhere, cast):
    client = as_role("lead")
    page = f"/projects/warm-welcome/cycles/{everywhere['cycle'].cycle_id}/"
    seen = client.get(page).context["thread"].up_to
    assert seen == everywhere["cycle"].pk
    client.post(f"{ADD}?cycle={everywhere['cycle'].cycle_id}", {"text": "Thank you", "up_to": seen})
    assert "About the test" not in waiting(cast.lead)
    assert len(waiting(cast.lead)) == 4
    seen = client.get(LIST).context["form"].initial["up_to"]
    client.post(ADD, {"text": "And for this", "up_to": seen})
    assert waiting(cast.lead) == ["About March", "About the chart", "About the event"]


@pytest.mark.parametrize("act", ["mark", "answer", "mark on the list", "answer on the list"])
def test_a_comment_that_comes_in_meanwhile_stays_unread(as_role, project, cycle, cast, act):
    before = ["What do you expect?", "And who comes?"]
    for text in before:
        CommentFactory(project=project, cycle=cycle, by=cast.advisor, text=text)
    client = as_role("lead")
    page = LIST if "list" in act else f"/projects/warm-welcome/cycles/{cycle.pk}/"
    form = next(
        form
        for form in forms_on(client.get(page).content.decode())
        if "up_to" in form.fields and ("/read/" in form.action) == ("mark" in act)
    )
    CommentFactory(project=project, cycle=cycle, by=cast.member, text="Wait, one more thing.")
    sent = {name: values[0] for name, values in form.fields.items()}
    answer = client.post(form.action, sent | {"text": "Ten people."})
    assert answer.status_code == 302
    rest = before if act == "answer on the list" else []
    assert sorted(waiting(cast.lead)) == sorted(["Wait, one more thing.", *rest])


def test_nobody_marks_what_they_may_not_read(as_role, everywhere, cast):
    client = as_role("contributor")
    assert client.post(READ, {"comment": everywhere["point"].pk}).status_code == 404
    client.post(READ)
    read = set(CommentRead.objects.values_list("comment__text", flat=True))
    assert read == {"About all of it", "About the chart", "About the test"}


def test_a_coach_finds_the_unread_of_their_own_projects_only(other_project, project, cast):
    CommentFactory(project=project, text="Here")
    CommentFactory(project=other_project, text="There")
    assert waiting(cast.coach) == ["Here"]
    assert waiting(cast.other_coach) == ["There"]
    assert waiting(cast.advisor) == ["Here", "There"]
    role = cast.coach.programme_roles.get()
    CoachAssignmentFactory(programme_role=role, project=other_project)
    assert waiting(cast.coach) == ["Here", "There"]


@pytest.mark.parametrize("address", [LIST, "cycle", "measure", "point"])
def test_queries_do_not_grow(as_role, project, measure, point, cycle, address, django_assert_max_num_queries):
    places = {
        "cycle": (f"/projects/warm-welcome/cycles/{cycle.pk}/", {"cycle": cycle}),
        "measure": (f"/projects/warm-welcome/measures/{measure.pk}/", {"measure": measure}),
        "point": (
            f"/projects/warm-welcome/measures/{measure.pk}/points/{point.pk}/",
            {"measure": measure, "period_start": MARCH},
        ),
    }
    url, where = places.get(address, (address, {}))

    def say(count):
        for _ in range(count):
            CommentFactory(project=project, by=TeamMemberFactory(project=project).user, **where)

    client, counts = as_role("lead"), []
    for count in (1, 49):
        say(count)
        with django_assert_max_num_queries(15) as queries:
            assert "Well done." in text(client.get(url))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_unread_takes_as_many_queries_for_many(project, cast, django_assert_num_queries):
    for count in (1, 49):
        for _ in range(count):
            CommentFactory(project=project)
        cast.lead.__dict__.pop("_access", None)
        with django_assert_num_queries(3):  # roles, teams, comments
            assert unread_for(cast.lead)
