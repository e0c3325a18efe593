"""Every type of page of the site, and who looks at it: on the demo's data.

A role is a sign-in of the demo (the part before the @), "anonymous", or "lead of <slug>"; words in braces are
filled by `facts()`.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from community.models import Action, Comment
from ftc_qi.accounts.models import Organisation, User
from measures.models import (
    Annotation,
    Category,
    ControlItem,
    DataPoint,
    Event,
    Exclusion,
    Measure,
    Phase,
    SharedMeasure,
)
from projects.actions.invitations import invite_to_programme, invite_to_team, revoke
from projects.models import (
    Area,
    Cause,
    CauseCategory,
    ChangeIdea,
    CycleQuestion,
    Driver,
    Grant,
    Observation,
    Payment,
    PDSACycle,
    PopulationGroup,
    ProcessLane,
    ProcessStep,
    Programme,
    ProgrammeParty,
    ProgrammeRole,
    ProgrammeYear,
    ProgressScore,
    Project,
    ProjectParty,
    ProjectPause,
    Review,
    SustainabilityCheck,
    TeamMember,
    Theme,
)

OWN = "/projects/warm-welcome/"

PAGES = {
    "anonymous": (
        "/",
        "/about/",
        "/accessibility/",
        "/privacy/",
        "/published/{published}/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/none-such/",
        "/accounts/inactive/",
        "/invitations/{invitation_new}/",
        "/invitations/{invitation_known}/",
    ),
    "outsider": ("/", "/accounts/me/"),
    "lead": (
        "/",
        "/my-invitations/{my_invitation}/",
        "/projects/",
        "/projects/?q=nothing-is-called-this",
        OWN,
        f"{OWN}summary/",
        f"{OWN}start/",
        f"{OWN}aim/",
        f"{OWN}aim/withdraw/",
        f"{OWN}ideas/",
        f"{OWN}ideas/add/",
        f"{OWN}ideas/grid/",
        f"{OWN}ideas/{{idea}}/",
        f"{OWN}ideas/{{own_idea}}/",
        f"{OWN}ideas/?q=nothing-is-like-this",
        "/ideas/",
        "/ideas/?q=nothing-is-like-this",
        "/ideas/{other_idea}/try/",
        "/projects/{other}/ideas/{other_idea}/",
        f"{OWN}ideas/{{idea}}/edit/",
        f"{OWN}ideas/{{idea}}/withdraw/",
        f"{OWN}causes/",
        f"{OWN}causes/problem/",
        f"{OWN}causes/several/",
        f"{OWN}causes/bones/add/",
        f"{OWN}causes/bones/{{bone}}/rename/",
        f"{OWN}causes/bones/{{bone}}/withdraw/",
        f"{OWN}causes/bones/{{bone}}/add/",
        f"{OWN}causes/bones/{{bone}}/several/",
        f"{OWN}causes/{{cause}}/why/",
        f"{OWN}causes/{{cause}}/edit/",
        f"{OWN}causes/{{cause}}/place/",
        f"{OWN}causes/{{cause}}/withdraw/",
        f"{OWN}causes/{{cause}}/driver/",
        f"{OWN}causes/{{cause}}/idea/",
        f"{OWN}process/",
        f"{OWN}process/several/",
        f"{OWN}process/lanes/add/",
        f"{OWN}process/lanes/{{lane}}/rename/",
        f"{OWN}process/lanes/{{lane}}/withdraw/",
        f"{OWN}process/steps/add/",
        f"{OWN}process/steps/{{step}}/edit/",
        f"{OWN}process/steps/{{step}}/withdraw/",
        f"{OWN}drivers/",
        f"{OWN}drivers/edit/",
        f"{OWN}drivers/add/",
        f"{OWN}drivers/add/?level=secondary",
        f"{OWN}drivers/copy/",
        f"{OWN}drivers/{{driver}}/edit/",
        f"{OWN}drivers/{{driver}}/level/",
        f"{OWN}drivers/{{driver}}/links/",
        f"{OWN}drivers/{{driver}}/ideas/add/",
        f"{OWN}drivers/{{driver}}/withdraw/",
        f"{OWN}drivers/ideas/{{idea}}/links/",
        f"{OWN}scores/",
        f"{OWN}scores/team/add/",
        f"{OWN}scores/team/{{team_score}}/correct/",
        f"{OWN}scores/team/{{team_score}}/withdraw/",
        f"{OWN}health/",
        f"{OWN}gains/",
        f"{OWN}gains/check/add/",
        f"{OWN}gains/check/{{check}}/edit/",
        f"{OWN}gains/check/{{check}}/withdraw/",
        f"{OWN}gains/plan/add/",
        f"{OWN}gains/plan/{{control_item}}/edit/",
        f"{OWN}gains/plan/{{control_item}}/withdraw/",
        f"{OWN}actions/",
        f"{OWN}actions/add/",
        f"{OWN}actions/{{action}}/edit/",
        f"{OWN}actions/{{action}}/withdraw/",
        "/actions/",
        f"{OWN}cycles/{{seen_cycle}}/observations/add/",
        f"{OWN}cycles/{{seen_cycle}}/observations/{{observation}}/edit/",
        f"{OWN}cycles/{{seen_cycle}}/observations/{{observation}}/withdraw/",
        f"{OWN}comments/",
        f"{OWN}comments/add/",
        f"{OWN}comments/{{comment}}/edit/",
        f"{OWN}comments/{{comment}}/withdraw/",
        f"{OWN}cycles/board/",
        f"{OWN}cycles/",
        f"{OWN}cycles/add/",
        f"{OWN}cycles/{{own_cycle}}/",
        f"{OWN}cycles/{{own_cycle}}/history/",
        f"{OWN}cycles/{{own_cycle}}/edit/",
        f"{OWN}cycles/{{own_cycle}}/withdraw/",
        f"{OWN}cycles/{{own_cycle}}/amend/",
        f"{OWN}cycles/{{own_cycle}}/plan/",
        f"{OWN}cycles/{{own_cycle}}/do/",
        f"{OWN}cycles/{{own_cycle}}/study/",
        f"{OWN}cycles/{{own_cycle}}/act/",
        f"{OWN}cycles/{{own_cycle}}/questions/add/",
        f"{OWN}cycles/{{asked_cycle}}/questions/{{asked}}/edit/",
        f"{OWN}cycles/{{asked_cycle}}/questions/{{asked}}/amend/",
        f"{OWN}cycles/{{asked_cycle}}/questions/{{asked}}/withdraw/",
        f"{OWN}measures/",
        f"{OWN}measures/add/",
        f"{OWN}measures/{{measure}}/edit/",
        f"{OWN}measures/{{measure}}/chart/",
        f"{OWN}measures/{{measure}}/withdraw/",
        f"{OWN}measures/{{measure}}/phases/",
        f"{OWN}measures/{{measure}}/phases/add/",
        f"{OWN}measures/{{measure}}/exclusions/add/",
        f"{OWN}measures/{{measure}}/annotations/add/",
        f"{OWN}measures/{{measure}}/points/{{point}}/",
        f"{OWN}measures/{{measure}}/points/{{point}}/withdraw/",
        f"{OWN}log/",
        f"{OWN}log/?month={{last_month}}",
        f"{OWN}log/paste/",
        f"{OWN}team/",
        f"{OWN}team/invite/",
        f"{OWN}team/add/",
        f"{OWN}team/lead/",
        f"{OWN}team/taking-part/",
        f"{OWN}team/my-name/",
        f"{OWN}team/{{member}}/edit/",
        f"{OWN}team/{{member}}/remove/",
        f"{OWN}grants/",
        f"{OWN}edit/",
        f"{OWN}organisations/add/",
        f"{OWN}organisations/{{project_party}}/edit/",
        f"{OWN}organisations/{{project_party}}/withdraw/",
        f"{OWN}reviews/",
        f"{OWN}consent/withdraw/",
        "/projects/{other}/",
        "/projects/{other}/aim/",
        "/projects/{other}/cycles/",
        "/projects/{other}/cycles/{other_cycle}/",
        "/projects/{other}/measures/",
        "/community/charts/",
        f"{OWN}matrix/",
        f"{OWN}compare/",
        "/accounts/me/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/invitations/{invitation_known}/",
    ),
    "member": ("/", f"{OWN}team/leave/"),
    "contributor": (OWN, f"{OWN}ideas/add/", f"{OWN}team/"),
    "manager": (
        "/programme/",
        "/programme/edit/",
        "/programme/years/add/",
        "/programme/years/{year}/edit/",
        "/programme/years/{year}/withdraw/",
        "/programme/parties/add/",
        "/programme/parties/{party}/edit/",
        "/programme/parties/{party}/withdraw/",
        "/programme/themes/",
        "/programme/themes/add/",
        "/programme/themes/{theme}/edit/",
        "/programme/themes/{theme}/withdraw/",
        "/programme/population-groups/",
        "/programme/population-groups/{group}/edit/",
        "/programme/areas/",
        "/programme/areas/add/",
        "/programme/areas/{area}/edit/",
        "/programme/people/invite/",
        "/programme/people/{advisor_role}/projects/",
        "/programme/people/{advisor_role}/end/",
        "/programme/protection/",
        "/programme/shared-measures/",
        "/programme/shared-measures/{shared}/edit/",
        "/programme/shared-measures/{shared}/withdraw/",
        "/organisations/",
        "/organisations/add/",
        "/organisations/{organisation}/edit/",
        "/organisations/{organisation}/withdraw/",
        "/organisations/{organisation}/numbers/add/",
        "/organisations/{organisation}/numbers/{number}/remove/",
        "/projects/add/",
        f"{OWN}edit/",
        f"{OWN}status/pause/",
        f"{OWN}pauses/add/",
        "/projects/{paused}/pauses/{pause}/edit/",
        "/projects/{paused}/",
        "/projects/{paused}/pauses/{pause}/withdraw/",
        f"{OWN}publish/",
        f"{OWN}unpublish/",
        f"{OWN}grants/",
        f"{OWN}grants/add/",
        f"{OWN}grants/{{grant}}/edit/",
        f"{OWN}grants/{{grant}}/amounts/",
        f"{OWN}grants/{{grant}}/withdraw/",
        f"{OWN}grants/{{grant}}/payments/add/",
        f"{OWN}grants/{{grant}}/payments/schedule/",
        "/payments/",
        "/payments/{planned}/",
        "/payments/{planned}/edit/",
        "/payments/{planned}/approve/",
        "/payments/{planned}/withdraw/",
        "/payments/{approved}/send-back/",
        "/payments/{paid}/",
        "/payments/{paid}/correct/",
        "/projects/{people_project}/measures/{people_measure}/people/",
        f"{OWN}measures/{{measure}}/phases/{{phase}}/edit/",
        "/projects/{rebased_project}/measures/{rebased_measure}/phases/{rebased_phase}/withdraw/",
        "/projects/{excluded_project}/measures/{excluded_measure}/exclusions/{exclusion}/withdraw/",
        "/projects/{noted_project}/measures/{noted_measure}/annotations/{annotation}/edit/",
        "/projects/{noted_project}/measures/{noted_measure}/annotations/{annotation}/withdraw/",
        "/advisor/",
        "/portfolio/",
    ),
    "finance": ("/payments/", "/payments/{approved}/", "/payments/{approved}/record/"),
    "advisor": (
        "/advisor/",
        "/projects/",
        OWN,
        f"{OWN}scores/",
        f"{OWN}scores/advisor/add/",
        f"{OWN}scores/advisor/{{advisor_score}}/correct/",
        f"{OWN}scores/advisor/{{advisor_score}}/withdraw/",
        f"{OWN}reviews/",
        f"{OWN}reviews/add/",
        "/projects/{reviewed}/reviews/{review}/edit/",
        "/projects/{reviewed}/reviews/{review}/withdraw/",
        "/programme/shared-measures/add/",
        f"{OWN}team/",
        "/community/charts/",
    ),
    "lead of {events_project}": (
        "/projects/{events_project}/log/",
        "/projects/{events_project}/measures/{events_measure}/events/add/",
        "/projects/{events_project}/measures/{events_measure}/events/paste/",
        "/projects/{events_project}/measures/{events_measure}/events/{event}/edit/",
        "/projects/{events_project}/measures/{events_measure}/events/{event}/",
        "/projects/{events_project}/measures/{events_measure}/events/{event}/withdraw/",
    ),
    "lead of {parts_project}": (
        "/projects/{parts_project}/log/?month={last_month}",
        "/projects/{parts_project}/measures/{parts_measure}/points/{parts_point}/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/add/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/pareto/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/edit/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/withdraw/",
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/groups/{category}/withdraw/",
    ),
    "lead of {plan_project}": ("/projects/{plan_project}/cycles/{plan_cycle}/move/do/",),
    "lead of {unagreed}": ("/projects/{unagreed}/consent/give/",),
    "coach": ("/advisor/", OWN),
    "funder": (
        "/projects/{parts_project}/measures/{parts_measure}/breakdowns/{breakdown}/",
        "/portfolio/",
        "/projects/",
        OWN,
        f"{OWN}grants/",
        "/community/charts/",
        "/community/matrix/",
        "/community/measures/{shared}/",
        "/community/measures/{shared}/funnel/",
        "/projects/{other}/matrix/",
        "/projects/{other}/compare/",
    ),
}

CYCLES_BY_STAGE = tuple(
    (f"lead of {{{stage}_project}}", f"/projects/{{{stage}_project}}/cycles/{{{stage}_cycle}}/")
    for stage in PDSACycle.Stage
)
"""One cycle in each stage, looked at by its own project's lead."""

