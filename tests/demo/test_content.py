"""The demo's programme holds what it should."""

from collections import Counter
from decimal import Decimal

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError
from django.db import models
from django.db.models import Sum
from django.utils import timezone

from ftc_qi.accounts.models import Organisation, User
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.personal_data import found_in, holds_small_number
from ftc_qi.demo.content import PROJECTS, fund
from ftc_qi.demo.plan import NEVER_ANSWERED, NOBODY, NOT_COLLECTED
from measures import faces, periods
from measures.models import (
    Annotation,
    CycleMeasure,
    DataPoint,
    Exclusion,
    Measure,
    MeasureSummary,
    Phase,
)
from projects.models import (
    Grant,
    GrantYear,
    Payment,
    PDSACycle,
    PredictionAmendment,
    Programme,
    ProgrammeYear,
    Project,
    ProjectPause,
    Review,
)
from projects.money import approved_total, paid_total
from tests.factories import ProgrammeFactory, UserFactory

from .loading import SHARED, WORKING, digest, load


def test_it_prints_every_sign_in_and_each_of_them_works(demo, rf):
    for account in ("manager", "finance", "advisor", "coach", "lead", "member", "contributor", "funder"):
        assert f"{account}@demo.example" in demo
        assert authenticate(rf.post("/"), email=f"{account}@demo.example", password=fund.PASSWORD)
    assert "demo-quality-2026" in demo


def test_it_holds_the_fund_in_its_shape(demo):
    assert Project.objects.count() == 12
    assert Counter(Project.objects.values_list("themes__name", flat=True)) == dict.fromkeys(fund.THEMES, 4)
    assert Counter(Project.objects.values_list("status", flat=True)) == {"active": 11, "paused": 1}
    assert ProjectPause.objects.filter(ends_on=None).exclude(reason="").count() == 1
    assert Project.objects.filter(published_at__isnull=False, lead_consented_at__isnull=False).count() == 4
    programme = Programme.objects.get()
    assert programme.areas.count() == 33
    assert {"voluntary", "community", "nhs", "council"} <= set(
        Organisation.objects.values_list("kind", flat=True)
    )
    for project in Project.objects.all():
        roles = Counter(project.team.active().values_list("role", flat=True))
        assert roles["lead"] == 1
        assert 3 <= sum(roles.values()) <= 6
        assert 5 <= project.measures.count() <= 8
        assert project.measures.filter(is_primary=True).count() == 1
        assert project.aims.exists()
        assert project.population_groups.exists()
        assert project.areas.exists()
        assert project.parties.filter(role="lead").count() == 1


def test_the_lead_has_a_second_project_and_last_month_to_log(demo, today):
    lead = User.objects.get(email="lead@demo.example")
    parts = {part.project.slug: part.role for part in lead.memberships.select_related("project")}
    assert parts == {"warm-welcome": "lead", "care-link": "member"}
    last_month = periods.newest_complete(today, periods.MONTHLY)
    answered = set(
        DataPoint.objects.filter(period_start=last_month, measure__frequency="monthly").values_list(
            "measure__project__slug", flat=True
        )
    )
    assert "warm-welcome" not in answered
    assert len(answered) >= 8


def test_money_ties_to_the_pound(demo):
    years = ProgrammeYear.objects.annotate(awarded=Sum("grant_years__amount")).order_by("starts_on")
    assert [year.budget for year in years] == [1_000_000] * 3
    assert all(year.awarded <= year.budget for year in years)
    assert sum(year.awarded for year in years) == sum(Grant.objects.values_list("awarded", flat=True))
    assert sum(year.awarded for year in years) <= 3_000_000
    for grant in Grant.objects.all():
        payments = list(Payment.objects.filter(grant_year__grant=grant))
        assert grant.awarded == sum(grant.years.values_list("amount", flat=True))
        assert grant.approved == approved_total(payments)
        assert grant.paid == paid_total(payments)
        assert sum(row.amount for row in payments) == grant.awarded


def test_payments_are_paid_approved_on_hold_planned_and_corrected(demo, today):
    past, future = Payment.objects.filter(due_on__lt=today), Payment.objects.filter(due_on__gte=today)
    assert set(past.values_list("status", flat=True)) == {"paid", "approved", "planned"}
    assert set(future.values_list("status", flat=True)) == {"planned"}
    assert not future.filter(condition="").exists()
    paid = Payment.objects.filter(status="paid").exclude(
        approved_by__email="manager@demo.example", paid_by__email="finance@demo.example"
    )
    assert not paid.exists()
    back = Payment.objects.get(amount__lt=0)
    assert back.reverses.amount == -back.amount
    assert GrantYear.objects.exclude(amount=models.F("original_amount")).count() == 1


def test_main_outcomes_have_the_statuses_that_are_told(demo):
    for face, told in (("working", WORKING), ("shared", SHARED)):
        rows = MeasureSummary.objects.filter(measure__is_primary=True, face=face)
        assert dict(rows.values_list("measure__project__slug", "status")) == told


def test_every_status_occurs_somewhere(demo):
    shared = set(MeasureSummary.objects.filter(face="shared").values_list("status", flat=True))
    assert shared == {
        "improvement",
        "improvement_held",
        "deterioration",
        "changed",
        "no_signal",
        "too_little_data",
        "numbers_too_small",
    }


