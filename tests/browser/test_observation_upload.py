"""From a phone, in the room: one line, a photo, and it stands on the cycle's page, without the place it was taken."""

import io
import re

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from ftc_qi.core.models import StoredFile
from projects.models import Observation
from tests.browser.waits import fits, until
from tests.core.uploads import HTML, PDF, phone_photo
from tests.factories import ChangeIdeaFactory, PDSACycleFactory


@pytest.fixture
def cycle(project):
    day = timezone.localdate()
    return PDSACycleFactory(
        change_idea=ChangeIdeaFactory(project=project),
        title="Evening drop-in",
        stage="do",
        started_on=day,
        prediction_locked_at=timezone.now(),
    )


@pytest.fixture
def page_of_cycle(cycle):
    return f"/projects/warm-welcome/cycles/{cycle.pk}/"


def chosen(name, content, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": content}


def test_a_contributor_sends_a_line_and_photos_from_a_phone(page, sign_in, cast, page_of_cycle, axe):
    sign_in(cast.contributor)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(page_of_cycle)
    with page.expect_navigation():
        page.get_by_role("link", name="Add what you saw").click()
    fits(page)
    camera = page.get_by_label("Take a photo")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    page.get_by_label("What did you see?").fill("The room was calm")
    camera.set_input_files(chosen("IMG_1.jpg", phone_photo(size=(800, 600), orientation=6)))
    page.get_by_label("Photos and files").set_input_files(
        [chosen("Corner.jpg", phone_photo()), chosen("Plan.pdf", PDF, "application/pdf")]
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Save observation").click()
    expect(page.get_by_text("saved with 3 files")).to_be_visible()
    axe(page)
    page.get_by_label("What “IMG_1.jpg” shows").fill("The new door")
    with page.expect_navigation():
        page.get_by_role("button", name="Save observation").click()
    expect(page).to_have_url(f"{page_of_cycle}#observations")
    photo = page.get_by_role("img", name="The new door")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("complete", True)
    until(page, "() => document.querySelector('.q-thumbs img').naturalWidth === 360")
    expect(page.get_by_role("link", name="Plan.pdf")).to_be_visible()
    fits(page)
    axe(page)
    kept = StoredFile.objects.get(name="IMG_1.jpg")
    with kept.file.open() as file:
        content = file.read()
    assert Image.open(io.BytesIO(content)).size == (600, 800)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert Observation.objects.get().by == cast.contributor


def test_a_refused_file_keeps_the_words(page, sign_in, cast, page_of_cycle, axe):
    sign_in(cast.member)
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"{page_of_cycle}observations/add/")
    page.get_by_label("What did you see?").fill("People asked for the evening by name")
    page.get_by_label("Photos and files").set_input_files(chosen("photo.jpg", HTML))
    with page.expect_navigation():
        page.get_by_role("button", name="Save observation").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("not a photo, a PDF or a Word"))
    expect(page.get_by_role("alert")).to_contain_text("choose them again")
    expect(page.get_by_label("What did you see?")).to_have_value("People asked for the evening by name")
    axe(page)
    assert not Observation.objects.exists()
    page.get_by_label("Photos and files").set_input_files(chosen("photo.jpg", phone_photo()))
    page.get_by_label("What the photo or file shows").fill("The corner")
    with page.expect_navigation():
        page.get_by_role("button", name="Save observation").click()
    expect(page.get_by_role("img", name="The corner")).to_be_visible()


def test_on_a_wide_screen_there_is_one_place_for_files(page, sign_in, cast, page_of_cycle):
    sign_in(cast.member)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{page_of_cycle}observations/add/")
    expect(page.get_by_label("Take a photo")).to_be_hidden()
    expect(page.get_by_label("Photos and files")).to_be_visible()


def test_a_comment_is_written_and_read_beside_the_cycle(page, sign_in, cast, page_of_cycle, axe):
    sign_in(cast.advisor)
    page.goto(page_of_cycle)
    page.get_by_label("Comment", exact=True).fill("Good, small test.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save comment").click()
    sign_in(cast.lead)
    page.goto(page_of_cycle)
    expect(page.get_by_text("Good, small test.")).to_be_visible()
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    expect(page.get_by_text("Good, small test.")).to_be_visible()
