"""The fishbone's page: everybody on the team adds, asks why and votes; a cause becomes a driver or an idea."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from projects.models import Cause, CauseCategory, ChangeIdea, Driver, Fishbone
from tests.factories import (
    CauseCategoryFactory,
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    FishboneFactory,
)

CAUSES = "/projects/warm-welcome/causes/"
TEAM = ("lead", "member", "contributor", "advisor", "coach", "fund_manager")


@pytest.fixture
def bone(project):
    FishboneFactory(project=project, problem="Few tests", counted="Reasons for a no")
    return CauseCategoryFactory(project=project, name="People", order=1)


@pytest.fixture
def cause(project, bone, cast):
    return CauseFactory(
        project=project, category=bone, text="No time to talk", created_by=cast.member, order=1
    )


def url(row, what):
    folder = "bones/" if isinstance(row, CauseCategory) else ""
    return f"{CAUSES}{folder}{row.pk}/{what}/"


def read(client, path=CAUSES):
    return client.get(path).content.decode()


def values(**changed):
    return {"text": "No quiet corner", "source": "staff", "evidence": "", "times_counted": "", **changed}


@pytest.mark.parametrize("role", TEAM)
def test_the_team_and_its_advisor_read_causes(as_role, cause, role):
    assert "No time to talk" in read(as_role(role))


@pytest.mark.parametrize("role", ["other_lead", "other_coach", "funder", "finance", "outsider"])
def test_causes_never_reach_others(as_role, cause, role):
    client = as_role(role)
    for ending in ("/", ".svg", ".png", ".pdf"):
        assert client.get(CAUSES.rstrip("/") + ending).status_code == 404


@pytest.mark.parametrize(
    "role, adds, edits, votes",
    [
        ("lead", 200, 200, 302),
        ("member", 200, 200, 302),
        ("contributor", 200, 403, 302),
        ("fund_manager", 200, 200, 403),
        ("advisor", 403, 403, 403),
        ("other_lead", 404, 404, 404),
    ],
)
def test_acts_by_role(as_role, bone, cause, role, adds, edits, votes):
    client = as_role(role)
    for row, what in ((bone, "add"), (bone, "several"), (cause, "why")):
        assert client.get(url(row, what)).status_code == adds, what
    acts = [url(cause, what) for what in ("edit", "place", "withdraw", "driver", "idea")]
    acts += [url(bone, what) for what in ("rename", "withdraw")]
    for path in (*acts, f"{CAUSES}problem/", f"{CAUSES}several/", f"{CAUSES}bones/add/"):
        assert client.get(path).status_code == edits, path
    moved = client.post(url(cause, "move"), {"way": "up"}).status_code
    assert moved == (302 if edits == 200 else edits)
    assert client.post(url(cause, "vote"), {"vote": "yes"}).status_code == votes


def test_an_empty_page_says_what_it_is_for_and_offers_one_step(as_role, project):
    page = read(as_role("lead"))
    assert "A fishbone collects why a problem happens" in page and "Name the problem" in page
    assert "Name the problem" not in read(as_role("contributor"))
    Fishbone.objects.create(project=project, problem="Few tests")
    assert "Start with six bones" in read(as_role("lead"))
    assert "Start with six bones" not in read(as_role("contributor"))


def test_from_nothing_to_six_bones(as_role, project):
    client = as_role("lead")
    client.post(f"{CAUSES}problem/", {"problem": "Few tests", "counted": ""})
    client.post(f"{CAUSES}start/", {"bones": "six"})
    client.post(f"{CAUSES}start/", {"bones": "none of them"})
    page = read(client)
    assert "Few tests" in page
    assert page.count('name="text"') == 6
    assert project.cause_categories.count() == 6


def test_four_bones_are_offered_too_and_those_there_stay(as_role, project):
    client = as_role("lead")
    client.post(f"{CAUSES}problem/", {"problem": "Few tests", "counted": ""})
    page = read(client)
    assert 'value="six"' in page and 'value="four"' in page
    client.post(f"{CAUSES}bones/add/", {"name": "People"})
    client.post(f"{CAUSES}start/", {"bones": "four"})
    names = list(project.cause_categories.current().order_by("order").values_list("name", flat=True))
    assert names == ["People", "Environment", "Equipment", "Methods"]


def test_a_contributor_adds_by_the_short_form_and_asks_why(as_role, cast, bone):
    client = as_role("contributor")
    answer = client.post(url(bone, "add"), {"text": "No quiet corner", "source": "service_users"})
    cause = Cause.objects.get()
    assert answer.url == f"{CAUSES}#row-{cause.pk}"
    client.post(url(cause, "why"), values(text="The side room is a store", evidence="We looked"))
    page = read(client)
    assert "The side room is a store" in page and "How we know: We looked" in page
    assert cause.created_by == cast.contributor
    assert Cause.objects.get(parent=cause).text == "The side room is a store"


def test_a_short_form_that_fails_keeps_what_was_typed(as_role, bone, cause):
    client = as_role("contributor")
    answer = client.post(url(bone, "add"), {"text": "no time to TALK", "source": "evidence"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "stands there already" in page and "no time to TALK" in page
    assert client.post(url(bone, "add"), {"text": ""}).status_code == 422
    assert client.post(url(bone, "add"), {"text": "Ask 943 476 5919 why"}).status_code == 422


def test_a_contributor_changes_and_withdraws_their_own_causes_alone(as_role, cast, project, bone, cause):
    own = CauseFactory(project=project, category=bone, text="Mine", created_by=cast.contributor)
    client = as_role("contributor")
    page = read(client)
    assert url(own, "edit") in page and url(cause, "edit") not in page
    assert "times_counted" not in client.get(url(own, "edit")).content.decode()
    client.post(url(own, "edit"), values(text="Mine, said better", version=1))
    own.refresh_from_db()
    assert own.text == "Mine, said better"
    CauseFactory(project=project, parent=own, category=None, created_by=cast.lead)
    assert client.post(url(own, "withdraw"), {"why": "Old"}).status_code == 422
    own.whys.update(created_by=cast.contributor)
    assert client.post(url(own, "withdraw"), {"why": "Old"}).status_code == 302
    assert project.causes.current().count() == 1


def test_a_stale_form_shows_both(as_role, cause):
    Cause.objects.filter(pk=cause.pk).update(text="No staff", version=2)
    answer = as_role("lead").post(url(cause, "edit"), values(text="No rota", version=1))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No staff" in page and "No rota" in page


def test_a_problem_named_by_two_at_once_shows_both(as_role, project):
    client = as_role("lead")
    client.post(f"{CAUSES}problem/", {"problem": "Few tests", "counted": ""})
    answer = client.post(f"{CAUSES}problem/", {"problem": "Few visitors", "counted": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Few tests" in page and "Few visitors" in page
    again = client.post(f"{CAUSES}problem/", {"problem": "Few visitors", "counted": "", "version": 1})
    assert again.status_code == 302
    assert Fishbone.objects.get().problem == "Few visitors"


def test_a_vote_is_a_button_that_stays_pressed(as_role, cause):
    client = as_role("contributor")
    for _ in range(2):
        client.post(url(cause, "vote"), {"vote": "yes"})
    page = read(client)
    assert 'aria-pressed="true" aria-label="Vote for “No time to talk”: 1 vote"' in page
    assert "Most votes: “No time to talk”, with 1." in page
    client.post(url(cause, "vote"), {"vote": "no"})
    assert cause.votes.count() == 0
    client.post(url(cause, "vote"), {"vote": "maybe"})
    assert cause.votes.count() == 0


def test_who_does_not_vote_reads_how_many_did(as_role, cast, cause):
    cause.votes.create(user=cast.lead)
    page = read(as_role("advisor"))
    assert "1 vote</span>" in page and "Vote for “" not in page


def test_a_cause_moves_to_another_bone_or_under_another_cause(as_role, project, bone, cause):
    other = CauseCategoryFactory(project=project, name="Place", order=2)
    why = CauseFactory(project=project, parent=cause, category=None, text="Thin rota")
    client = as_role("member")
    page = client.get(url(cause, "place")).content.decode()
    assert f'value="bone-{other.pk}"' in page and f'value="cause-{why.pk}"' not in page
    client.post(url(cause, "place"), {"place": f"bone-{other.pk}", "version": 1})
    cause.refresh_from_db()
    assert cause.category == other
    stale = client.post(url(cause, "place"), {"place": f"bone-{bone.pk}", "version": 1})
    assert stale.status_code == 422 and "Someone else saved this first" in stale.content.decode()
    wrong = client.post(url(cause, "place"), {"place": f"cause-{why.pk}", "version": 2})
    assert wrong.status_code == 422


def test_several_causes_come_in_as_an_outline(as_role, bone):
    client = as_role("contributor")
    text = "No words\n- No training\n-- No budget\nNo time"
    client.post(url(bone, "several"), {"text": text, "source": "service_users"})
    assert Cause.objects.get(text="No budget").parent.text == "No training"
    assert Cause.objects.filter(source="service_users").count() == 4
    wrong = client.post(url(bone, "several"), {"text": "a\n    b\n  c", "source": "staff"})
    assert wrong.status_code == 422
    assert "Line 3" in wrong.content.decode() and "    b" in wrong.content.decode()


def test_a_whole_list_comes_in_with_its_bones(as_role, project):
    Fishbone.objects.create(project=project, problem="Few tests")
    as_role("lead").post(f"{CAUSES}several/", {"text": "People\n  No time\nPlace\n  Cold", "source": "staff"})
    assert [row.name for row in project.cause_categories.current()] == ["People", "Place"]
    assert project.causes.count() == 2


def test_rows_of_a_spreadsheet_come_in_all_or_none(as_role, project):
    Fishbone.objects.create(project=project, problem="Few tests")
    client = as_role("lead")
    rows = "People\tNo time\tThe rota is late\nPeople\tNo words\t\nPlace\tCold"
    wrong = client.post(f"{CAUSES}several/", {"text": f"{rows}\t27", "source": "staff"})
    assert wrong.status_code == 422 and "Line 3: “27” stands in a column" in wrong.content.decode()
    assert not project.causes.exists() and not project.cause_categories.exists()
    client.post(f"{CAUSES}several/", {"text": rows, "source": "staff"})
    assert [row.name for row in project.cause_categories.current()] == ["People", "Place"]
    assert set(project.causes.values_list("text", "parent__text")) == {
        ("No time", None),
        ("The rota is late", "No time"),
        ("No words", None),
        ("Cold", None),
    }


def test_forty_causes_with_their_bones_and_whys_come_in_at_once(as_role, project):
    Fishbone.objects.create(project=project, problem="Few tests")
    text = "\n".join(
        line
        for bone in range(6)
        for cause in range(7)
        for line in ([f"Bone {bone}"] * (cause == 0) + [f"- Cause {cause}"] + ["-- Why"] * (cause % 2))
    )
    assert as_role("lead").post(f"{CAUSES}several/", {"text": text, "source": "staff"}).status_code == 302
    assert project.causes.filter(category=None).count() == 18 and project.causes.count() == 60


def test_a_list_is_asked_for_with_an_example(as_role, bone):
    client = as_role("lead")
    for path in (url(bone, "several"), f"{CAUSES}several/", "/projects/warm-welcome/process/several/"):
        page = read(client, path)
        assert "For example" in page and "<pre>" in page and "paste a list" in page


@pytest.mark.parametrize("level", ["primary", "secondary"])
def test_a_cause_becomes_a_driver_in_one_step(as_role, cause, level):
    client = as_role("member")
    answer = client.post(url(cause, "driver"), {"title": cause.text, "level": level})
    assert answer.status_code == 302
    driver = Driver.objects.get()
    assert (driver.from_cause, driver.level, driver.title) == (cause, level, "No time to talk")
    assert f"{level.title()} driver: <a" in read(client)


def test_a_cause_becomes_a_change_idea_in_one_step(as_role, cause):
    Cause.objects.update(source="service_users")
    client = as_role("member")
    client.post(url(cause, "idea"), {"title": cause.text})
    idea = ChangeIdea.objects.get()
    assert (idea.from_cause, idea.title, idea.source) == (cause, "No time to talk", "service_users")
    assert "Change idea: <a" in read(client)


def test_a_title_in_use_is_refused_with_the_words_kept(as_role, project, cause):
    DriverFactory(project=project, title="No time to talk")
    ChangeIdeaFactory(project=project, title="no time to talk")
    client = as_role("lead")
    for what, data in (("driver", {"level": "primary"}), ("idea", {})):
        answer = client.post(url(cause, what), {"title": "No time to talk", **data})
        assert answer.status_code == 422
        assert 'value="No time to talk"' in answer.content.decode()
    assert not Driver.objects.filter(from_cause=cause).exists()


def test_words_that_others_will_read_are_checked_for_small_numbers(as_role, cause):
    client = as_role("lead")
    sent = {"title": "For the 3 women at the hostel"}
    answer = client.post(url(cause, "idea"), sent)
    assert answer.status_code == 422 and "identify" in answer.content.decode()
    assert client.post(url(cause, "idea"), {**sent, "confirm_text": "on"}).status_code == 302


@pytest.mark.parametrize("what, model", [("driver", Driver), ("idea", ChangeIdea)])
def test_what_a_cause_becomes_is_checked_for_its_new_readers(as_role, cause, what, model):
    """The team's own words are not asked about a small number; the community's are."""
    Cause.objects.filter(pk=cause.pk).update(text="Two people were sent away")
    client, sent = as_role("lead"), {"title": "Two people were sent away", "level": "primary"}
    response = client.post(url(cause, what), sent)
    assert response.status_code == 422
    assert "a small number" in response.content.decode()
    assert not model.objects.exists()
    assert client.post(url(cause, what), sent | {"confirm_text": "on"}).status_code == 302
    assert model.objects.get().title == "Two people were sent away"


def test_too_long_a_cause_is_shortened_before_it_becomes_a_driver(as_role, cause):
    Cause.objects.update(text="x" * 160)
    answer = as_role("lead").post(url(cause, "driver"), {"title": "x" * 160, "level": "primary"})
    assert answer.status_code == 422
    assert "x" * 160 in answer.content.decode()


def test_what_goes_with_a_cause_and_a_bone_is_said_before(as_role, project, bone, cause):
    CauseFactory.create_batch(2, project=project, parent=cause, category=None)
    client = as_role("lead")
    assert "2 answers to “Why?” under it are withdrawn with it" in read(client, url(cause, "withdraw"))
    assert "3 causes on it" in read(client, url(bone, "withdraw"))
    client.post(url(bone, "withdraw"), {"why": "Wrong"})
    assert not project.causes.current().exists()


# --- counts ----------------------------------------------------------------------------------------------


def count(project, bone, **counts):
    for text, times in counts.items():
        CauseFactory(project=project, category=bone, text=text, times_counted=times)


def test_counts_are_drawn_from_the_largest_with_shares(as_role, project, bone):
    count(project, bone, Rota=30, Room=50, Words=3)
    page = read(as_role("advisor"))
    assert "Reasons for a no" in page and "Together" in page
    assert page.index("“Room”") < page.index("“Rota”")


def page_bytes(client):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", read(client))


def test_a_contributor_never_reads_a_small_count(as_role, project, bone):
    count(project, bone, Rota=30, Room=50, Words=3)
    client = as_role("contributor")
    pages = []
    for times in (3, 1, 4):
        Cause.objects.filter(text="Words").update(times_counted=times)
        pages.append([page_bytes(client), client.get("/projects/warm-welcome/causes.svg").content])
    assert pages[0] == pages[1] == pages[2]
    assert "fewer than 5" in pages[0][0] and "Together" not in pages[0][0]
    assert "Shares of the whole cannot be given" in pages[0][0]


def test_a_count_that_gives_a_small_one_away_is_hidden_too(as_role, project, bone):
    count(project, bone, Rota=30)
    above = Cause.objects.get()
    for text, times in (("Thin", 27), ("Late", 3)):
        CauseFactory(project=project, parent=above, category=None, text=text, times_counted=times)
    page = read(as_role("contributor"))
    assert "hidden" in page and "Counted: 27" in page and "Counted: 30" not in page
    assert "Counted: 30" in read(as_role("lead"))


def test_a_count_of_which_whys_leave_a_few_is_hidden(as_role, project, bone):
    """30 less 27 would tell of three people, as a group that is not stated does."""
    count(project, bone, Rota=30, Room=50)
    above = Cause.objects.get(text="Rota")
    between = CauseFactory(project=project, parent=above, category=None, text="Thin")
    CauseFactory(project=project, parent=between, category=None, text="Late", times_counted=27)
    page = read(as_role("contributor"))
    assert "Counted: 27" in page and "Counted: 50" in page and "Counted: 30" not in page
    assert "Counted: 30" in read(as_role("lead"))


def test_a_contributor_is_not_asked_for_counts_and_changes_none(as_role, cast, project, bone):
    own = CauseFactory(project=project, category=bone, created_by=cast.contributor, times_counted=3)
    client = as_role("contributor")
    client.post(url(own, "edit"), values(text="Changed", times_counted=99, version=1))
    own.refresh_from_db()
    assert (own.text, own.times_counted) == ("Changed", 3)


# --- files and growth ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending, kind, begins",
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF"),
    ],
)
def test_the_drawing_can_be_taken_away(as_role, cause, ending, kind, begins):
    answer = as_role("contributor").get(f"/projects/warm-welcome/causes.{ending}")
    assert answer["Content-Type"] == kind and answer.content.startswith(begins)
    assert f"warm-welcome-causes.{ending}" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["causes", "process"])
def test_the_drawing_comes_on_a3_where_it_is_asked_for(as_role, cause, name):
    client = as_role("contributor")
    widths = [
        round(
            PdfReader(BytesIO(client.get(f"/projects/warm-welcome/{name}.pdf{asked}").content))
            .pages[0]
            .mediabox.width
        )
        for asked in ("", "?paper=a3", "?paper=x")
    ]
    assert widths == [842, 1191, 842]


def test_an_empty_fishbone_can_be_taken_away_too(as_role, project):
    for ending in ("svg", "png", "pdf"):
        assert as_role("lead").get(f"/projects/warm-welcome/causes.{ending}").status_code == 200


def test_words_are_escaped_in_page_and_drawing(as_role, project, bone):
    CauseFactory(project=project, category=bone, text="<script>alert(1)</script>")
    client = as_role("lead")
    assert "<script>alert" not in read(client)
    assert b"<script>alert" not in client.get("/projects/warm-welcome/causes.svg").content


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_queries_do_not_grow(as_role, cast, project, bone, role, django_assert_max_num_queries):
    client = as_role(role)
    counts = []
    for rows in (1, 49):
        for number in range(rows):
            own = CauseFactory(project=project, category=bone, times_counted=7)
            CauseFactory(project=project, parent=own, category=None)
            own.votes.create(user=cast.member)
            DriverFactory(project=project, from_cause=own)
            ChangeIdeaFactory(project=project, from_cause=own)
            if number % 10 == 0:
                CauseCategoryFactory(project=project)
        with django_assert_max_num_queries(15) as queries:
            client.get(CAUSES)
        counts.append(len(queries))
    assert counts[0] == counts[1]
