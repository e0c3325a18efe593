"""What the scores say: a stall, a gap, a side that is silent, a score that is due."""

import datetime
from decimal import Decimal

import pytest

from ftc_qi.pages.score_words import gap_words, silence_badge, stall_badge, stall_words
from ftc_qi.pages.stalls import Given, Span, score_due, standing, standings
from projects.models import ProgressScore
from tests.factories import ProgressScoreFactory, ProjectFactory

TODAY = datetime.date(2026, 11, 23)
START = datetime.date(2026, 1, 10)


def month(number, year=2026):
    return datetime.date(year, number, 1)


def given(**scores):
    """given(jul="2.5", aug="3.0"): months of 2026, oldest first."""
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov"]
    return [Given(month(names.index(name) + 1), Decimal(score)) for name, score in scores.items()]


def stands(advisor=(), team=(), **also):
    fields = {"starts_on": START, "today": TODAY} | also
    return standing(list(team), list(advisor), **fields)


@pytest.mark.parametrize(
    "advisor, badge",
    [
        # exactly three months without a rise
        (given(jul="2.5", aug="2.5", sep="2.5", oct="2.5"), "Score 2.5 for 3 months"),
        (given(aug="2.5", sep="2.5", oct="2.5"), None),
        (given(jun="2.5", oct="2.5"), "Score 2.5 for 4 months"),
        (given(jul="3.0", aug="3.0", sep="3.0", oct="3.0"), "Score 3.0 for 3 months"),
        # a fall is no rise, and does not begin anew
        (given(jul="3.0", aug="2.5", sep="2.5", oct="2.5"), "Score not up in 3 months"),
        # a rise begins anew
        (given(jul="2.0", aug="2.5", sep="2.5", oct="2.5"), None),
        (given(jun="3.5", jul="3.5", aug="3.5", sep="3.5", oct="4.0"), None),
        # at 4 and above there is no stall
        (given(jun="4.0", jul="4.0", aug="4.0", sep="4.0", oct="4.0"), None),
        (given(jun="3.5", jul="3.5", aug="3.5", sep="3.5", oct="3.5"), "Score 3.5 for 4 months"),
        ((), None),
        (given(oct="0.5"), None),
    ],
)
def test_a_stall_is_three_months_without_a_rise_below_four(advisor, badge):
    stall = stands(advisor).stall
    assert (stall_badge(stall) if stall else None) == badge


def test_the_teams_scores_do_not_stall():
    assert stands(team=given(jun="2.5", jul="2.5", aug="2.5", sep="2.5", oct="2.5")).stall is None


@pytest.mark.parametrize(
    "pauses, months",
    [
        ([], 4),
        ([Span(datetime.date(2026, 8, 10), datetime.date(2026, 8, 20))], 3),
        ([Span(datetime.date(2026, 7, 31), datetime.date(2026, 9, 1))], None),
        ([Span(datetime.date(2026, 9, 1), None)], None),
        ([Span(datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))], 4),
        ([Span(datetime.date(2026, 11, 1), None)], 4),
    ],
)
def test_a_month_with_a_pause_does_not_count(pauses, months):
    stall = stands(given(jun="2.5", jul="2.5", aug="2.5", sep="2.5", oct="2.5"), pauses=pauses).stall
    assert (stall.months if stall else None) == months


def test_a_paused_or_finished_project_neither_stalls_nor_is_silent():
    found = stands(given(jan="2.5", may="2.5"), active=False)
    assert found.stall is None
    assert found.silences == ()


def test_the_gap_is_of_the_newest_month_both_have_scored():
    found = stands(given(aug="2.0", sep="3.0"), given(aug="3.5", sep="3.5", oct="4.0"))
    assert found.gap is not None
    assert found.gap.month == month(9)
    assert gap_words(found.gap) == "The team says 3.5, the advisor 3.0: talk about the half step between you."
    assert stands(given(sep="3.5"), given(sep="3.5")).gap is None
    assert stands(given(sep="3.5"), given(oct="3.0")).gap is None


@pytest.mark.parametrize(
    "team, advisor, badge",
    [
        (given(sep="2.5"), given(oct="2.5"), None),
        (given(aug="2.5"), given(oct="2.5"), "No team score for 3 months"),
        (given(oct="2.5"), given(jul="2.5"), "No advisor score for 4 months"),
        (given(aug="2.5"), given(jul="2.5"), "No score for 3 months"),
        ((), (), "No score yet"),
        (given(oct="2.5"), (), "No advisor score yet"),
    ],
)
def test_a_side_is_silent_after_more_than_two_months(team, advisor, badge):
    silences = stands(advisor, team).silences
    assert (silence_badge(silences) if silences else None) == badge


@pytest.mark.parametrize(
    "starts_on, silent",
    [(datetime.date(2026, 9, 30), False), (datetime.date(2026, 8, 1), True), (None, False)],
)
def test_the_first_month_of_a_project_is_no_silence(starts_on, silent):
    assert bool(stands(starts_on=starts_on).silences) is silent


def test_a_stall_is_said_in_words():
    stall = stands(given(jul="2.5", oct="2.5")).stall
    assert stall is not None
    assert stall_words(stall) == (
        "The advisor’s score has been 2.5 for 3 months, since July 2026. "
        "Talk about what would bring the next step."
    )


# --- from the rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 50])
def test_standings_are_one_query(programme, count, django_assert_num_queries):
    projects = [ProjectFactory(programme=programme, starts_on=START) for _ in range(count)]
    for project in projects:
        project.pauses.create(starts_on=month(8), ends_on=month(9), reason="Moving")
        for scored in (5, 6, 7, 8, 9, 10):
            ProgressScoreFactory(project=project, scored_as="advisor", month=month(scored))
        ProgressScoreFactory(project=project, month=month(10), score=Decimal("4.5"))
    with django_assert_num_queries(1):
        found = standings(projects, TODAY)
    for project in projects:
        stall, gap = found[project.pk].stall, found[project.pk].gap
        assert stall is not None and stall.months == 3
        assert gap is not None and gap.size == 2
        assert found[project.pk].silences == ()


def test_a_withdrawn_score_does_not_count(project):
    row = ProgressScoreFactory(project=project, month=month(10))
    ProgressScore.objects.filter(pk=row.pk).update(withdrawn_at=row.at)
    assert standings([project], TODAY)[project.pk].team is None


def test_last_months_score_is_due_until_it_or_this_months_is_given(project):
    project.starts_on = START
    project.save()
    assert score_due([project.pk], TODAY) == {project.pk: month(10)}
    ProgressScoreFactory(project=project, scored_as="advisor", month=month(10))
    assert score_due([project.pk], TODAY) == {project.pk: month(10)}
    assert score_due([project.pk], TODAY, side="advisor") == {}
    ProgressScoreFactory(project=project, month=month(11))
    assert score_due([project.pk], TODAY) == {}


def test_no_score_is_due_of_a_project_that_is_over_paused_or_not_begun(project, other_project):
    for one in (project, other_project):
        one.starts_on = START
        one.save()
    project.status = "completed"
    project.save()
    other_project.pauses.create(starts_on=datetime.date(2026, 10, 30), reason="Moving")
    new = ProjectFactory(programme=project.programme, starts_on=month(11))
    assert score_due([project.pk, other_project.pk, new.pk], TODAY) == {}
