"""The driver diagram's pages: who reads and edits it, the outline, links, copies, files, an idea from anyone."""

import datetime
import io
import re
import unicodedata
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from ftc_qi.core.models import AuditEvent
from measures.models import DriverMeasure
from projects.actions import driver_lines as lines
from projects.actions import drivers
from projects.models import Driver
from tests.factories import (
    AimStatementFactory,
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    DriverLinkFactory,
    MeasureFactory,
    PDSACycleFactory,
    monthly_points,
)
from tests.pages.told import main_outcome, text_of

DRIVERS = "/projects/warm-welcome/drivers/"
EDIT = f"{DRIVERS}edit/"
FILES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@pytest.fixture
def told(project, cast):
    """Trust and Time; Peers under Trust, weakly under Time; the tea table under Peers, tested in a cycle."""
    by = cast.lead

    def add(title, level="primary", **fields):
        return drivers.add_driver(project=project, values={"level": level, "title": title} | fields, by=by)

    trust, time, peers = add("Trust", note="Visitors said so"), add("Time"), add("Peers", "secondary")
    lines.link(project=project, parent=trust, child=peers, by=by)
    lines.link(project=project, parent=time, child=peers, strength="weak", by=by)
    idea = ChangeIdeaFactory(project=project, title="Tea table", status="adopted")
    lines.link(project=project, parent=peers, child=idea, by=by)
    PDSACycleFactory(change_idea=idea, number=3)
    loose = ChangeIdeaFactory(project=project, title="Poster")
    AimStatementFactory(project=project, from_value=41, to_value=70, unit="%")
    outcome = main_outcome(project)
    DriverMeasure.objects.create(driver=trust, measure=outcome)
    return SimpleNamespace(
        trust=trust, time=time, peers=peers, idea=idea, loose=loose, outcome=outcome, add=add, by=by
    )


def drawing_of(response) -> str:
    """The driver diagram's own SVG."""
    return re.search(r'<svg class="c-chart".*?</svg>', response.content.decode(), re.DOTALL)[0]


def places(response):
    """Where the page leads to inside the project."""
    return set(re.findall(r'(?:href|action)="([^"]*)"', response.content.decode()))


# --- who -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, reads, adds, edits",
    [
        ("lead", 200, 405, 200),
        ("member", 200, 405, 200),
        ("fund_manager", 200, 405, 200),
        ("contributor", 200, 405, 403),
        ("advisor", 200, 403, 403),
        ("other_lead", 200, 404, 404),
        ("funder", 404, 404, 404),
        ("outsider", 404, 404, 404),
    ],
)
def test_drivers_by_role(as_role, told, role, reads, adds, edits):
    client = as_role(role)
    assert client.get(DRIVERS).status_code == reads
    for ending in FILES:
        assert client.get(f"/projects/warm-welcome/drivers.{ending}").status_code == reads
    forms = ["edit/", "add/", "copy/", f"{told.peers.pk}/edit/", f"{told.peers.pk}/links/"]
    forms += [f"{told.peers.pk}/ideas/add/", f"{told.peers.pk}/withdraw/", f"ideas/{told.idea.pk}/links/"]
    assert {client.get(DRIVERS + path).status_code for path in forms} == {edits}
    posted = client.post(f"{DRIVERS}idea/", {})
    assert posted.status_code == (422 if adds == 405 else adds)


@pytest.mark.parametrize("role", ["lead", "contributor", "advisor", "other_lead"])
def test_the_page_leads_only_where_its_reader_may_go(as_role, told, role):
    client = as_role(role)
    page = client.get(DRIVERS)
    own = {url for url in places(page) if url.startswith("/projects/warm-welcome/")}
    for url in sorted(own):
        expected = 405 if url.startswith(f"{DRIVERS}idea/") else 200
        assert client.get(url).status_code == expected, url
    assert (EDIT in own) == (role == "lead")
    assert (f"{DRIVERS}idea/#got-an-idea" in own) == (role in ("lead", "contributor"))


def test_the_community_reads_no_cause(as_role, told, project):
    page = as_role("other_lead").get(DRIVERS).content.decode()
    assert "Visitors said so" in page  # why we think so is for the community
    assert "Drivers" in page
    assert "/causes/" not in page


