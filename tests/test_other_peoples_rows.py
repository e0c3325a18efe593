"""A row is reached through its own project and programme only, and a form offers no other's rows."""

import datetime
import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from measures.models import DisclosurePolicy
from projects.models import Cause, CauseCategory, Driver, Invitation, Theme
from tests.access_table import ALLOWED, ANSWERS, world_of
from tests.factories import (
    ActionFactory,
    CauseCategoryFactory,
    CauseFactory,
    ChangeIdeaFactory,
    CommentFactory,
    DriverFactory,
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    PaymentFactory,
    PDSACycleFactory,
    ProcessLaneFactory,
    ProcessStepFactory,
    ProgrammeFactory,
    ProgrammeRoleFactory,
    ProgrammeYearFactory,
    ProgressScoreFactory,
    ProjectFactory,
    TeamMemberFactory,
)
from tests.forms_on_page import forms_on


@pytest.fixture
def world(cast, project, other_project, programme):
    return world_of(cast=cast, project=project, other_project=other_project, programme=programme)


@pytest.fixture
def both(cast, other_project):
    """The lead of the project leads the other one as well, so that only the row can be wrong."""
    TeamMemberFactory(project=other_project, role="lead", user=cast.lead)


def asked(client, method, url, data=None):
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("role", ["lead", "fund_manager", "advisor"])
def test_a_row_of_one_project_is_not_found_under_another(as_role, world, both, other_project, role):
    client, wrong, tried = as_role(role), [], 0
    for name, args in world.items():
        nested = len(args) > 1 and isinstance(args[0], str) and not isinstance(args[1], str)
        if not nested or args[0] == "themes" or ANSWERS[name][role] != ALLOWED:
            continue
        tried += 1
        url = reverse(name, args=[other_project.slug, *args[1:]])
        for method in ("get", "post"):
            status = asked(client, method, url).status_code
            if status not in (404, 405):
                wrong.append(f"{method} {url}: {status}")
    assert not wrong, "\n".join(wrong)
    assert tried > 5


def test_a_row_of_one_measure_is_not_found_under_another(as_role, world, project):
    client, wrong = as_role("lead"), []
    other = MeasureFactory(project=project, name="Another")
    for name, args in world.items():
        if len(args) == 3 and name.startswith("measures:"):
            url = reverse(name, args=[project.slug, other.pk, args[2]])
            for method in ("get", "post"):
                status = asked(client, method, url).status_code
                if status not in (404, 405):
                    wrong.append(f"{method} {url}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def elsewhere(db):
    """Another programme in the same installation, with one of everything a list or a form could offer."""
    programme = ProgrammeFactory(name="Hillside Fund", slug="hillside")
    DisclosurePolicy.objects.create(programme=programme, hide_below=10)
    project = ProjectFactory(programme=programme, name="Zanzibar Lane", slug="zanzibar-lane")
    year = ProgrammeYearFactory(programme=programme)
    theme = Theme.objects.create(programme=programme, name="Zebra crossing")
    grant_year = GrantYearFactory(
        grant=GrantFactory(project=project, reference="ZULU-1"), programme_year=year
    )
    payment = PaymentFactory(grant_year=grant_year)
    idea = ChangeIdeaFactory(project=project, title="Zigzag idea")
    cycle = PDSACycleFactory(change_idea=idea, title="Zigzag cycle")
    measure = MeasureFactory(project=project, name="Zest", kind="outcome", is_primary=True)
    role = ProgrammeRoleFactory(programme=programme, role="funder", user__display_name="Zelda Zimmer")
    member = TeamMemberFactory(project=project, role="lead", display_name="Zachary")
    invitation = Invitation.objects.create(
        programme=programme,
        role="funder",
        email="zoe@example.org",
        display_name="Zoltan Zebedee",
        secret_hash="9" * 64,
        expires_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC),
    )
    return {
        "programme": programme,
        "project": project,
        "rows": [year, theme, grant_year, payment, idea, cycle, measure, role, member, invitation],
        "method": method_of(project, member) | {"idea": idea, "cycle": cycle},
    }


