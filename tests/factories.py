"""The least that is valid of each row. Anything a test is about is written in the test."""

import datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from community.models import Action, Comment
from ftc_qi.accounts.models import Organisation, User
from ftc_qi.core.models import StoredFile
from measures.models import (
    Breakdown,
    Category,
    CategoryPoint,
    DataPoint,
    DisclosurePolicy,
    Event,
    Measure,
    Phase,
)
from projects.models import (
    AimStatement,
    Cause,
    CauseCategory,
    ChangeIdea,
    CoachAssignment,
    CycleQuestion,
    Driver,
    DriverLink,
    Fishbone,
    Grant,
    GrantYear,
    Observation,
    ObservationFile,
    Payment,
    PDSACycle,
    ProcessLane,
    ProcessStep,
    Programme,
    ProgrammeRole,
    ProgrammeYear,
    ProgressScore,
    Project,
    SustainabilityCheck,
    TeamMember,
)

PASSWORD = "a-long-enough-password"


def letters(number: int) -> str:
    """The number without a digit: names made from it can never look like a figure that a page should hide."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{letters(n)}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {letters(n)}")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {letters(n)}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    name = factory.Sequence(lambda n: f"Programme {letters(n)}")
    slug = factory.Sequence(lambda n: f"programme-{letters(n)}")


class DisclosurePolicyFactory(DjangoModelFactory):
    class Meta:
        model = DisclosurePolicy

    programme = factory.SubFactory(ProgrammeFactory)


class ProgrammeYearFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeYear

    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = datetime.date(2026, 4, 1)
    ends_on = datetime.date(2027, 3, 31)
    budget = Decimal(1_000_000)


class ProgrammeRoleFactory(DjangoModelFactory):
    class Meta:
        model = ProgrammeRole

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    role = "fund_manager"


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Project {letters(n)}")
    slug = factory.Sequence(lambda n: f"project-{letters(n)}")
    status = "active"


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = "member"
    display_name = factory.LazyAttribute(lambda row: row.user.display_name if row.user else "Volunteer")


class CoachAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = CoachAssignment


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = Grant

    project = factory.SubFactory(ProjectFactory)
    reference = factory.Sequence(lambda n: f"G-{letters(n)}")
    awarded_on = datetime.date(2026, 4, 1)


class GrantYearFactory(DjangoModelFactory):
    """Keeps the grant's total equal to its years, as the actions do."""

    class Meta:
        model = GrantYear
        skip_postgeneration_save = True

    grant = factory.SubFactory(GrantFactory)
    programme_year = factory.SubFactory(ProgrammeYearFactory)
    original_amount = Decimal(80_000)
    amount = factory.SelfAttribute("original_amount")

    @factory.post_generation
    def total(self, create, extracted, **kwargs):
        self.grant.awarded += self.amount
        self.grant.save()


class PaymentFactory(DjangoModelFactory):
    class Meta:
        model = Payment

    grant_year = factory.SubFactory(GrantYearFactory)
    amount = Decimal("20000.00")
    due_on = datetime.date(2026, 7, 1)


class AimStatementFactory(DjangoModelFactory):
    class Meta:
        model = AimStatement

    project = factory.SubFactory(ProjectFactory)
    number = 1
    what = "Offers of a test accepted"


class ChangeIdeaFactory(DjangoModelFactory):
    class Meta:
        model = ChangeIdea

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"Idea {letters(n)}")


class PDSACycleFactory(DjangoModelFactory):
    class Meta:
        model = PDSACycle

    change_idea = factory.SubFactory(ChangeIdeaFactory)
    number = factory.LazyAttribute(lambda cycle: cycle.change_idea.cycles.count() + 1)
    title = factory.Sequence(lambda n: f"Test {letters(n)}")
    planned_start_on = datetime.date(2026, 9, 1)


class CycleQuestionFactory(DjangoModelFactory):
    class Meta:
        model = CycleQuestion

    cycle = factory.SubFactory(PDSACycleFactory)
    question = factory.Sequence(lambda n: f"Question {letters(n)}?")


class FishboneFactory(DjangoModelFactory):
    class Meta:
        model = Fishbone

    project = factory.SubFactory(ProjectFactory)
    problem = "Few people take a test"


class CauseCategoryFactory(DjangoModelFactory):
    class Meta:
        model = CauseCategory

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Bone {letters(n)}")


class CauseFactory(DjangoModelFactory):
    """A cause on a bone of its own project; `parent=…, category=None` for an answer to "why?"."""

    class Meta:
        model = Cause

    project = factory.SubFactory(ProjectFactory)
    category = factory.SubFactory(CauseCategoryFactory, project=factory.SelfAttribute("..project"))
    text = factory.Sequence(lambda n: f"Cause {letters(n)}")


class ProcessLaneFactory(DjangoModelFactory):
    class Meta:
        model = ProcessLane

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Lane {letters(n)}")