def test_a_driver_shows_its_cause_to_the_team_space_alone(as_role, told, project):
    cause = CauseFactory(project=project, text="Nobody asks twice")
    Driver.objects.filter(pk=told.peers.pk).update(from_cause=cause)
    link = f'href="/projects/warm-welcome/causes/#row-{cause.pk}"'
    for role, reads in (("lead", True), ("contributor", True), ("advisor", True), ("other_lead", False)):
        page = as_role(role).get(DRIVERS).content.decode()
        assert (link in page) is ("Nobody asks twice" in page) is reads, role
    assert link in as_role("lead").get(EDIT).content.decode()


# --- the page --------------------------------------------------------------------------------------------


def test_the_drawing_and_the_list_say_the_same(as_role, told):
    page = as_role("lead").get(DRIVERS)
    svg, words = drawing_of(page), text_of(page)
    root = ElementTree.fromstring(svg)
    drawn = " ".join(text.text for text in root.iter("text"))
    for said in ("Trust", "Time", "Peers", "Tea table", "Adopted, cycle 3", "Offers of a test accepted"):
        assert said in drawn
        assert said in words
    assert words.count("Peers") >= 2  # under both of its parents
    assert re.search(r"Peers \(weak link\) Also under “Trust”", words)
    assert "Not linked yet Link them Poster Not tested" in words
    assert "Poster" not in drawn
    assert svg.count('stroke-dasharray="3 4"') == 1
    for url in (
        f"/projects/warm-welcome/ideas/{told.idea.pk}/",
        f"/projects/warm-welcome/measures/{told.outcome.pk}/",
        f"#driver-{told.peers.pk}",
    ):
        assert f'href="{url}"' in svg
    assert f'id="driver-{told.peers.pk}"' in page.content.decode()
    assert page.content.decode().count(f'id="driver-{told.peers.pk}"') == 1


def test_a_planned_test_is_said_to_be_one(as_role, told):
    PDSACycleFactory(change_idea=told.loose, number=4)
    assert "Planned, cycle 4" in text_of(as_role("lead").get(DRIVERS))


def test_signals_are_those_of_the_readers_face(as_role, told, project):
    few = MeasureFactory(project=project, name="New people", about_people=True)
    monthly_points(few, [3] * 12 + [4] * 8, start=datetime.date(2025, 2, 1))
    DriverMeasure.objects.create(driver=told.peers, measure=few)
    assert "Numbers too small" not in text_of(as_role("lead").get(DRIVERS))
    for role in ("contributor", "other_lead"):
        words = text_of(as_role(role).get(DRIVERS))
        assert re.search(r"Numbers too small(, out of date)? New people", words), role


def test_numbers_of_the_aim_are_protected(as_role, told, project):
    project.aims.update(unit="people", from_value=3, to_value=40)
    assert "from 3 to 40" in text_of(as_role("lead").get(DRIVERS))
    for role in ("contributor", "other_lead"):
        page = as_role(role).get(DRIVERS)
        assert "fewer than 5" in text_of(page)
        assert "from 3" not in page.content.decode()
        file = as_role(role).get("/projects/warm-welcome/drivers.svg").content.decode()
        assert "from 3" not in file
        assert "Protected view" in file


def test_an_empty_page_offers_one_first_step(as_role, project):
    words = text_of(as_role("lead").get(DRIVERS))
    assert "Add the first driver" in words
    assert "Start from" not in words
    project.programme.driver_outline = "Trust\n  Peers"
    project.programme.save()
    assert "Start from the programme’s outline" in text_of(as_role("lead").get(DRIVERS))
    assert "Add the first driver" not in text_of(as_role("contributor").get(DRIVERS))


def test_no_aim_yet_leads_to_the_aim(as_role, told, project):
    project.aims.all().delete()
    aim = "/projects/warm-welcome/aim/"
    assert f'href="{aim}" aria-label="No aim yet. Write the aim"' in drawing_of(as_role("lead").get(DRIVERS))
    assert f'href="{aim}"' not in drawing_of(as_role("contributor").get(DRIVERS))


def test_text_from_people_is_escaped_everywhere(as_role, told):
    told.add("<b>&\"'x\x01", "secondary")
    page = as_role("lead").get(DRIVERS)
    assert '<b>&"' not in page.content.decode()
    ElementTree.fromstring(drawing_of(page).replace("&#x27;", "'"))
    ElementTree.fromstring(as_role("lead").get("/projects/warm-welcome/drivers.svg").content)


