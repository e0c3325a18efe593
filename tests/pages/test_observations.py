"""Observations of a cycle through its pages: who adds, changes and withdraws them, their photos and files, tasks."""

import datetime
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from community.models import Action
from ftc_qi.core.models import AuditEvent, StoredFile
from projects.models import Observation, ObservationFile, PDSACycle
from tests.core.uploads import HTML, PDF, WORD, packed, phone_photo, picture, upload
from tests.factories import (
    ActionFactory,
    CommentFactory,
    ObservationFactory,
    ObservationFileFactory,
    TeamMemberFactory,
)
from tests.pages.cycles import text, url

pytestmark = pytest.mark.usefixtures("october")
NOBODY = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def cycle(make):
    return make("do")


def said(**more):
    return {"text": "The room was calm", "seen_on": "2026-10-14"} | more


def add(client, cycle, **more):
    return client.post(url(cycle, "observations/add/"), said(**more))


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def file_url(link, what=""):
    return url(link.observation.cycle, f"files/{link.pk}/{what}")


# --- adding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "member", "contributor", "fund_manager"])
def test_anyone_on_the_team_adds_what_they_saw(as_role, cycle, cast, role):
    client = as_role(role)
    assert "Add what you saw" in text(client.get(url(cycle)))
    answer = add(client, cycle)
    assert answer.url == f"{url(cycle)}#observations"
    page = text(client.get(url(cycle)))
    assert "The room was calm" in page and "14 October 2026" in page
    assert Observation.objects.get().by == getattr(cast, role)


def test_what_was_seen_is_news_of_the_cycle_and_makes_no_open_form_stale(as_role, cycle):
    PDSACycle.objects.filter(pk=cycle.pk).update(moved_at=NOBODY)
    add(as_role("contributor"), cycle)
    stored = PDSACycle.objects.get(pk=cycle.pk)
    assert stored.moved_at == timezone.now()
    assert stored.version == cycle.version


@pytest.mark.parametrize(
    "role, status",
    [("advisor", 403), ("coach", 403), ("other_lead", 404), ("other_coach", 404), ("funder", 404)],
)
def test_others_do_not(as_role, cycle, role, status):
    client = as_role(role)
    assert client.get(url(cycle, "observations/add/")).status_code == status
    assert add(client, cycle).status_code == status
    assert not Observation.objects.exists()


def test_advisors_read_them_and_other_teams_do_not(as_role, cycle, cast):
    ObservationFactory(cycle=cycle, by=cast.member)
    for role in ("advisor", "coach", "contributor"):
        assert "It was quiet." in text(as_role(role).get(url(cycle)))
    for role in ("other_lead", "other_coach"):
        page = text(as_role(role).get(url(cycle)))
        assert "It was quiet." not in page and "Seen so far" not in page


@pytest.mark.parametrize("stage", ["do", "study", "act", "done"])
def test_from_do_on_and_later(as_role, make, stage):
    cycle = make(stage)
    assert add(as_role("contributor"), cycle).status_code == 302
    assert Observation.objects.count() == 1


def test_before_do_there_is_nothing_to_see(as_role, make):
    cycle = make("plan")
    client = as_role("lead")
    assert "Add what you saw" not in text(client.get(url(cycle)))
    for answer in (
        client.get(url(cycle, "observations/add/"), follow=True),
        client.post(url(cycle, "observations/add/"), said(), follow=True),
    ):
        assert "Do has not begun" in text(answer)
    assert not Observation.objects.exists()


def test_a_day_to_come_is_refused_and_the_words_stay(as_role, cycle):
    answer = add(as_role("lead"), cycle, seen_on="2026-10-16")
    assert answer.status_code == 422
    assert "still to come" in text(answer) and "The room was calm" in text(answer)


def test_today_is_filled_in(as_role, cycle):
    assert 'value="2026-10-15"' in text(as_role("lead").get(url(cycle, "observations/add/")))