def method_of(project, member):
    """Field of a form → a row of `project` that it could offer."""
    bone = CauseCategoryFactory(project=project, name="Zebu bone")
    cause = CauseFactory(project=project, category=bone, text="Zinc cause")
    lane = ProcessLaneFactory(project=project, name="Zenith lane")
    step = ProcessStepFactory(project=project, lane=lane, text="Zaffre step")
    primary = DriverFactory(project=project, title="Zeal driver")
    secondary = DriverFactory(project=project, title="Zone driver", level="secondary")
    ActionFactory(project=project, what="Zip action", who=member)
    CommentFactory(project=project, text="Zither comment")
    ProgressScoreFactory(project=project, reason="Zero reason")
    return {
        "place": (f"bone-{bone.pk}", f"cause-{cause.pk}"),
        "lane": lane,
        "other_step": step,
        "after": step,
        "parent": primary,
        "driver": secondary,
        "who": member,
        "source": project.slug,
        "project": project,
    }


def read(response):
    """The page without its form tokens: random letters now and then spell a short name. A picture as it comes."""
    return re.sub(
        r'(?<=name="csrfmiddlewaretoken" value=")[^"]*', "", response.content.decode(errors="replace")
    )


NAMES = (
    "Hillside",
    "hillside",
    "Zanzibar",
    "zanzibar",
    "Zebra",
    "ZULU",
    "Zigzag",
    "Zest",
    "Zelda",
    "Zachary",
    "Zebedee",
    "zoe@",
    "Zebu",
    "Zinc",
    "Zenith",
    "Zaffre",
    "Zeal",
    "Zone",
    "Zip action",
    "Zither",
    "Zero",
)


