"""Reviews: the advisor writes, the team sees."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ftc_qi.core.models import AuditEvent
from projects.actions import reviews as actions
from projects.models import Review


def url(project, *parts):
    return "/".join([f"/projects/{project.slug}/reviews", *map(str, parts), ""])


@pytest.fixture
def review(project, cast):
    return actions.add_review(project=project, note="Try Tuesday evenings.", by=cast.advisor)


@pytest.mark.parametrize(
    "role, read, write",
    [
        ("lead", 200, 403),
        ("member", 200, 403),
        ("contributor", 200, 403),
        ("advisor", 200, 302),
        ("coach", 200, 302),
        ("fund_manager", 200, 403),
        ("other_coach", 404, 404),
        ("other_lead", 404, 404),
        ("funder", 404, 404),
        ("finance", 404, 404),
        ("outsider", 404, 404),
    ],
)
def test_reviews_are_the_teams_to_read_and_the_advisors_to_write(as_role, project, role, read, write):
    client = as_role(role)
    assert client.get(url(project)).status_code == read
    assert client.post(url(project, "add"), {"note": "Good."}).status_code == write
    assert Review.objects.count() == (write == 302)


def test_one_click_is_enough_and_leads_back_to_the_dashboard(as_role, project, cast):
    response = as_role("advisor").post(url(project, "add"))
    assert response.url == reverse("pages:advisor")
    review = project.reviews.get()
    assert (review.note, review.by) == ("", cast.advisor)
    assert AuditEvent.objects.filter(event="review_added", project_id=project.pk).exists()


def test_a_double_click_makes_one_review(as_role, project, cast):
    client = as_role("advisor")
    client.post(url(project, "add"), {"note": "Good."})
    client.post(url(project, "add"), {"note": "Good."})
    assert project.reviews.count() == 1
    later = timezone.now() + datetime.timedelta(minutes=3)
    actions.add_review(project=project, note="Good.", by=cast.advisor, at=later)
    assert project.reviews.count() == 2


@pytest.mark.parametrize(
    "wanted, goes",
    [
        ("/projects/warm-welcome/", "/projects/warm-welcome/"),
        ("https://elsewhere.example/", None),
        ("//elsewhere.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_next_is_followed_only_within_the_site(as_role, project, wanted, goes):
    response = as_role("advisor").post(url(project, "add"), {"next": wanted})
    assert response.url == (goes or reverse("pages:advisor"))


def test_a_note_that_could_identify_someone_is_asked_about_and_kept(as_role, project):
    client = as_role("advisor")
    fields = {"note": "Ring Sam on 020 7946 0123.", "next": "/projects/"}
    response = client.post(url(project, "add"), fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "020 7946 0123" in page
    assert 'value="/projects/"' in page
    assert not Review.objects.exists()
    response = client.post(url(project, "add"), fields | {"confirm_text": "on"})
    assert response.url == "/projects/"
    assert AuditEvent.objects.filter(event="text_confirmed").exists()


def test_an_nhs_number_is_never_saved(as_role, project):
    fields = {"note": "See 943 476 5919", "confirm_text": "on"}
    response = as_role("advisor").post(url(project, "add"), fields)
    assert response.status_code == 422
    assert not Review.objects.exists()


def test_the_team_sees_the_note_and_says_so_once(as_role, project, review, cast):
    client = as_role("member")
    page = client.get(url(project)).content.decode()
    assert "Try Tuesday evenings." in page
    assert "Mark as seen" in page
    client.post(url(project, review.pk, "seen"))
    review.refresh_from_db()
    assert review.seen_by == cast.member
    as_role("lead").post(url(project, review.pk, "seen"))
    review.refresh_from_db()
    assert review.seen_by == cast.member
    assert "Seen by the team" in as_role("advisor").get(url(project)).content.decode()


@pytest.mark.parametrize(
    "role, status",
    [
        ("lead", 302),
        ("member", 302),
        ("contributor", 403),
        ("advisor", 403),
        ("other_lead", 404),
        ("funder", 404),
    ],
)
def test_only_lead_and_members_mark_a_review_as_seen(as_role, project, review, role, status):
    assert as_role(role).post(url(project, review.pk, "seen")).status_code == status
    assert as_role(role).get(url(project, review.pk, "seen")).status_code == 405


def test_a_review_of_another_project_is_not_found(as_role, other_project, review):
    assert as_role("advisor").get(url(other_project, review.pk, "edit")).status_code == 404


def test_a_changed_review_is_new_to_the_team(as_role, project, review, cast):
    actions.mark_review_seen(review=review, by=cast.lead)
    client = as_role("advisor")
    assert "They have seen it" in client.get(url(project, review.pk, "edit")).content.decode()
    client.post(url(project, review.pk, "edit"), {"note": "Try Mondays.", "version": 2})
    review.refresh_from_db()
    assert (review.note, review.seen_at, review.seen_by) == ("Try Mondays.", None, None)


def test_a_stale_edit_shows_both(as_role, project, review, cast):
    actions.edit_review(review=review, note="From my phone.", version=1, by=cast.advisor)
    response = as_role("advisor").post(
        url(project, review.pk, "edit"), {"note": "From my desk.", "version": 1}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "From my phone." in page
    assert "From my desk." in page


def test_only_its_writer_changes_a_review(as_role, project, review):
    client = as_role("coach")
    assert "Withdraw" not in client.get(url(project)).content.decode()
    for page in ("edit", "withdraw"):
        assert client.get(url(project, review.pk, page)).status_code == 403
        assert client.post(url(project, review.pk, page), {"version": 1, "why": "x"}).status_code == 403


def test_a_withdrawn_review_is_gone(as_role, project, review):
    client = as_role("advisor")
    assert client.post(url(project, review.pk, "withdraw"), {"version": 1, "why": ""}).status_code == 422
    client.post(url(project, review.pk, "withdraw"), {"version": 1, "why": "Wrong project"})
    review.refresh_from_db()
    assert review.withdrawn_why == "Wrong project"
    assert "Try Tuesday evenings." not in as_role("lead").get(url(project)).content.decode()
    assert as_role("lead").post(url(project, review.pk, "seen")).status_code == 404


def test_an_empty_list_says_what_it_is_for(as_role, project):
    assert "No reviews yet" in as_role("contributor").get(url(project)).content.decode()
    assert url(project, "add") in as_role("advisor").get(url(project)).content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_of_the_list_do_not_grow(as_role, project, cast, rows, django_assert_max_num_queries):
    for i in range(rows):
        review = actions.add_review(project=project, note=f"Note {i}.", by=cast.advisor)
        actions.mark_review_seen(review=review, by=cast.lead)
    client = as_role("lead")
    with django_assert_max_num_queries(8):
        assert client.get(url(project)).status_code == 200