CHART_PAGES = (
    ("lead", f"{OWN}measures/{{measure}}/"),
    ("funder", f"{OWN}measures/{{measure}}/"),
    ("contributor", f"{OWN}measures/{{measure}}/"),
    ("lead", "/projects/{other}/measures/{other_measure}/"),
    ("advisor", "/projects/{events_project}/measures/{events_measure}/"),
    ("funder", "/projects/{events_project}/measures/{events_measure}/"),
    ("lead of {parts_project}", "/projects/{parts_project}/measures/{parts_measure}/"),
    ("funder", "/projects/{parts_project}/measures/{parts_measure}/"),
    ("lead of {joined_project}", "/projects/{joined_project}/measures/{joined_measure}/"),
    ("funder", "/projects/{joined_project}/measures/{joined_measure}/"),
)
"""Pages with a chart that can be explored, which loads Plotly."""

NOT_PAGES = {
    "pages:bone_move",
    "pages:bones_start",
    "pages:cause_move",
    "pages:cause_vote",
    "pages:causes_pdf",
    "pages:causes_png",
    "pages:causes_svg",
    "pages:lane_move",
    "pages:process_pdf",
    "pages:process_png",
    "pages:process_svg",
    "pages:step_move",
    "accounts:kept",
    "accounts:theme",
    "community:action_done",
    "community:action_reopen",
    "community:comments_read",
    "healthz",
    "measures:chart_png",
    "measures:chart_svg",
    "measures:breakdown_csv",
    "measures:data_csv",
    "measures:log_undo",
    "measures:point_correct",
    "pages:aim_save",
    "pages:observation_file",
    "pages:observation_picture",
    "pages:driver_move",
    "pages:idea_move",
    "pages:drivers_idea",
    "pages:drivers_pdf",
    "pages:drivers_png",
    "pages:drivers_start",
    "pages:drivers_svg",
    "pages:storyboard",
    "pages:summary_pdf",
    "pages:aim_preview",
    "pages:portfolio_csv",
    "pages:question_move",
    "projects:boroughs_add",
    "projects:first_project",
    "projects:payment_csv",
    "projects:programme_invitation_resend",
    "projects:programme_invitation_revoke",
    "projects:review_seen",
    "projects:team_invitation_resend",
    "projects:team_invitation_revoke",
}
"""Addresses of files, of buttons without a page of their own, and of those that only send on."""