def test_personal_data_in_text_and_caption_is_guarded(as_role, cycle):
    client = as_role("member")
    assert "NHS number" in text(add(client, cycle, text="Saw 943 476 5919"))
    assert add(client, cycle, caption="Call 07700 900123").status_code == 422
    assert not Observation.objects.exists()
    assert add(client, cycle, caption="Call 07700 900123", confirm_text="1").status_code == 302
    assert AuditEvent.objects.filter(event="text_confirmed").exists()


def test_a_second_click_writes_nothing_twice(as_role, cycle, media):
    client = as_role("member")
    for _ in range(2):
        add(client, cycle, uploads=upload(picture(), "a.jpg"))
    assert Observation.objects.count() == 1
    assert len(files_in(media)) == 1


# --- photos and files --------------------------------------------------------------------------------------


def test_photos_from_the_camera_and_files_are_kept_together(as_role, cycle, media):
    client = as_role("contributor")
    add(
        client,
        cycle,
        caption="The new corner",
        photo=upload(phone_photo(), "IMG_1.jpg"),
        uploads=[upload(PDF, "Plan.pdf"), upload(packed(WORD), "Notes.docx")],
    )
    row = Observation.objects.get()
    assert [link.file.name for link in row.files.all()] == ["IMG_1.jpg", "Plan.pdf", "Notes.docx"]
    assert len(files_in(media)) == 3
    page = text(client.get(url(cycle)))
    assert 'alt="The new corner"' in page
    assert "Plan.pdf" in page and "Notes.docx" in page


def test_a_kept_photo_tells_no_place(as_role, cycle, media):
    add(as_role("member"), cycle, photo=upload(phone_photo(orientation=6), "IMG_1.jpg"))
    (path,) = files_in(media)
    kept = Image.open(io.BytesIO(path.read_bytes()))
    assert not kept.getexif() and not kept.getexif().get_ifd(0x8825)
    assert kept.size == (40, 60)
    assert b"PhoneMaker" not in path.read_bytes()


def test_after_several_files_each_gets_its_own_caption(as_role, cycle):
    client = as_role("member")
    answer = add(client, cycle, uploads=[upload(picture(), "a.jpg"), upload(picture(), "b.jpg")])
    row = Observation.objects.get()
    assert answer.url == url(cycle, f"observations/{row.pk}/edit/")
    first, second = row.files.all()
    form = text(client.get(answer.url))
    assert f"files/{first.pk}/small/" in form and f"files/{second.pk}/small/" in form
    captions = {f"caption_{first.pk}": "The door", f"caption_{second.pk}": "The sign"}
    client.post(answer.url, said(version=1, **captions))
    page = text(client.get(url(cycle)))
    assert 'alt="The door"' in page and 'alt="The sign"' in page
    row.refresh_from_db()
    assert row.version == 2  # whoever has the form open still sees the old captions