def test_queries_do_not_grow(as_role, told, project, django_assert_max_num_queries):
    def more(rows):
        for _ in range(rows):
            primary = DriverFactory(project=project)
            DriverLinkFactory(parent=None, driver=primary, project=project)
            secondary = DriverFactory(project=project, level="secondary")
            DriverLinkFactory(parent=primary, driver=secondary)
            idea = ChangeIdeaFactory(project=project)
            DriverLinkFactory(parent=secondary, idea=idea)
            ChangeIdeaFactory(project=project)
            number = 100 + project.change_ideas.count()
            PDSACycleFactory(change_idea=idea, number=number)
            measure = MeasureFactory(project=project)
            monthly_points(measure, [11, 12], start=datetime.date(2026, 8, 1))
            DriverMeasure.objects.create(driver=secondary, measure=measure)

    more(1)
    for role in ("lead", "other_lead"):
        client, counts = as_role(role), []
        for url in (DRIVERS, EDIT) if role == "lead" else (DRIVERS,):
            with django_assert_max_num_queries(15) as queries:
                client.get(url)
            counts.append(len(queries))
        more(49)
        for url, count in zip((DRIVERS, EDIT), counts, strict=False):
            with django_assert_max_num_queries(15) as queries:
                client.get(url)
            assert len(queries) == count, url


# --- an idea from anyone ---------------------------------------------------------------------------------


def test_a_contributor_adds_an_idea_where_it_belongs(as_role, told, project):
    client = as_role("contributor")
    answer = client.post(
        f"{DRIVERS}idea/", {"title": "Evening drop-in", "driver": told.peers.pk}, follow=True
    )
    assert "“Evening drop-in” is added" in text_of(answer)
    idea = project.change_ideas.get(title="Evening drop-in")
    assert lines.links_of(idea) == {told.peers.pk: "strong"}
    client.post(f"{DRIVERS}idea/", {"title": "Not sure where"})
    assert lines.links_of(project.change_ideas.get(title="Not sure where")) == {}


def test_an_idea_that_cannot_be_added_stays_in_the_form(as_role, told):
    client = as_role("contributor")
    answer = client.post(f"{DRIVERS}idea/", {"title": "tea table", "driver": told.peers.pk})
    assert answer.status_code == 422
    assert 'value="tea table"' in answer.content.decode()
    assert "on the list already" in text_of(answer)
    asked = client.post(f"{DRIVERS}idea/", {"title": "Ring 07700 900123"})
    assert "Could it identify someone?" in text_of(asked)


def test_an_idea_is_not_hung_on_another_projects_driver(as_role, told, other_project):
    elsewhere = DriverFactory(project=other_project)
    answer = as_role("lead").post(f"{DRIVERS}idea/", {"title": "New", "driver": elsewhere.pk})
    assert answer.status_code == 422


# --- the outline -----------------------------------------------------------------------------------------


def test_the_outline_edits_each_row_once(as_role, told):
    page = as_role("lead").get(EDIT).content.decode()
    for row in (
        f"driver-{told.trust.pk}",
        f"driver-{told.peers.pk}",
        f"idea-{told.idea.pk}",
        f"idea-{told.loose.pk}",
    ):
        assert page.count(f'id="{row}"') == 1
    assert page.count(f'href="{DRIVERS}{told.peers.pk}/edit/"') == 1
    assert f'href="#driver-{told.peers.pk}"' in page  # where it hangs too


def test_a_driver_is_added_with_its_measure(as_role, told, project):
    client = as_role("member")
    assert (
        client.post(
            f"{DRIVERS}add/", {"title": "Calm", "note": "", "measures": [told.outcome.pk]}
        ).status_code
        == 302
    )
    calm = project.drivers.get(title="Calm")
    assert (calm.level, lines.links_of(calm)) == ("primary", {None: "strong"})
    assert calm.measure_links.get().measure == told.outcome
    page = client.get(f"{DRIVERS}add/?under={calm.pk}").content.decode()
    assert f'<option value="{calm.pk}" selected>' in page
    values = {"title": "A quiet room", "parent": calm.pk, "strength": "weak", "note": ""}
    answer = client.post(f"{DRIVERS}add/?under={calm.pk}", values)
    room = project.drivers.get(title="A quiet room")
    assert answer.url == f"{EDIT}#driver-{room.pk}"
    assert (room.level, lines.links_of(room)) == ("secondary", {calm.pk: "weak"})
    values = {"title": "Somewhere", "parent": "", "strength": "strong", "note": ""}
    client.post(f"{DRIVERS}add/?level=secondary", values)
    assert "Not linked yet" in text_of(client.get(DRIVERS))