REFUSALS = (
    ("anonymous", "/no-such-page/", 404),
    ("anonymous", "/invitations/no-such-link/", 404),
    ("anonymous", "/invitations/{invitation_revoked}/", 410),
    ("outsider", OWN, 404),
    ("lead", "/projects/{other}/log/", 404),
    ("contributor", f"{OWN}log/", 403),
    ("member", f"{OWN}edit/", 403),
)

FORMS_SENT_EMPTY = (
    ("lead", f"{OWN}measures/add/"),
    ("lead", f"{OWN}cycles/add/"),
    ("lead", f"{OWN}aim/"),
    ("lead", f"{OWN}log/paste/"),
    ("lead", f"{OWN}team/invite/"),
    ("lead", f"{OWN}causes/bones/{{bone}}/add/"),
    ("lead", f"{OWN}causes/bones/{{bone}}/several/"),
    ("lead", f"{OWN}causes/{{cause}}/why/"),
    ("lead", f"{OWN}process/several/"),
    ("lead", f"{OWN}process/steps/add/"),
    ("lead", f"{OWN}drivers/add/"),
    ("lead", f"{OWN}drivers/copy/"),
    ("lead", f"{OWN}drivers/{{driver}}/ideas/add/"),
    ("lead", f"{OWN}ideas/add/"),
    ("lead", f"{OWN}scores/team/add/"),
    ("lead", f"{OWN}gains/plan/add/"),
    ("lead", f"{OWN}actions/add/"),
    ("lead", f"{OWN}comments/add/"),
    ("lead", f"{OWN}cycles/{{seen_cycle}}/observations/add/"),
    ("lead", f"{OWN}cycles/{{own_cycle}}/questions/add/"),
    ("lead", f"{OWN}cycles/{{own_cycle}}/amend/"),
    ("lead of {study_project}", "/projects/{study_project}/cycles/{study_cycle}/move/act/"),
    ("lead of {act_project}", "/projects/{act_project}/cycles/{act_cycle}/move/done/"),
    ("advisor", f"{OWN}scores/advisor/add/"),
    ("manager", "/programme/years/add/"),
    ("manager", "/programme/people/invite/"),
    ("manager", "/projects/add/"),
    ("manager", "/programme/shared-measures/add/"),
    ("manager", f"{OWN}grants/add/"),
    ("anonymous", "/accounts/login/"),
    ("anonymous", "/invitations/{invitation_new}/"),
)
"""Pages with a form which refuses to be empty: the page with its errors is a page as well."""