@pytest.mark.parametrize("role", ["fund_manager", "finance", "funder", "advisor", "lead", "coach"])
def test_nothing_of_another_programme_shows_anywhere(as_role, world, elsewhere, role):
    client, wrong = as_role(role), []
    for name, answers in ANSWERS.items():
        if answers[role] != ALLOWED or name.startswith("pages:published"):
            continue
        url = reverse(name, args=world.get(name, ()))
        response = asked(client, "get", url)
        if response.status_code != 200:
            continue
        text = read(response)
        found = [word for word in NAMES if word in text]
        if found:
            wrong.append(f"{url}: {found}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["fund_manager", "finance", "funder", "advisor", "lead"])
def test_another_programme_cannot_be_named(as_role, world, elsewhere, role):
    client, wrong = as_role(role), []
    for name, answers in ANSWERS.items():
        if answers[role] != ALLOWED or world.get(name, ()):
            continue
        response = asked(client, "get", reverse(name) + "?programme=hillside")
        if response.status_code == 200 and any(word in read(response) for word in NAMES[2:]):
            wrong.append(name)
    assert not wrong
    assert client.get("/projects/zanzibar-lane/").status_code == 404
    assert client.get("/projects/zanzibar-lane/measures/").status_code == 404


def test_rows_of_another_programme_are_not_found(as_role, world, elsewhere):
    year, theme, _, payment, *_, role, _, invitation = elsewhere["rows"]
    client = as_role("fund_manager")
    for name, args in (
        ("projects:year_edit", [year.pk]),
        ("projects:year_withdraw", [year.pk]),
        ("projects:name_edit", ["themes", theme.pk]),
        ("projects:name_withdraw", ["themes", theme.pk]),
        ("projects:role_end", [role.pk]),
        ("projects:role_edit", [role.pk]),
        ("projects:programme_invitation_resend", [invitation.pk]),
        ("projects:programme_invitation_revoke", [invitation.pk]),
        ("projects:payment", [payment.pk]),
        ("projects:payment_edit", [payment.pk]),
        ("projects:payment_withdraw", [payment.pk]),
        ("projects:payment_approve", [payment.pk]),
        ("projects:payment_send_back", [payment.pk]),
        ("projects:payment_record", [payment.pk]),
        ("projects:payment_correct", [payment.pk]),
    ):
        for method in ("get", "post"):
            assert asked(client, method, reverse(name, args=args)).status_code in (404, 405), name


def test_choices_of_another_project_are_refused(as_role, world, elsewhere, both, other_project):
    """The choices of every form, sent with a row of another project or programme, make an error and no row."""
    _, theme, grant_year, _, idea, cycle, measure, *_ = elsewhere["rows"]
    foreign = {
        "change_idea": idea,
        "previous": cycle,
        "measures": measure,
        "measure": measure,
        "themes": theme,
        "grant_year": grant_year,
        "years": grant_year,
        "projects": elsewhere["project"],
        "to": elsewhere["rows"][-2],
        **elsewhere["method"],
    }
    met = _refused_everywhere(as_role, world, foreign)
    assert met >= {"change_idea", "previous", "measures", "themes", "grant_year", "years", "projects", "to"}
    assert met >= elsewhere["method"].keys() - UNDER_AN_ADDRESS
    _refuse_under_an_address(as_role("lead"), world, elsewhere["method"])


def test_withdrawn_rows_are_no_choice(as_role, world, project, both, cast):
    """As another project's rows are none: also for a form that was opened before."""
    member = TeamMemberFactory(project=project, role="member")
    gone = method_of(project, member)
    idea = ChangeIdeaFactory(project=project)
    cycle = PDSACycleFactory(change_idea=ChangeIdeaFactory(project=project))
    gone |= {"idea": idea, "change_idea": idea, "cycle": cycle, "previous": cycle}
    gone |= {"measure": MeasureFactory(project=project, kind="outcome", name="Zest")}
    gone["measures"] = gone["measure"]
    now = timezone.now()
    for model in (CauseCategory, Cause):
        model.objects.filter(project=project, **Z[model]).update(withdrawn_at=now)
    for row in {row for row in gone.values() if hasattr(row, "withdrawn_at")}:
        type(row).objects.filter(pk=row.pk).update(withdrawn_at=now)
    member.ended_at = now
    member.save()
    del gone["source"], gone["project"]
    met = _refused_everywhere(as_role, world, gone)
    assert met >= gone.keys() - UNDER_AN_ADDRESS
    _refuse_under_an_address(as_role("lead"), world, gone)


UNDER_AN_ADDRESS = {"parent", "project"}
"""Fields of forms that only an address with a question shows, or that are hidden."""


def _refuse_under_an_address(client, world, rows):
    add = reverse("pages:driver_add", args=world["pages:driver_add"]) + "?level=secondary"
    slug, _ = world["pages:driver_level"]
    primary = Driver.objects.current().filter(project__slug=slug, level="primary").first()
    level = reverse("pages:driver_level", args=[slug, primary.pk])
    forms = [(add, {"title": "New", "strength": "strong"}), (level, {"version": "1"})]
    for url, data in forms:
        answer = asked(client, "post", url, data | {"parent": rows["parent"].pk})
        assert answer.status_code == 422, url
    if "project" in rows:
        url = reverse("pages:idea_try", args=world["pages:idea_try"])
        assert asked(client, "post", url, {"project": rows["project"].pk}).status_code == 422


Z = {CauseCategory: {"name": "Zebu bone"}, Cause: {"text": "Zinc cause"}}


def _refused_everywhere(as_role, world, foreign):
    """Send each form each of these rows that it could offer; gives the fields met. 422 or it is wrong."""
    met, wrong = set(), []
    for role in ("lead", "fund_manager"):
        client = as_role(role)
        for name, answers in ANSWERS.items():
            url = reverse(name, args=world.get(name, ()))
            if answers[role] != ALLOWED or (response := asked(client, "get", url)).status_code != 200:
                continue
            if "html" not in response["Content-Type"]:
                continue
            for form in forms_on(response.content.decode()):
                for field in foreign.keys() & form.kinds.keys():
                    if form.method != "post" or form.kinds[field] == "hidden":
                        continue
                    met.add(field)
                    rows = foreign[field] if isinstance(foreign[field], tuple) else (foreign[field],)
                    for row in rows:
                        sent = row if isinstance(row, str) else str(row.pk)
                        answer = asked(client, "post", form.action or url, form.fields | {field: [sent]})
                        if answer.status_code != 422:
                            wrong.append(f"{url} {field}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    return met