class ProcessStepFactory(DjangoModelFactory):
    class Meta:
        model = ProcessStep

    project = factory.SubFactory(ProjectFactory)
    lane = factory.SubFactory(ProcessLaneFactory, project=factory.SelfAttribute("..project"))
    text = factory.Sequence(lambda n: f"Step {letters(n)}")


class DriverFactory(DjangoModelFactory):
    class Meta:
        model = Driver

    project = factory.SubFactory(ProjectFactory)
    level = "primary"
    title = factory.Sequence(lambda n: f"Driver {letters(n)}")


class DriverLinkFactory(DjangoModelFactory):
    """From `parent` to `driver` or `idea`, of the parent's project."""

    class Meta:
        model = DriverLink

    project = factory.SelfAttribute("parent.project")


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = Observation

    cycle = factory.SubFactory(PDSACycleFactory)
    seen_on = datetime.date(2026, 9, 2)
    text = "It was quiet."
    by = factory.SubFactory(UserFactory)


class StoredFileFactory(DjangoModelFactory):
    """A small photo on the disk of the tests."""

    class Meta:
        model = StoredFile

    file = factory.django.ImageField(width=8, height=6, format="PNG")
    name = "photo.png"
    kind = "image"
    content_type = "image/png"
    size = 100
    width = 8
    height = 6
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    by = factory.SubFactory(UserFactory)


class ObservationFileFactory(DjangoModelFactory):
    class Meta:
        model = ObservationFile

    observation = factory.SubFactory(ObservationFactory)
    file = factory.SubFactory(StoredFileFactory)


class ProgressScoreFactory(DjangoModelFactory):
    class Meta:
        model = ProgressScore

    project = factory.SubFactory(ProjectFactory)
    month = datetime.date(2026, 9, 1)
    scored_as = "team"
    score = Decimal("2.5")
    reason = "First tests of the change."
    by = factory.SubFactory(UserFactory)


class SustainabilityCheckFactory(DjangoModelFactory):
    class Meta:
        model = SustainabilityCheck

    project = factory.SubFactory(ProjectFactory)
    done_on = datetime.date(2026, 9, 1)
    by = factory.SubFactory(UserFactory)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    project = factory.SubFactory(ProjectFactory)
    text = "Well done."
    by = factory.SubFactory(UserFactory)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    project = factory.SubFactory(ProjectFactory)
    source = "meeting"
    what = factory.Sequence(lambda n: f"Action {letters(n)}")


class MeasureFactory(DjangoModelFactory):
    """A monthly count with its first phase."""

    class Meta:
        model = Measure
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Measure {letters(n)}")
    kind = "process"
    data_kind = "count"
    direction = "up"
    frequency = "monthly"

    @factory.post_generation
    def first_phase(self, create, extracted, **kwargs):
        Phase.objects.create(measure=self)


class DataPointFactory(DjangoModelFactory):
    class Meta:
        model = DataPoint

    measure = factory.SubFactory(MeasureFactory)
    data_kind = factory.SelfAttribute("measure.data_kind")
    period_start = datetime.date(2026, 1, 1)


class BreakdownFactory(DjangoModelFactory):
    """A breakdown with its groups: `groups=("Younger", "Older")`."""

    class Meta:
        model = Breakdown
        skip_postgeneration_save = True

    measure = factory.SubFactory(MeasureFactory)
    name = factory.Sequence(lambda n: f"By group {letters(n)}")

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        Category.objects.bulk_create(
            Category(breakdown=self, name=name, order=order)
            for order, name in enumerate(extracted or ("Younger", "Older"))
        )


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    occurred_on = datetime.date(2026, 1, 1)


def monthly_points(measure, values, *, start=datetime.date(2024, 1, 1), **fields):
    """Data points for consecutive months. values: a number (count), a (numerator, denominator) pair, or an
    outcome word for a month without a figure; None leaves the month out."""
    points = []
    for i, value in enumerate(values):
        index = start.year * 12 + start.month - 1 + i
        month = datetime.date(index // 12, index % 12 + 1, 1)
        if value is None:
            continue
        figures: dict = {}
        if isinstance(value, str):
            figures["outcome"] = value
        elif isinstance(value, tuple):
            figures["numerator"], figures["denominator"] = value
        else:
            figures["value"] = value
        points.append(
            DataPoint.objects.create(
                measure=measure,
                data_kind=measure.data_kind,
                period_start=month,
                recorded_at=timezone.now(),
                **figures,
                **fields,
            )
        )
    return points


def parts_of(point, breakdown, *parts):
    """Figures of a point's groups, in their order: a number, or a (numerator, denominator) pair; None for none.
    Returns the point."""
    for category, part in zip(breakdown.categories.order_by("order", "pk"), parts, strict=True):
        if part is None:
            continue
        figures = (
            dict(zip(("numerator", "denominator"), part, strict=True)) if isinstance(part, tuple) else {}
        )
        CategoryPoint.objects.create(
            point=point, category=category, data_kind=point.data_kind, **(figures or {"value": part})
        )
    return point
