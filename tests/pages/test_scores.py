"""The scores' pages: who sees and gives them, what is asked, what is kept, what stands on other pages."""

import datetime
import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from projects.models import ProgressScore
from tests.factories import (
    CauseFactory,
    ChangeIdeaFactory,
    DriverFactory,
    MeasureFactory,
    PDSACycleFactory,
    ProgressScoreFactory,
    SustainabilityCheckFactory,
    monthly_points,
)
from tests.pages.told import main_outcome, text_of

URL = "/projects/warm-welcome/scores/"
TEAM, ADVISOR = f"{URL}team/add/", f"{URL}advisor/add/"
REASON = {"reason": "The first test is done."}

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def november():
    with time_machine.travel("2026-11-23 12:00", tick=False):
        yield


@pytest.fixture
def project(project):
    project.starts_on = datetime.date(2026, 3, 15)
    project.save()
    return project


def month(number):
    return datetime.date(2026, number, 1)


def score(project, number, value, side="team", **also):
    return ProgressScoreFactory(
        project=project, month=month(number), score=Decimal(value), scored_as=side, **also
    )


def months_offered(response):
    return re.findall(r'<option value="(\d{4}-\d\d)"', response.content.decode())


# --- giving ----------------------------------------------------------------------------------------------


def test_a_member_gives_the_teams_score(as_role, cast, project):
    response = as_role("member").post(TEAM, {"month": "2026-10", "score": "2.5", **REASON}, follow=True)
    assert "October 2026 is scored 2.5." in text_of(response)
    row = ProgressScore.objects.get()
    assert (row.month, row.score, row.scored_as, row.by) == (month(10), Decimal("2.5"), "team", cast.member)


@pytest.mark.parametrize("role", ["advisor", "coach"])
def test_the_advisor_gives_the_advisors_with_advice(as_role, project, role):
    sent = {"month": "2026-11", "score": "3.0", "advice": "Try another site.", **REASON}
    text = text_of(as_role(role).post(ADVISOR, sent, follow=True))
    assert "3.0 A modest gain" in text
    assert "For the next step: Try another site." in text
    assert ProgressScore.objects.get().scored_as == "advisor"


def test_this_month_is_chosen_and_the_projects_first_is_the_last_offered(as_role, project):
    response = as_role("lead").get(TEAM)
    assert months_offered(response)[0] == "2026-11"
    assert months_offered(response)[-1] == "2026-03"
    assert 'value="2026-11" selected' in response.content.decode()
    assert 'value="2026-10" selected' in as_role("lead").get(f"{TEAM}?month=2026-10").content.decode()
    assert 'value="2026-11" selected' in as_role("lead").get(f"{TEAM}?month=1999-01").content.decode()


def test_the_newest_month_without_a_score_is_chosen_and_the_last_score_is_marked(as_role, project):
    score(project, 11, "3.0")
    score(project, 9, "2.5")
    score(project, 10, "4.0", side="advisor")
    response = as_role("lead").get(TEAM)
    assert 'value="2026-10" selected' in response.content.decode()
    text = text_of(response)
    assert text.count("Last score") == 1
    assert (
        text.index("3.0 A modest gain") < text.index("Last score: Team, November 2026.") < text.index("3.5 ")
    )
    assert "Last score" not in text_of(as_role("lead").get(correct(project.scores.get(month=month(9)))[0]))