def test_a_title_in_use_keeps_what_was_typed(as_role, told):
    answer = as_role("lead").post(f"{DRIVERS}add/", {"title": "trust", "note": "Kept text"})
    assert answer.status_code == 422
    assert "already" in text_of(answer)
    assert "Kept text" in answer.content.decode()


def test_a_stale_edit_shows_both_also_where_only_measures_changed(as_role, told, project):
    client = as_role("lead")
    other = MeasureFactory(project=project, name="Peers on the rota")
    first = {"title": "Trust", "note": "Visitors said so", "measures": [other.pk], "version": 1}
    assert client.post(f"{DRIVERS}{told.trust.pk}/edit/", first).status_code == 302
    late = {"title": "Safety", "note": "Visitors said so", "measures": [told.outcome.pk], "version": 1}
    answer = client.post(f"{DRIVERS}{told.trust.pk}/edit/", late)
    assert answer.status_code == 422
    for words in ("Safety", "Peers on the rota", "Offers of a test accepted", "saved this first"):
        assert words in text_of(answer) or words in answer.content.decode()
    assert client.post(f"{DRIVERS}{told.trust.pk}/edit/", late | {"version": 2}).status_code == 302
    assert told.trust.measure_links.get().measure == told.outcome


def test_links_are_chosen_for_each_driver_it_could_hang_on(as_role, told):
    client = as_role("lead")
    url = f"{DRIVERS}ideas/{told.idea.pk}/links/"
    page = client.get(url).content.decode()
    assert page.count("<fieldset") == 3
    values = {
        "seen": f"{told.peers.pk}:strong",
        f"parent_{told.trust.pk}": "weak",
        f"parent_{told.peers.pk}": "",
    }
    assert client.post(url, values).url == f"{EDIT}#idea-{told.idea.pk}"
    assert lines.links_of(told.idea) == {told.trust.pk: "weak"}
    assert client.get(f"{DRIVERS}{told.trust.pk}/links/").status_code == 404  # a primary hangs on the aim


def test_links_somebody_else_changed_are_shown_beside(as_role, told):
    client = as_role("lead")
    url = f"{DRIVERS}{told.peers.pk}/links/"
    read = f"{told.trust.pk}:strong,{told.time.pk}:weak"
    assert f'value="{read}"' in client.get(url).content.decode()
    client.post(url, {"seen": read, f"parent_{told.time.pk}": "strong"})
    late = {"seen": read, f"parent_{told.trust.pk}": "weak", f"parent_{told.time.pk}": "weak"}
    answer = client.post(url, late)
    assert answer.status_code == 422
    assert re.search(r"Trust No link Weak link Time Strong link Weak link", text_of(answer))
    again = late | {"seen": re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]}
    assert client.post(url, again).status_code == 302
    assert lines.links_of(told.peers) == {told.trust.pk: "weak", told.time.pk: "weak"}


@pytest.mark.parametrize("seen", ["x", "1:strong,²:weak", "9" * 40 + ":weak", ":"])
def test_a_place_lost_is_asked_for_again(as_role, told, seen):
    answer = as_role("lead").post(f"{DRIVERS}{told.peers.pk}/links/", {"seen": seen})
    assert answer.status_code == 422


def test_an_idea_is_picked_or_typed_under_a_driver(as_role, told, project):
    client, url = as_role("lead"), f"{DRIVERS}{told.time.pk}/ideas/add/"
    assert client.post(url, {"idea": told.loose.pk, "title": "", "strength": "weak"}).status_code == 302
    assert lines.links_of(told.loose) == {told.time.pk: "weak"}
    client.post(url, {"title": "Evenings", "strength": "strong"})
    assert lines.links_of(project.change_ideas.get(title="Evenings")) == {told.time.pk: "strong"}
    both = client.post(url, {"idea": told.idea.pk, "title": "More", "strength": "weak"})
    assert "Keep one of the two" in text_of(both)
    assert "Pick an idea" in text_of(client.post(url, {"strength": "weak"}))