def test_measures_are_of_every_kind(demo):
    assert set(Measure.objects.values_list("kind", flat=True)) == {"outcome", "process", "balancing"}
    assert set(Measure.objects.values_list("data_kind", flat=True)) == {
        *("count", "proportion", "rate", "continuous", "events")
    }
    assert set(Measure.objects.values_list("frequency", flat=True)) == {
        *("weekly", "fortnightly", "monthly", "quarterly", "")
    }
    assert Measure.objects.filter(rule_set="perla_2011").count() == 2
    unprotected = Measure.objects.filter(about_people=False)
    assert 5 <= unprotected.count() <= 15
    assert not unprotected.filter(not_about_people_confirmed_by=None).exists()
    assert set(DataPoint.objects.values_list("outcome", flat=True)) == {*("recorded", NOBODY, NOT_COLLECTED)}
    assert any(NEVER_ANSWERED in told.series.gaps.values() for story in PROJECTS for told in story.measures)
    after = Measure.objects.get(continues__isnull=False)
    last = after.continues.points.latest("period_start").period_start
    assert last < after.collect_from == after.points.earliest("period_start").period_start
    assert after.continues.collect_until < after.collect_from
    assert last <= after.continues.collect_until < periods.step(last, after.continues.frequency)
    assert Exclusion.objects.count() == 2
    assert Annotation.objects.count() > 10
    assert DataPoint.objects.exclude(note="").count() >= 3
    first = Phase.objects.filter(starts_on=None)
    assert first.count() == Measure.objects.count()
    rebased = Phase.objects.filter(starts_on__isnull=False, measure__is_primary=True)
    assert 3 <= rebased.values("measure__project").distinct().count() <= 4
    assert not rebased.filter(reason="").exists()


def test_cycles_are_at_every_stage_and_flag_charts(demo, today):
    assert set(PDSACycle.objects.values_list("stage", flat=True)) == {"plan", "do", "study", "act", "done"}
    assert set(PDSACycle.objects.filter(stage="done").values_list("act", flat=True)) == {
        *("adopt", "adapt", "expand", "abandon")
    }
    assert PDSACycle.objects.filter(stage="do", planned_end_on__lt=today).exists()
    assert PDSACycle.objects.filter(previous__previous__isnull=False).exists()
    assert PDSACycle.objects.filter(prediction_after=True).exists()
    assert PredictionAmendment.objects.filter(question=None).exists(), "a cycle's own prediction was amended"
    assert PredictionAmendment.objects.exclude(question=None).exists(), "and that of one of its questions"
    assert not PredictionAmendment.objects.filter(why="").exists()
    assert not PDSACycle.objects.exclude(pk__in=CycleMeasure.objects.values("cycle")).exists()
    assert Review.objects.filter(seen_at=None).exists()
    assert Review.objects.filter(seen_at__isnull=False).exists()


@pytest.mark.parametrize("slug, days", [("first-steps", 74), ("clear-words", 96)])
def test_late_projects_were_last_logged_so_many_days_ago(demo, today, slug, days):
    newest = DataPoint.objects.filter(measure__project__slug=slug).latest("recorded_at").recorded_at
    assert (today - timezone.localdate(newest)).days == days


def test_history_is_there_and_belongs_to_its_project(demo):
    assert AuditEvent.objects.filter(event="point_recorded").count() == DataPoint.objects.count()
    changed = AuditEvent.objects.get(event="point_changed")
    point = DataPoint.objects.get(pk=changed.target_id)
    assert point.version == 2
    assert changed.changes["numerator"] == ["35", format(point.numerator, ".0f")]
    assert changed.why
    assert not AuditEvent.objects.filter(project_id=None, target_label="measures.datapoint").exists()


def test_texts_name_nobody_and_hold_no_small_number():
    for story in PROJECTS:
        texts = [story.summary, *(review.note for review in story.reviews)]
        for aim in story.aims:
            texts += [aim.for_whom, aim.where, aim.reason]
        for idea in story.ideas:
            texts += [idea.title, idea.theory]
        for cycle in story.cycles:
            texts += [cycle.title, cycle.scale, cycle.objective, cycle.prediction, cycle.plan]
            texts += [cycle.do, cycle.study, cycle.act_note, *(cycle.amended or ())]
        for measure in story.measures:
            texts += [measure.definition, measure.left_out, *measure.annotations.values()]
            texts += [*measure.series.notes.values(), *measure.excluded.values()]
            texts += [rebase.reason for rebase in measure.rebases]
        assert [text for text in texts if found_in(text) or holds_small_number(text, 5)] == []


def test_nobody_has_an_address_outside_the_demo(demo):
    assert not User.objects.exclude(email__endswith="@demo.example").exists()
    assert not User.objects.filter(models.Q(is_staff=True) | models.Q(is_superuser=True)).exists()


def test_faces_agree_with_what_is_stored(demo):
    measures = list(Measure.objects.filter(is_primary=True))
    for working, shared in faces.both_faces(measures):
        for series in (working, shared):
            stored = MeasureSummary.objects.get(measure=series.measure_id, face=series.face)
            assert faces.status(series, faces.analyse(series)).status == stored.status


def test_figures_are_within_what_a_form_would_take(demo):
    assert not DataPoint.objects.filter(value__gt=Decimal(1000)).exists()
    assert (
        not DataPoint.objects.filter(data_kind="continuous", measure__about_people=True)
        .filter(outcome="recorded", people=None)
        .exists()
    )


def test_a_second_run_keeps_the_data(demo):
    Project.objects.filter(slug="warm-welcome").update(summary="Written by somebody trying it out.")
    before = digest()
    out = load()
    assert digest() == before
    assert "lead@demo.example" in out
    assert "kept" in out


def test_people_invited_into_the_demo_do_not_stop_it(demo):
    UserFactory(email="friend@example.org")
    assert "kept" in load()


def test_it_refuses_a_programme_beside_its_own(demo):
    ProgrammeFactory()
    with pytest.raises(CommandError, match="not the demo's"):
        load()