@pytest.mark.parametrize(
    "sent, words",
    [
        ({"month": "2026-12"}, "Choose a month from the list."),
        ({"month": "2026-02"}, "Choose a month from the list."),
        ({"month": "nonsense"}, "Choose a month from the list."),
        ({"score": "2.7"}, "Choose one of the ten levels, from 0.5 to 5."),
        ({"score": "6"}, "Choose one of the ten levels, from 0.5 to 5."),
        ({"score": ""}, "Choose one."),
        ({"reason": ""}, "Fill this in."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(as_role, project, sent, words):
    good = {"month": "2026-10", "score": "2.5", "reason": "A long thought."}
    response = as_role("lead").post(TEAM, good | sent)
    assert response.status_code == 422
    assert words in text_of(response)
    if "reason" not in sent:
        assert "A long thought." in response.content.decode()
    if "score" not in sent:
        assert re.search(r'value="2\.5" id="id_score_4" checked', response.content.decode())
    assert not ProgressScore.objects.exists()


def test_a_month_is_scored_once(as_role, project):
    score(project, 10, "2.0")
    response = as_role("lead").post(TEAM, {"month": "2026-10", "score": "2.5", **REASON})
    assert response.status_code == 422
    assert "October 2026 has a score already: 2.0." in text_of(response)
    assert ProgressScore.objects.count() == 1


def test_an_nhs_number_is_refused(as_role, project):
    sent = {"month": "2026-10", "score": "2.5", "reason": "See 943 476 5919."}
    assert as_role("lead").post(TEAM, sent).status_code == 422


# --- correcting ------------------------------------------------------------------------------------------


def correct(row, **also):
    url = f"{URL}{row.scored_as}/{row.pk}/correct/"
    return url, {"version": row.pk, "score": "2.0", "reason": "Not tested yet.", "why": "A mix-up"} | also


def test_a_correction_keeps_both(as_role, cast, project):
    row = score(project, 10, "2.5", by=cast.member)
    text = text_of(as_role("lead").post(*correct(row), follow=True))
    assert "October 2026 is scored 2.0 now. Both are kept." in text
    assert "2.5 First changes tried, no gain yet : team, October 2026" in text.replace("yet:", "yet :")
    assert "A mix-up" in text
    assert ProgressScore.objects.count() == 2


def test_a_stale_correction_shows_both_and_overwrites_nothing(as_role, project):
    row = score(project, 10, "2.5")
    as_role("member").post(*correct(row, score="3.0"))
    response = as_role("lead").post(*correct(row))
    assert response.status_code == 422
    assert "Someone else changed this while you were writing" in text_of(response)
    current = ProgressScore.objects.current().get()
    assert current.score == Decimal("3.0")
    assert f'name="version" value="{current.pk}"' in response.content.decode()
    assert as_role("lead").post(*correct(row, version=current.pk)).status_code == 302
    assert ProgressScore.objects.current().get().score == Decimal("2.0")


def test_a_side_corrects_its_own_scores_only(as_role, project):
    team, advisor = score(project, 10, "2.5"), score(project, 10, "2.0", side="advisor")
    assert as_role("lead").get(correct(advisor)[0]).status_code == 403
    assert as_role("advisor").get(correct(team)[0]).status_code == 403
    assert as_role("lead").get(f"{URL}team/{advisor.pk}/correct/").status_code == 404
    page = as_role("lead").get(URL).content.decode()
    assert correct(team)[0] in page
    assert correct(advisor)[0] not in page


def test_a_withdrawn_score_stays_on_the_page_with_its_reason(as_role, cast, project):
    row = score(project, 10, "2.5", by=cast.lead)
    as_role("lead").post(f"{URL}team/{row.pk}/withdraw/", {"why": "Of the wrong month"})
    text = text_of(as_role("contributor").get(URL))
    assert "Corrected and withdrawn" in text
    assert "Of the wrong month" in text
    assert as_role("lead").get(correct(row)[0]).status_code == 404


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role, status",
    [
        *dict.fromkeys(("lead", "member", "contributor", "advisor", "coach", "fund_manager"), 200).items(),
        *dict.fromkeys(("funder", "other_lead", "other_coach", "finance", "outsider"), 404).items(),
    ],
)
def test_who_sees_the_scores(as_role, project, role, status):
    assert as_role(role).get(URL).status_code == status


@pytest.mark.parametrize("role", ["contributor", "fund_manager"])
def test_those_who_only_read_find_no_button(as_role, project, role):
    score(project, 10, "2.5")
    page = as_role(role).get(URL).content.decode()
    assert "/add/" not in page
    assert "/correct/" not in page
    assert as_role(role).get(TEAM).status_code == 403


def test_the_gap_the_stall_and_the_silence_are_said(as_role, project):
    for number in (6, 7, 8, 9):
        score(project, number, "2.5", side="advisor")
    score(project, 8, "3.0")
    text = text_of(as_role("lead").get(URL))
    assert "Team 3.0, August 2026; advisor 2.5, September 2026" in text
    assert "The team says 3.0, the advisor 2.5: talk about the half step between you." in text
    assert "The advisor’s score has been 2.5 for 3 months, since June 2026." in text
    assert "The team has not scored since August 2026." in text


def test_the_empty_page_offers_one_first_step(as_role, project):
    page = as_role("lead").get(URL).content.decode()
    assert page.count(TEAM) == 1
    assert "No score yet" in page


@pytest.mark.parametrize("role", ["lead", "contributor", "advisor"])
@pytest.mark.parametrize("rows", [1, 50])
def test_queries_do_not_grow(as_role, cast, project, role, rows, django_assert_max_num_queries):
    for row in range(rows):
        past = datetime.date(2022 + row // 12, row % 12 + 1, 1)
        for side in ("team", "advisor"):
            ProgressScoreFactory(project=project, month=past, scored_as=side, by=cast.lead)
        withdrawn = ProgressScoreFactory(project=project, month=month(10), by=cast.member)
        ProgressScore.objects.filter(pk=withdrawn.pk).update(
            withdrawn_at=withdrawn.at, withdrawn_by=cast.member, withdrawn_why="No"
        )
        project.pauses.create(starts_on=past, ends_on=past, reason="Moving")
    client = as_role(role)
    with django_assert_max_num_queries(9):
        client.get(URL)


# --- evidence --------------------------------------------------------------------------------------------


def evidence(response):
    """Level → what the record shows beside it."""
    found = re.findall(
        r'name="score" value="([\d.]+)".*?(?=<div class="q-level">|</fieldset>)',
        response.content.decode(),
        re.DOTALL,
    )
    blocks = re.split(r'<div class="q-level">', response.content.decode())[1:]
    words = [re.findall(r"<li>(.*?)</li>", block.split("</fieldset>")[0]) for block in blocks]
    return dict(zip(found, words, strict=True))


def test_the_record_stands_beside_each_level(as_role, cast, project):
    project.aims.create(number=1, what="Offers", from_value=41, to_value=70, unit="%")
    main_outcome(project)
    idea = ChangeIdeaFactory(project=project)
    begun = {
        "started_on": month(5),
        "prediction_locked_at": datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC),
    }
    PDSACycleFactory(change_idea=idea, stage="done", act="adopt", **begun)
    PDSACycleFactory(change_idea=idea, stage="do", **begun)
    CauseFactory(project=project)
    DriverFactory(project=project)
    SustainabilityCheckFactory(project=project)
    shown = evidence(as_role("lead").get(TEAM))
    assert list(shown) == ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"]
    assert shown["1.0"] == ["An aim is written.", "3 people are on the team."]
    assert shown["1.5"] == ["1 cause on record.", "1 driver on record."]
    assert shown["2.0"] == ["1 measure with data."]
    assert shown["2.5"] == ["Cycle 1 is finished.", "1 of 1 measure has a target."]
    assert shown["3.0"][0] == "The change of cycle 1 was adopted."
    assert "of the way" in shown["3.0"][1]
    assert shown["4.0"][0] == "“Offers of a test accepted” shows an improvement."
    assert shown["5.0"] == ["The team has checked what will make the gains last."]


def test_no_score_is_chosen_for_the_person(as_role, project):
    main_outcome(project)
    assert (
        "checked"
        not in as_role("lead").get(TEAM).content.decode().split("q-levels")[1].split("</fieldset>")[0]
    )


def test_the_record_is_read_on_the_readers_own_face(project, cast):
    """Nobody on the shared face may open the form today; what they would read holds no protected figure."""
    from ftc_qi.pages.method_record import record_of
    from ftc_qi.pages.score_evidence import evidence_of

    project.aims.create(number=1, what="Offers", from_value=41, to_value=70, unit="%")
    main_outcome(project, [(3, 100)] * 24)
    day = datetime.date(2026, 11, 23)
    shared = evidence_of(record_of(project, cast.contributor, day))
    exact = evidence_of(record_of(project, cast.lead, day))
    assert "about 3 in 100" in str(exact)
    assert "3 in 100" not in str(shared)


@pytest.mark.parametrize("rows", [1, 50])
def test_queries_of_the_form_do_not_grow(as_role, project, rows, django_assert_max_num_queries):
    idea = ChangeIdeaFactory(project=project)
    for row in range(rows):
        measure = MeasureFactory(project=project, name=f"Measure {row}")
        monthly_points(measure, [20, 21, 22])
        cycle = PDSACycleFactory(change_idea=idea, number=row + 1)
        cycle.measure_links.create(measure=measure)
        CauseFactory(project=project)
        DriverFactory(project=project)
    client = as_role("lead")
    with django_assert_max_num_queries(15):
        client.get(TEAM)


# --- on other pages --------------------------------------------------------------------------------------


def test_the_advisor_dashboard_names_stall_gap_and_missing_scores(as_role, project, other_project):
    for number in (6, 7, 8, 9, 10):
        score(project, number, "2.5", side="advisor")
        score(project, number, "4.0")
    other_project.starts_on = month(3)
    other_project.save()
    text = text_of(as_role("advisor").get("/advisor/?show=all"))
    assert "2.5 for 4 months" in text
    assert "Score gap 1.5" in text
    assert "team 4.0, advisor 2.5" in text
    assert "No score yet" in text
    for show, name in (("stalled", "Warm Welcome"), ("gap", "Warm Welcome"), ("unscored", "Night Line")):
        page = as_role("advisor").get(f"/advisor/?show={show}")
        assert [entry["row"].project.name for entry in page.context["entries"]] == [name]


def test_a_half_step_is_no_reason_on_the_dashboard(as_role, project):
    score(project, 10, "2.5", side="advisor")
    score(project, 10, "3.0")
    assert "Score gap" not in text_of(as_role("advisor").get("/advisor/?show=all"))


@pytest.mark.parametrize("role", ["funder", "fund_manager"])
def test_the_portfolio_shows_the_advisors_newest_score_only_where_turned_on(
    as_role, programme, project, role
):
    score(project, 9, "3.5", side="advisor", reason="Quiet words.")
    score(project, 10, "4.5")
    client = as_role(role)
    assert "score" not in text_of(client.get("/portfolio/"))
    assert "score" not in client.get(reverse("pages:portfolio_csv")).content.decode()
    programme.funder_sees_scores = True
    programme.save()
    text = text_of(client.get("/portfolio/"))
    assert "Advisor’s score" in text
    assert "3.5 Sep 2026" in text
    assert "4.5" not in text
    assert "Quiet words" not in text
    csv = client.get(reverse("pages:portfolio_csv")).content.decode()
    assert "Advisor's progress score,Scored month" in csv
    assert "3.5,2026-09" in csv


def test_the_fund_manager_turns_the_funders_view_of_scores_on(as_role, programme):
    client = as_role("fund_manager")
    sent = {"version": programme.version, "name": programme.name, "summary": "", "lag_days": 14}
    client.post("/programme/edit/", sent | {"funder_sees_scores": "on"})
    programme.refresh_from_db()
    assert programme.funder_sees_scores