def test_drivers_move_and_the_row_is_found_again(as_role, told, project):
    answer = as_role("lead").post(f"{DRIVERS}{told.time.pk}/move/", {"way": "up"})
    assert answer.url == f"{EDIT}#driver-{told.time.pk}"
    assert [row.title for row in project.drivers.filter(level="primary")] == ["Time", "Trust"]
    as_role("lead").post(f"{DRIVERS}{told.time.pk}/move/", {"way": "sideways"})
    assert [row.title for row in project.drivers.filter(level="primary")] == ["Time", "Trust"]


def test_an_idea_moves_and_the_outline_keeps_it_in_sight(as_role, told, project):
    client = as_role("lead")
    late = drivers.add_idea_here(project=project, title="Late", parent=told.peers, by=told.by)
    assert text_of(client.get(EDIT)).index("Tea table") < text_of(client.get(EDIT)).index("Late")
    answer = client.post(f"{DRIVERS}ideas/{late.pk}/move/", {"way": "up"})
    assert answer.url == f"{EDIT}#idea-{late.pk}"
    for url in (EDIT, DRIVERS):
        words = text_of(client.get(url))
        assert words.index("Late") < words.index("Tea table")
    drawn = drawing_of(client.get(DRIVERS))
    assert drawn.index("Late") < drawn.index("Tea table")
    client.post(f"{DRIVERS}ideas/{late.pk}/move/", {"way": "sideways"})
    assert [row.title for row in project.change_ideas.all()][:2] == ["Late", "Tea table"]


def test_withdrawing_says_what_hangs_on_it(as_role, told):
    client, url = as_role("lead"), f"{DRIVERS}{told.peers.pk}/withdraw/"
    assert "“Tea table” stays" in text_of(client.get(url))
    client.post(url, {"why": "Not the point"})
    assert not Driver.objects.current().filter(pk=told.peers.pk).exists()
    words = text_of(client.get(EDIT))
    assert words.index("Not linked yet") < words.index("Tea table")
    assert client.get(f"{DRIVERS}{told.peers.pk}/edit/").status_code == 404


# --- where it begins from --------------------------------------------------------------------------------


def test_a_diagram_starts_from_the_programmes_outline(as_role, project):
    project.programme.driver_outline = "Trust\n  Peers\n    Tea table"
    project.programme.save()
    client = as_role("lead")
    answer = client.post(f"{DRIVERS}start/", follow=True)
    assert "2 drivers, 2 links and 1 idea are added" in text_of(answer)
    assert "drivers already" in text_of(client.post(f"{DRIVERS}start/", follow=True))


def test_the_fund_manager_writes_the_outline_and_hears_of_the_line(as_role, programme):
    client = as_role("fund_manager")
    values = {"name": programme.name, "summary": "", "lag_days": 14, "version": 1}
    bad = client.post("/programme/edit/", values | {"driver_outline": "Trust\n  Peers\n    Tea\n      Cups"})
    assert bad.status_code == 422
    assert "Line 4" in text_of(bad)
    outline = "  Trust\n    Peers\n\n  Time"
    assert client.post("/programme/edit/", values | {"driver_outline": outline}).status_code == 302
    programme.refresh_from_db()
    assert programme.driver_outline == outline


def test_a_diagram_is_copied_after_a_look(as_role, told, cast, other_project):
    client = as_role("other_lead")
    url = "/projects/night-line/drivers/copy/"
    shown = client.post(url, {"source": "warm-welcome", "with_ideas": "on", "show": "1"})
    for words in ("Trust", "Peers", "Tea table"):
        assert words in text_of(shown)
    assert not other_project.drivers.exists()
    answer = client.post(url, {"source": "warm-welcome", "with_ideas": "on"}, follow=True)
    assert "3 drivers, 3 links and 1 idea are added. They come from “Warm Welcome”." in text_of(answer)
    assert other_project.change_ideas.get().from_idea == told.idea
    again = client.post(url, {"source": "warm-welcome", "with_ideas": "on"})
    assert again.status_code == 422
    assert "Nothing is missing" in text_of(again)


def test_only_diagrams_one_may_read_are_offered(as_role, told, other_project):
    assert "Warm Welcome" not in text_of(as_role("lead").get(f"{DRIVERS}copy/"))[300:].split("Whose")[-1]
    DriverFactory(project=other_project)
    elsewhere = DriverFactory()  # of another programme
    page = as_role("lead").get(f"{DRIVERS}copy/").content.decode()
    assert 'value="night-line"' in page
    assert elsewhere.project.slug not in page
    answer = as_role("lead").post(f"{DRIVERS}copy/", {"source": elsewhere.project.slug})
    assert answer.status_code == 422


