"""Each rule the database keeps about projects and money, broken once."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ftc_qi.accounts.models import Organisation
from projects.models import (
    Grant,
    GrantYear,
    Payment,
    ProgrammeYear,
    Project,
    ProjectParty,
    ProjectPause,
    Review,
)
from tests.factories import (
    GrantFactory,
    GrantYearFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeYearFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 7, 1)
BEFORE = datetime.date(2026, 6, 30)


def breaks(name, write):
    """`write` must fail, and by the named rule where the database names it."""
    with pytest.raises(IntegrityError) as failure, transaction.atomic():
        write()
    said = str(failure.value)
    assert name in said or "UNIQUE constraint failed" in said


@pytest.fixture
def year():
    return GrantYearFactory()


@pytest.fixture
def payment(year):
    return PaymentFactory(grant_year=year)


def paid(payment, **facts):
    """What a paid payment holds, as an update."""
    people = {"approved_by": UserFactory(), "paid_by": UserFactory()}
    facts = {
        "status": "paid",
        "approved_at": timezone.now(),
        "paid_at": timezone.now(),
        "paid_on": DAY,
    } | facts
    Payment.objects.filter(pk=payment.pk).update(**(people | facts))


# --- Programme years -----------------------------------------------------------------------------------------


def test_two_years_of_a_programme_never_begin_on_the_same_day():
    row = ProgrammeYearFactory()
    breaks("programme_year_unique", lambda: ProgrammeYearFactory(programme=row.programme))


def test_a_withdrawn_year_does_not_stand_in_the_way():
    row = ProgrammeYearFactory(withdrawn_at=timezone.now())
    ProgrammeYearFactory(programme=row.programme)


def test_a_programme_year_ends_after_it_begins():
    row = ProgrammeYearFactory()
    breaks(
        "programme_year_ordered",
        lambda: ProgrammeYear.objects.filter(pk=row.pk).update(ends_on=row.starts_on),
    )


def test_a_budget_is_never_negative():
    breaks("programme_year_budget_not_negative", lambda: ProgrammeYearFactory(budget=-1))


# --- Grants --------------------------------------------------------------------------------------------------


def test_a_project_has_no_two_grants_with_one_reference():
    grant = GrantFactory()
    breaks("grant_reference_unique", lambda: GrantFactory(project=grant.project, reference=grant.reference))


def test_a_withdrawn_grant_frees_its_reference():
    grant = GrantFactory(withdrawn_at=timezone.now())
    GrantFactory(project=grant.project, reference=grant.reference)


@pytest.mark.parametrize(
    "totals",
    [
        {"awarded": 10, "approved": 11},
        {"awarded": 10, "approved": 5, "paid": 6},
        {"awarded": 10, "approved": 5, "paid": Decimal("-0.01")},
        {"awarded": -1},
    ],
)
def test_paid_is_within_approved_within_awarded(totals):
    grant = GrantFactory()
    breaks(
        "grant_paid_within_approved_within_awarded",
        lambda: Grant.objects.filter(pk=grant.pk).update(**totals),
    )


def test_a_grant_has_a_programme_year_once(year):
    breaks(
        "grant_year_unique",
        lambda: GrantYear.objects.create(
            grant=year.grant, programme_year=year.programme_year, original_amount=1, amount=1
        ),
    )


@pytest.mark.parametrize("field", ["original_amount", "amount"])
def test_amounts_of_a_grants_year_are_never_negative(year, field):
    breaks(
        "grant_year_amounts_not_negative",
        lambda: GrantYear.objects.filter(pk=year.pk).update(**{field: -1}),
    )


# --- Payments ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [-5, 0])
def test_only_a_correction_is_negative(year, amount):
    breaks(
        "payment_negative_only_when_it_reverses",
        lambda: PaymentFactory(grant_year=year, amount=amount),
    )


@pytest.mark.parametrize("amount", [5, 0])
def test_a_correction_is_never_positive(payment, amount):
    breaks(
        "payment_negative_only_when_it_reverses",
        lambda: PaymentFactory(grant_year=payment.grant_year, amount=amount, reverses=payment),
    )


def test_one_person_never_approves_and_pays(payment):
    person = UserFactory()
    breaks(
        "payment_approved_and_paid_by_two_people", lambda: paid(payment, approved_by=person, paid_by=person)
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "approved"},
        {"status": "paid"},
        {"status": "lost"},
        {"approved_at": timezone.now()},
    ],
)
def test_a_status_never_stands_without_its_facts(payment, facts):
    breaks("payment_status_matches_facts", lambda: Payment.objects.filter(pk=payment.pk).update(**facts))


@pytest.mark.parametrize("missing", ["approved_by", "approved_at", "paid_by", "paid_at", "paid_on"])
def test_a_paid_payment_names_people_and_dates(payment, missing):
    breaks("payment_status_matches_facts", lambda: paid(payment, **{missing: None}))


def test_a_paid_payment_is_never_withdrawn(payment):
    paid(payment)
    breaks(
        "payment_paid_is_not_withdrawn",
        lambda: Payment.objects.filter(pk=payment.pk).update(withdrawn_at=timezone.now()),
    )


def test_a_payment_is_corrected_once(payment):
    PaymentFactory(grant_year=payment.grant_year, amount=-1, reverses=payment)
    breaks(
        "payment_reversed_once",
        lambda: PaymentFactory(grant_year=payment.grant_year, amount=-1, reverses=payment),
    )


# --- Projects ------------------------------------------------------------------------------------------------


def test_a_programme_has_no_two_projects_of_one_name(project):
    breaks(
        "project_name_unique",
        lambda: ProjectFactory(programme=project.programme, name=project.name),
    )


def test_an_address_is_the_installations(project):
    breaks("slug", lambda: ProjectFactory(slug=project.slug))


@pytest.mark.parametrize("slug", ["add", "board"])
def test_a_project_is_never_called_like_a_page(slug):
    breaks("project_slug_not_reserved", lambda: ProjectFactory(slug=slug))


def test_a_project_does_not_end_before_it_begins():
    breaks("project_dates_ordered", lambda: ProjectFactory(starts_on=DAY, ends_on=BEFORE))


def test_a_project_is_not_published_without_consent(project):
    breaks(
        "project_published_with_consent",
        lambda: Project.objects.filter(pk=project.pk).update(published_at=timezone.now()),
    )


def test_a_project_has_one_lead_organisation(project):
    ProjectParty.objects.create(project=project, organisation=OrganisationFactory(), role="lead")
    breaks(
        "project_one_lead_organisation",
        lambda: ProjectParty.objects.create(project=project, organisation=OrganisationFactory(), role="lead"),
    )


def test_an_organisation_has_one_part_in_a_project(project):
    organisation: Organisation = OrganisationFactory()
    ProjectParty.objects.create(project=project, organisation=organisation)
    breaks(
        "project_party_unique",
        lambda: ProjectParty.objects.create(project=project, organisation=organisation, role="lead"),
    )


def test_a_part_does_not_end_before_it_begins(project):
    breaks(
        "project_party_dates_ordered",
        lambda: ProjectParty.objects.create(
            project=project, organisation=OrganisationFactory(), starts_on=DAY, ends_on=BEFORE
        ),
    )


def test_a_pause_does_not_end_before_it_begins(project):
    breaks(
        "project_pause_ordered",
        lambda: ProjectPause.objects.create(project=project, starts_on=DAY, ends_on=BEFORE, reason="x"),
    )


def test_a_project_has_one_open_pause(project):
    ProjectPause.objects.create(project=project, starts_on=DAY, reason="x")
    breaks(
        "project_one_open_pause",
        lambda: ProjectPause.objects.create(project=project, starts_on=BEFORE, reason="y"),
    )


@pytest.mark.parametrize("half", ["seen_at", "seen_by"])
def test_a_review_is_seen_by_somebody_at_some_time(project, half):
    facts = {"seen_at": timezone.now()} if half == "seen_at" else {"seen_by": UserFactory()}
    breaks(
        "review_seen_both_or_neither",
        lambda: Review.objects.create(project=project, by=UserFactory(), **facts),
    )