@pytest.mark.parametrize(
    "content, name, words",
    [
        (HTML, "photo.jpg", "not a photo, a PDF or a Word"),
        (b"", "photo.jpg", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old.doc", "save it as .docx"),
        (packed(WORD | {"word/vbaProject.bin": b"x"}), "macro.docm", "macros"),
    ],
)
def test_a_refused_file_keeps_the_words_and_asks_to_choose_again(as_role, cycle, media, content, name, words):
    answer = add(as_role("member"), cycle, uploads=upload(content, name), caption="The corner")
    page = text(answer)
    assert answer.status_code == 422
    assert words in page and "choose them again" in page
    assert "The room was calm" in page and 'value="The corner"' in page
    assert not files_in(media) and not Observation.objects.exists()


def test_when_other_words_are_refused_the_files_are_asked_for_again(as_role, cycle, media):
    page = text(add(as_role("member"), cycle, text="", uploads=upload(picture(), "a.jpg")))
    assert "choose them again" in page
    assert not files_in(media)


def test_each_wrong_file_is_named(as_role, cycle):
    wrong = [upload(HTML, "one.jpg"), upload(picture(), "fine.jpg"), upload(HTML, "two.jpg")]
    page = text(add(as_role("member"), cycle, uploads=wrong))
    assert "one: This is not" in page and "two: This is not" in page and "fine: " not in page


def test_five_files_are_the_most(as_role, cycle, media):
    client = as_role("member")
    six = [upload(picture(), f"{n}.jpg") for n in range(6)]
    answer = add(client, cycle, uploads=six)
    assert answer.status_code == 422 and "can hold 5" in text(answer)
    add(client, cycle, uploads=[upload(picture(), f"{n}.jpg") for n in range(5)])
    row = Observation.objects.get()
    more = client.post(
        url(cycle, f"observations/{row.pk}/edit/"), said(version=1, uploads=upload(picture(), "f.jpg"))
    )
    assert more.status_code == 422 and "can hold 5" in text(more)
    assert len(files_in(media)) == 5


def test_a_files_name_is_guarded_like_text(as_role, cycle):
    client = as_role("member")
    answer = add(client, cycle, uploads=upload(picture(), "patient 943 476 5919.jpg"))
    assert answer.status_code == 422 and "name holds an NHS number" in text(answer)
    named = {"uploads": upload(picture(), "for jo@example.org.jpg")}
    answer = add(client, cycle, **named)
    assert answer.status_code == 422 and "confirm_text" in text(answer)
    named = {"uploads": upload(picture(), "for jo@example.org.jpg")}
    assert add(client, cycle, confirm_text="1", **named).status_code == 302
    assert StoredFile.objects.get().name == "for jo@example.org.jpg"


def test_a_name_cannot_break_out_of_the_page_or_the_header(as_role, cycle):
    client = as_role("member")
    add(client, cycle, uploads=upload(PDF, '"><script>x.pdf'), caption='"><b>Bold')
    page = text(client.get(url(cycle)))
    assert "<script>x" not in page and '"><b>Bold' not in page
    answer = client.get(file_url(ObservationFile.objects.get()))
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_failed_save_leaves_no_file_behind(as_role, cycle, media, monkeypatch):
    """The project's history can't be written: nothing is, and the disk is as before."""
    client = as_role("member")
    client.raise_request_exception = False
    monkeypatch.setattr("ftc_qi.core.history.AuditEvent.objects.create", None)
    answer = add(client, cycle, uploads=[upload(picture(), "a.jpg"), upload(PDF, "b.pdf")])
    assert answer.status_code == 500
    assert not files_in(media)
    assert not StoredFile.objects.exists() and not Observation.objects.exists()


# --- handing out -------------------------------------------------------------------------------------------


@pytest.fixture
def photo(cycle, cast):
    return ObservationFileFactory(observation=ObservationFactory(cycle=cycle, by=cast.member), caption="Door")


@pytest.mark.parametrize(
    "role, status",
    [
        ("anonymous", 302),
        ("outsider", 404),
        ("other_lead", 404),
        ("other_coach", 404),
        ("funder", 404),
        ("finance", 404),
        ("lead", 200),
        ("member", 200),
        ("contributor", 200),
        ("advisor", 200),
        ("coach", 200),
        ("fund_manager", 200),
    ],
)
def test_files_are_the_teams_its_advisors_and_the_fund_managers(as_role, photo, role, status):
    client = as_role(role)
    for what in ("", "small/"):
        answer = client.get(file_url(photo, what))
        assert answer.status_code == status
        if status == 200 and what:
            assert Image.open(io.BytesIO(answer.content)).size == (8, 6)


def test_who_left_the_team_gets_no_file_even_with_a_copy_at_hand(as_role, photo, project, cast):
    client = as_role("member")
    answer = client.get(file_url(photo))
    etag = answer["ETag"]
    assert client.get(file_url(photo), headers={"If-None-Match": etag}).status_code == 304
    project.team.filter(user=cast.member).update(ended_at=NOBODY)
    assert client.get(file_url(photo), headers={"If-None-Match": etag}).status_code == 404


def test_a_photo_is_shown_and_any_other_file_is_a_download(as_role, cycle, photo, cast):
    client = as_role("lead")
    shown = client.get(file_url(photo))
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == "image/png"
    add(client, cycle, uploads=upload(PDF, "Plan.pdf"))
    download = client.get(file_url(ObservationFile.objects.latest("pk")))
    assert download["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    assert download["Content-Type"] == "application/pdf"
    assert download.content == PDF
    assert client.get(file_url(ObservationFile.objects.latest("pk"), "small/")).status_code == 404


@pytest.mark.parametrize("what", ["", "small/"])
def test_a_browser_runs_nothing_of_a_file_and_keeps_it_to_itself(as_role, photo, what):
    answer = as_role("lead").get(file_url(photo, what))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (
        "sandbox" in answer["Content-Security-Policy"]
        and "default-src 'none'" in answer["Content-Security-Policy"]
    )
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["ETag"]


def test_a_file_is_found_under_its_own_project_and_cycle_only(
    as_role, photo, make, other_project, cast, idea
):
    TeamMemberFactory(project=other_project, role="lead", user=cast.lead)
    client = as_role("lead")
    other_cycle = make("do", title="Another")
    assert client.get(url(other_cycle, f"files/{photo.pk}/")).status_code == 404
    address = file_url(photo).replace("warm-welcome", "night-line")
    assert client.get(address).status_code == 404
    assert client.get(address + "small/").status_code == 404


@pytest.mark.parametrize("what", ["photo", "observation", "cycle"])
def test_what_is_withdrawn_is_handed_out_no_more(as_role, photo, what):
    row = {"photo": photo, "observation": photo.observation, "cycle": photo.observation.cycle}[what]
    row.withdrawn_at = NOBODY
    row.save()
    client = as_role("lead")
    for address in ("", "small/"):
        assert client.get(file_url(photo, address)).status_code == 404


def test_a_file_the_disk_has_lost_is_not_found_and_its_page_still_opens(as_role, photo):
    default_storage.delete(photo.file.file.name)
    client = as_role("lead")
    for address in ("", "small/"):
        assert client.get(file_url(photo, address)).status_code == 404
    assert client.get(url(photo.observation.cycle)).status_code == 200


# --- changing and withdrawing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, own, others",
    [("lead", 200, 200), ("member", 200, 200), ("fund_manager", 200, 200), ("contributor", 200, 403)],
)
def test_contributors_change_their_own_and_editors_all(as_role, cycle, cast, role, own, others):
    mine = ObservationFactory(cycle=cycle, by=getattr(cast, role))
    someone = ObservationFactory(cycle=cycle, by=TeamMemberFactory(project=cycle.project).user)
    client = as_role(role)
    for row, status in ((mine, own), (someone, others)):
        for what in ("edit/", "withdraw/"):
            assert client.get(url(cycle, f"observations/{row.pk}/{what}")).status_code == status
        link = f"observations/{row.pk}/edit/"
        assert (link in text(client.get(url(cycle)))) is (status == 200)


def test_an_advisor_changes_none(as_role, cycle, cast):
    row = ObservationFactory(cycle=cycle, by=cast.member)
    client = as_role("advisor")
    assert client.get(url(cycle, f"observations/{row.pk}/edit/")).status_code == 403
    assert client.post(url(cycle, f"observations/{row.pk}/withdraw/"), {"why": "x"}).status_code == 403


def test_words_day_captions_and_files_change_together(as_role, cycle, photo):
    client = as_role("member")
    other = ObservationFileFactory(observation=photo.observation)
    answer = client.post(
        url(cycle, f"observations/{photo.observation_id}/edit/"),
        said(
            text="Calmer still",
            version=1,
            uploads=upload(PDF, "Plan.pdf"),
            caption="Our plan",
            **{f"caption_{photo.pk}": "The new door", f"out_{other.pk}": "on"},
        ),
    )
    assert answer.url == f"{url(cycle)}#observations"
    page = text(client.get(url(cycle)))
    assert "Calmer still" in page and 'alt="The new door"' in page and "Our plan" in page
    assert f"files/{other.pk}/" not in page
    assert client.get(file_url(other)).status_code == 404


def test_a_stale_form_shows_both_and_loses_nothing(as_role, cycle, photo, media):
    client = as_role("member")
    address = url(cycle, f"observations/{photo.observation_id}/edit/")
    client.post(address, said(text="First", version=1, **{f"caption_{photo.pk}": "Door"}))
    before = len(files_in(media))
    answer = client.post(address, said(text="Second", version=1, uploads=upload(picture(), "a.jpg")))
    assert answer.status_code == 422
    assert "First" in text(answer) and "Second" in text(answer)
    assert len(files_in(media)) == before


def test_withdrawing_asks_why_and_keeps_it(as_role, cycle, photo):
    client = as_role("member")
    address = url(cycle, f"observations/{photo.observation_id}/withdraw/")
    assert client.post(address, {"why": "", "version": 1}).status_code == 422
    assert client.post(address, {"why": "Wrong cycle", "version": 1}).status_code == 302
    assert "It was quiet." not in text(client.get(url(cycle)))
    assert Observation.objects.get().withdrawn_why == "Wrong cycle"


def test_names_are_those_chosen_on_the_team_and_stay_after_leaving(as_role, cycle, project, cast):
    ObservationFactory(cycle=cycle, by=cast.contributor)
    project.team.filter(user=cast.contributor).update(display_name="Bluebell", ended_at=NOBODY)
    page = text(as_role("lead").get(url(cycle)))
    assert "Bluebell" in page and cast.contributor.display_name not in page


# --- tasks of the cycle ------------------------------------------------------------------------------------


def test_a_task_is_added_on_the_cycles_page_and_done_there(as_role, cycle, project, cast):
    client = as_role("member")
    who = project.team.get(user=cast.contributor)
    add_url = f"/projects/warm-welcome/actions/add/?cycle={cycle.pk}"
    sent = {"what": "Print the cards", "who": who.pk, "by_when": "2026-10-20", "where": "Library"}
    assert add_url in text(client.get(url(cycle)))
    assert client.post(add_url, sent).url == f"{url(cycle)}#tasks"
    task = Action.objects.get()
    assert (task.cycle, task.source, task.who) == (cycle, "cycle", who)
    page = text(client.get(url(cycle)))
    assert "Print the cards" in page and "by 20 October 2026" in page and "Library" in page
    contributor = as_role("contributor")
    assert "Mark as done" in text(contributor.get(url(cycle)))
    done = f"/projects/warm-welcome/actions/{task.pk}/done/"
    assert contributor.post(done, {"next": f"{url(cycle)}#tasks"}).url == f"{url(cycle)}#tasks"
    task.refresh_from_db()
    assert task.done_by == cast.contributor
    assert "Open again" in text(contributor.get(url(cycle)))


def test_tasks_are_for_the_team_space_only(as_role, cycle, project):
    ActionFactory(project=project, cycle=cycle, source="cycle", what="Print the cards")
    assert "Print the cards" in text(as_role("advisor").get(url(cycle)))
    assert "Print the cards" not in text(as_role("other_lead").get(url(cycle)))


def test_a_refused_task_keeps_what_was_typed(as_role, cycle):
    answer = as_role("lead").post(
        f"/projects/warm-welcome/actions/add/?cycle={cycle.pk}", {"what": "", "where": "The library"}
    )
    assert answer.status_code == 422 and "The library" in text(answer)


# --- cost --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "contributor", "coach"])
def test_cycle_page_queries_do_not_grow(as_role, cycle, project, role, django_assert_max_num_queries):
    def fill(count):
        for _ in range(count):
            member = TeamMemberFactory(project=project)
            ObservationFileFactory(observation=ObservationFactory(cycle=cycle, by=member.user))
            ActionFactory(project=project, cycle=cycle, source="cycle", who=member)
            CommentFactory(project=project, cycle=cycle, by=member.user)

    client, counts = as_role(role), []
    for count in (1, 49):
        fill(count)
        with django_assert_max_num_queries(14) as queries:
            assert "It was quiet." in text(client.get(url(cycle)))
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_a_file_takes_few_queries(as_role, photo, django_assert_max_num_queries):
    client = as_role("lead")
    with django_assert_max_num_queries(6):
        client.get(file_url(photo, "small/"))