# --- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", list(FILES))
def test_files_are_named_typed_and_logged_where_exact(as_role, told, ending):
    url = f"/projects/warm-welcome/drivers.{ending}"
    exact = as_role("lead").get(url)
    assert exact["Content-Type"] == FILES[ending]
    assert f'filename="warm-welcome-drivers.{ending}"' in exact["Content-Disposition"]
    assert AuditEvent.objects.filter(event="exported_exact").count() == 1
    shared = as_role("other_lead").get(url)
    assert f'filename="warm-welcome-drivers-protected.{ending}"' in shared["Content-Disposition"]
    assert AuditEvent.objects.filter(event="exported_exact").count() == 1


@pytest.mark.parametrize(
    "paper, size", [("", (842, 595)), ("?paper=a3", (1191, 842)), ("?paper=letter", (842, 595))]
)
def test_the_pdf_is_one_page_of_its_size_with_the_words_in_it(as_role, told, paper, size):
    body = as_role("other_lead").get(f"/projects/warm-welcome/drivers.pdf{paper}").content
    reader = PdfReader(io.BytesIO(body))
    assert len(reader.pages) == 1
    page = reader.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    words = unicodedata.normalize("NFKC", page.extract_text())
    for said in (
        "Warm Welcome: driver diagram",
        "Trust",
        "Peers",
        "Tea table",
        "Adopted, cycle 3",
        "Protected view",
    ):
        assert said in words, words


def test_a_full_diagram_says_so_and_comes_on_a3(as_role, told, project):
    client = as_role("lead")
    assert "print it on A3" not in text_of(client.get(DRIVERS))
    for number in range(40):
        title = f"{number} Evening drop-in on the last Thursday of every month, with a hot meal and a crèche"
        idea = ChangeIdeaFactory(project=project, title=f"{title}, and peers who know the way to the clinic")
        lines.link(project=project, parent=told.peers, child=idea, by=told.by)
    assert "This diagram is full: print it on A3" in text_of(client.get(DRIVERS))
    for asked, width in (("", 1191), ("?paper=a4", 842)):
        body = client.get(f"/projects/warm-welcome/drivers.pdf{asked}").content
        assert round(PdfReader(io.BytesIO(body)).pages[0].mediabox.width) == width


def test_the_list_tells_each_driver_once_and_names_it_where_else_it_hangs(as_role, told):
    words = text_of(as_role("lead").get(DRIVERS))
    listed = words[words.index("The same as a list") : words.index("Not linked yet")]
    assert listed.count("Tea table") == 1
    assert listed.count("Peers") == 2
    page = as_role("lead").get(DRIVERS).content.decode()
    assert f'<a href="#driver-{told.peers.pk}">Peers</a>' in page


def test_a_file_of_an_empty_diagram_is_still_a_file(as_role, project):
    for ending in FILES:
        assert as_role("lead").get(f"/projects/warm-welcome/drivers.{ending}").status_code == 200


def test_letters_no_font_has_do_not_break_a_file(as_role, told):
    told.add("Tea 🫖 \u202e and 語 \x0b", "secondary")
    for ending in FILES:
        assert as_role("lead").get(f"/projects/warm-welcome/drivers.{ending}").status_code == 200


# --- levels ----------------------------------------------------------------------------------------------


def test_a_level_is_changed_on_a_page_of_its_own(as_role, told):
    client = as_role("lead")
    page = f"{DRIVERS}{told.time.pk}/level/"
    assert page in places(client.get(f"{DRIVERS}{told.time.pk}/edit/"))
    refused = client.post(page, {"version": told.time.version, "parent": told.trust.pk})
    assert refused.status_code == 422
    assert "“Peers” hangs on it" in text_of(refused)
    assert f'value="{told.trust.pk}" selected' in refused.content.decode()
    answer = client.post(f"{DRIVERS}{told.peers.pk}/level/", {"version": told.peers.version})
    assert answer.url == f"{EDIT}#driver-{told.peers.pk}"
    client.post(page, {"version": told.time.version, "parent": told.trust.pk})
    found = dict(Driver.objects.values_list("title", "level"))
    assert found == {"Trust": "primary", "Time": "secondary", "Peers": "primary"}