def _invitations(programme, project, manager) -> dict[str, str]:
    """An invitation for somebody new, one for a member of the team, and one called back: their secrets."""
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return f"http://localhost/invitations/{secret}/"

    for email in ("somebody.new@demo.example", "called.back@demo.example"):
        last = invite_to_programme(
            programme=programme, role="funder", email=email, display_name="New", link=link, by=manager
        )
    revoke(invitation=last, by=manager)
    elsewhere = Project.objects.exclude(pk=project.pk).order_by("pk").first()
    known = invite_to_team(
        project=elsewhere,
        role="member",
        email="lead@demo.example",
        display_name="Jo",
        link=link,
        by=manager,
    )
    EmailAddress.objects.get_or_create(
        user=User.objects.get(email=known.email), email=known.email, defaults={"verified": True}
    )
    names = ("invitation_new", "invitation_revoked", "invitation_known")
    return dict(zip(names, secrets, strict=True)) | {"my_invitation": str(known.pk)}


def _first(rows, **chosen):
    found = rows.filter(**chosen).order_by("pk").first()
    assert found is not None, f"the demo has no {rows.model.__name__} with {chosen}"
    return found


def facts(outsider_email: str) -> dict[str, object]:
    """The words for the addresses; makes what the demo does not hold: invitations, an outsider."""
    User.objects.create_user(email=outsider_email, display_name="Outsider", password=None)
    programme = Programme.objects.get()
    project = Project.objects.get(slug="warm-welcome")
    manager = User.objects.get(email="manager@demo.example")
    measure = _first(Measure.objects, project=project, is_primary=True)
    found: dict[str, object] = _invitations(programme, project, manager)
    other = Project.objects.get(slug="night-line")
    other_measure = _first(Measure.objects, project=other, is_primary=True)
    other_cycle = _first(PDSACycle.objects, change_idea__project=other)
    asked = _first(CycleQuestion.objects, cycle__change_idea__project=project, cycle__stage="plan")
    events = _first(Measure.objects, data_kind="events")
    about_people = _first(Measure.objects, about_people=True)
    pause = _first(ProjectPause.objects)
    review = _first(Review.objects, by__email="advisor@demo.example")
    grant = _first(Grant.objects, project=project)
    organisation = _first(Organisation.objects)
    number = organisation.identifiers.create(scheme="GB-CHC", number="1164883")
    last_month = (timezone.localdate().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    found |= {
        "published": _first(Project.objects, published_at__isnull=False).slug,
        "other": other.slug,
        "other_measure": other_measure.pk,
        "other_cycle": other_cycle.pk,
        "idea": _first(ChangeIdea.objects, project=project).pk,
        "other_idea": _first(ChangeIdea.objects, project=other).pk,
        "own_idea": _first(ChangeIdea.objects, project=project, cycles__stage="done").pk,
        "lane": _first(ProcessLane.objects, project=project).pk,
        "step": _first(ProcessStep.objects, project=project).pk,
        "bone": _first(CauseCategory.objects, project=project).pk,
        "cause": _first(Cause.objects, project=project, drivers=None, change_ideas=None).pk,
        "driver": _first(Driver.objects, project=project, level="secondary").pk,
        "asked": asked.pk,
        "asked_cycle": asked.cycle_id,
        "own_cycle": _first(PDSACycle.objects, change_idea__project=project, stage="done").pk,
        "measure": measure.pk,
        "point": DataPoint.objects.filter(measure=measure, outcome="recorded").latest("period_start").pk,
        "last_month": last_month,
        "member": _first(TeamMember.objects, project=project, role="member").pk,
        "project_party": _first(ProjectParty.objects, project=project, role="partner").pk,
        "year": _first(ProgrammeYear.objects).pk,
        "party": _first(ProgrammeParty.objects).pk,
        "theme": _first(Theme.objects).pk,
        "group": _first(PopulationGroup.objects).pk,
        "area": _first(Area.objects).pk,
        "advisor_role": _first(ProgrammeRole.objects, role="advisor").pk,
        "organisation": organisation.pk,
        "number": number.pk,
        "unagreed": _first(Project.objects, lead_consented_at__isnull=True).slug,
        "paused": pause.project.slug,
        "pause": pause.pk,
        "shared": _first(SharedMeasure.objects).pk,
        "grant": grant.pk,
        "people_project": about_people.project.slug,
        "people_measure": about_people.pk,
        "reviewed": review.project.slug,
        "review": review.pk,
        "events_project": events.project.slug,
        "events_measure": events.pk,
    }
    scores = ProgressScore.objects.current()
    found |= {
        f"{side}_score": _first(scores, project=project, scored_as=side).pk for side in ("team", "advisor")
    }
    lead = User.objects.get(email="lead@demo.example")
    seen = _first(Observation.objects, cycle__change_idea__project=project, files__isnull=False)
    found |= {
        "action": _first(Action.objects, project=project).pk,
        "comment": _first(Comment.objects, project=project, by=lead).pk,
        "observation": seen.pk,
        "seen_cycle": seen.cycle_id,
    }
    found |= {
        "check": _first(SustainabilityCheck.objects, project=project).pk,
        "control_item": _first(ControlItem.objects, measure__project=project).pk,
    }
    annotation, exclusion = _first(Annotation.objects), _first(Exclusion.objects)
    rebased = _first(Phase.objects, starts_on__isnull=False)
    for name, row in (("noted", annotation), ("excluded", exclusion), ("rebased", rebased)):
        found |= {f"{name}_project": row.measure.project.slug, f"{name}_measure": row.measure.pk}
    found |= {
        "annotation": annotation.pk,
        "exclusion": exclusion.pk,
        "rebased_phase": rebased.pk,
        "phase": _first(Phase.objects, measure=measure, starts_on__isnull=True).pk,
        "event": _first(Event.objects, measure=events).pk,
    }
    joined = _first(Measure.objects, continues__isnull=False)
    found |= {"joined_project": joined.project.slug, "joined_measure": joined.pk}
    category = _first(Category.objects)
    parts_measure = category.breakdown.measure
    found |= {
        "category": category.pk,
        "breakdown": category.breakdown_id,
        "parts_measure": parts_measure.pk,
        "parts_project": parts_measure.project.slug,
        "parts_point": parts_measure.points.filter(parts__isnull=False).latest("period_start").pk,
    }
    found |= {status: _first(Payment.objects, status=status).pk for status in ("planned", "approved", "paid")}
    for stage in PDSACycle.Stage:
        cycle = _first(PDSACycle.objects, stage=stage)
        found |= {f"{stage}_cycle": cycle.pk, f"{stage}_project": cycle.change_idea.project.slug}
    return found
