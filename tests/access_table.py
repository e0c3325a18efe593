"""What each address answers to each role: written by hand from PRODUCT.md and DECISIONS 4-9, never derived
from the code. Roles are those of tests/cast.py; a role not named gets 404, a visitor the sign-in page."""

import datetime
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.utils import timezone

from ftc_qi.accounts.models import OrganisationIdentifier
from measures.models import (
    Annotation,
    Breakdown,
    Category,
    ControlItem,
    DataPoint,
    Event,
    Exclusion,
    Phase,
    SharedMeasure,
)
from projects.actions.invitations import hash_of
from projects.models import (
    Invitation,
    ProgrammeParty,
    ProgrammeRole,
    ProjectParty,
    ProjectPause,
    Review,
    Theme,
)
from tests.cast import ROLES
from tests.factories import (
    ActionFactory,
    AimStatementFactory,
    CauseCategoryFactory,
    CauseFactory,
    ChangeIdeaFactory,
    CommentFactory,
    CycleQuestionFactory,
    DriverFactory,
    DriverLinkFactory,
    GrantFactory,
    GrantYearFactory,
    MeasureFactory,
    ObservationFactory,
    ObservationFileFactory,
    OrganisationFactory,
    PaymentFactory,
    PDSACycleFactory,
    ProcessLaneFactory,
    ProcessStepFactory,
    ProgrammeYearFactory,
    ProgressScoreFactory,
    SustainabilityCheckFactory,
    TeamMemberFactory,
)

SIGN_IN, UNSEEN, FORBIDDEN, ALLOWED = "sign-in", "unseen", "forbidden", "allowed"

NOT_OURS = {"admin"}
"""Namespaces of packages, whose own rules they test; allauth's sign-in pages are known by their module."""

# --- groups of roles --------------------------------------------------------------------------------------

EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous"}
OWN_TEAM = {"lead", "member", "contributor"}
WORKERS = {"lead", "member"}
ADVISORS = {"advisor", "coach"}
TEAM_SPACE = OWN_TEAM | ADVISORS | {"fund_manager"}
COMMUNITY = TEAM_SPACE | {"other_lead", "other_coach"}
READERS = COMMUNITY | {"funder"}
EXACT = WORKERS | ADVISORS | {"fund_manager"}


def told(allowed, knows=frozenset()):
    """Role → answer. knows: roles that may know of the page but not use it."""
    return {
        role: ALLOWED
        if role in allowed
        else SIGN_IN
        if role == "anonymous"
        else FORBIDDEN
        if role in knows
        else UNSEEN
        for role in ROLES
    }


public = told(EVERYBODY)
signed_in = told(SIGNED_IN)
manager = told({"fund_manager"})
team_space = told(TEAM_SPACE)
team_manage = told({"lead", "fund_manager"}, TEAM_SPACE)
project_edit = told({"lead", "fund_manager"}, TEAM_SPACE)
status_change = told({"fund_manager"}, TEAM_SPACE)
consent = told({"lead"}, TEAM_SPACE)
review_write = told(ADVISORS, TEAM_SPACE)
comment_write = told(TEAM_SPACE)
action_edit = told(WORKERS | ADVISORS | {"fund_manager"}, TEAM_SPACE)
score_as_team = told(WORKERS, TEAM_SPACE)
health = told(OWN_TEAM | ADVISORS, TEAM_SPACE)
project_read = told(READERS)
method_read = told(COMMUNITY)
method_edit = told(WORKERS | {"fund_manager"}, TEAM_SPACE)
contribute = told(OWN_TEAM | {"fund_manager"}, TEAM_SPACE)
data_enter = told(WORKERS, TEAM_SPACE)
exact = told(EXACT, {"contributor"})
phase_edit = told(EXACT, TEAM_SPACE)
people_confirm = told(ADVISORS | {"fund_manager"}, TEAM_SPACE)
money_read = told({"lead", "fund_manager", "funder"})
money_edit = told({"fund_manager"}, {"lead", "funder"})
payments_read = told({"fund_manager", "finance"})
payment_plan = told({"fund_manager"}, {"finance"})
payment_record = told({"finance"}, {"fund_manager"})

PUBLIC = {
    "healthz",
    "pages:home",
    "pages:about",
    "pages:accessibility",
    "pages:privacy",
    "pages:published",
    "projects:invitation",
}

ANSWERS = {
    **dict.fromkeys(PUBLIC, public),
    **dict.fromkeys(("accounts:kept", "accounts:me", "accounts:theme"), signed_in),
    **dict.fromkeys(
        (
            *("pages:causes", "pages:causes_svg", "pages:causes_png", "pages:causes_pdf"),
            *("pages:process", "pages:process_svg", "pages:process_png", "pages:process_pdf"),
        ),
        team_space,
    ),
    **dict.fromkeys(("pages:cause_add", "pages:bone_several", "pages:cause_why"), contribute),
    # A contributor changes and withdraws their own causes only; those of world_of are the member's.
    **dict.fromkeys(
        (
            "pages:problem_edit",
            "pages:bones_start",
            "pages:causes_several",
            "pages:bone_add",
            "pages:bone_rename",
            "pages:bone_move",
            "pages:bone_withdraw",
            "pages:cause_edit",
            "pages:cause_move",
            "pages:cause_place",
            "pages:cause_withdraw",
            "pages:cause_to_driver",
            "pages:cause_to_idea",
            *(f"pages:lane_{what}" for what in ("add", "rename", "move", "withdraw")),
            *(f"pages:step_{what}" for what in ("add", "edit", "move", "withdraw")),
            "pages:steps_several",
        ),
        method_edit,
    ),
    # The team's own: a fund manager has no vote.
    "pages:cause_vote": told(OWN_TEAM, TEAM_SPACE),
    **dict.fromkeys(
        ("pages:drivers", "pages:drivers_svg", "pages:drivers_png", "pages:drivers_pdf"), method_read
    ),
    "pages:drivers_idea": contribute,
    **dict.fromkeys(
        (
            "pages:drivers_edit",
            "pages:drivers_start",
            "pages:drivers_copy",
            "pages:driver_add",
            "pages:driver_edit",
            "pages:driver_move",
            "pages:driver_level",
            "pages:driver_links",
            "pages:driver_idea_add",
            "pages:driver_withdraw",
            "pages:idea_links",
            "pages:idea_move",
        ),
        method_edit,
    ),
    "pages:cycle_board": method_read,
    "pages:scores": team_space,
    **dict.fromkeys(
        (
            "pages:gains_check_add",
            "pages:gains_check_edit",
            "pages:gains_check_withdraw",
            "pages:control_item_add",
            "pages:control_item_edit",
            "pages:control_item_withdraw",
        ),
        method_edit,
    ),
    **dict.fromkeys(
        ("pages:score_team_add", "pages:score_team_correct", "pages:score_team_withdraw"), score_as_team
    ),
    **dict.fromkeys(
        ("pages:score_advisor_add", "pages:score_advisor_correct", "pages:score_advisor_withdraw"),
        review_write,
    ),
    "pages:health": health,
    "pages:gains": team_space,
    **dict.fromkeys(
        ("community:action_list", "community:comment_list", "community:comments_read"), team_space
    ),
    "community:my_actions": signed_in,
    **dict.fromkeys(
        (
            "community:action_add",
            "community:action_edit",
            "community:action_withdraw",
            # and whoever has to do it: the one below is nobody's
            "community:action_done",
            "community:action_reopen",
        ),
        action_edit,
    ),
    "pages:observation_add": contribute,
    # One's own, or any for those who edit the cycle; the one below is the lead's.
    **dict.fromkeys(("pages:observation_edit", "pages:observation_withdraw"), method_edit),
    **dict.fromkeys(("pages:observation_file", "pages:observation_picture"), team_space),
    "community:comment_add": comment_write,
    # One's own only; the comment below is the lead's, and a fund manager may withdraw any.
    "community:comment_edit": told({"lead"}, TEAM_SPACE),
    "community:comment_withdraw": told({"lead", "fund_manager"}, TEAM_SPACE),
    # The first project of whoever is on a team.
    "projects:my_invitation": told({"finance"}),  # it was sent to them
    "projects:first_project": told(OWN_TEAM | {"other_lead"}),
    **dict.fromkeys(
        (
            "projects:programme",
            "projects:programme_edit",
            "projects:year_add",
            "projects:year_edit",
            "projects:year_withdraw",
            "projects:programme_party_add",
            "projects:programme_party_edit",
            "projects:programme_party_withdraw",
            "projects:boroughs_add",
            "projects:name_list",
            "projects:name_add",
            "projects:name_edit",
            "projects:name_withdraw",
            "projects:organisation_list",
            "projects:organisation_add",
            "projects:organisation_edit",
            "projects:organisation_withdraw",
            "projects:identifier_add",
            "projects:identifier_remove",
            "projects:programme_invite",
            "projects:role_edit",
            "projects:role_end",
            "projects:programme_invitation_resend",
            "projects:programme_invitation_revoke",
            "measures:policy",
        ),
        manager,
    ),
    # Of the whole programme: not for a coach, who advises some of its projects.
    **dict.fromkeys(
        ("measures:shared_list", "measures:shared_add", "measures:shared_edit", "measures:shared_withdraw"),
        told({"fund_manager", "advisor"}),
    ),
    **dict.fromkeys(
        (
            "projects:team",
            "projects:review_list",
            "pages:cycle_history",
        ),
        team_space,
    ),
    # Those on the team themselves; others who see the team page have no name or place there.
    **dict.fromkeys(("projects:own_name_edit", "projects:team_leave"), told(OWN_TEAM)),
    **dict.fromkeys(
        (
            "projects:team_invite",
            "projects:person_add",
            "projects:lead_hand_over",
            "projects:taking_part_edit",
            "projects:member_edit",
            "projects:member_remove",
            "projects:team_invitation_resend",
            "projects:team_invitation_revoke",
        ),
        team_manage,
    ),
    **dict.fromkeys(
        ("projects:project_edit", "projects:party_add", "projects:party_edit", "projects:party_withdraw"),
        project_edit,
    ),
    **dict.fromkeys(
        (
            "projects:project_status",
            "projects:pause_add",
            "projects:pause_edit",
            "projects:pause_withdraw",
            "projects:project_publish",
            "projects:project_unpublish",
        ),
        status_change,
    ),
    **dict.fromkeys(("projects:consent_give", "projects:consent_withdraw"), consent),
    **dict.fromkeys(("projects:review_add",), review_write),
    # Only the advisor who wrote it; the review below is the advisor's.
    **dict.fromkeys(("projects:review_edit", "projects:review_withdraw"), told({"advisor"}, TEAM_SPACE)),
    "pages:project_add": told({"fund_manager"}, READERS),
    "projects:review_seen": data_enter,
    "projects:grant_list": money_read,
    **dict.fromkeys(
        (
            "projects:grant_add",
            "projects:grant_edit",
            "projects:grant_amounts",
            "projects:grant_withdraw",
            "projects:payment_add",
            "projects:payment_schedule",
        ),
        money_edit,
    ),
    **dict.fromkeys(("projects:payment_list", "projects:payment_csv", "projects:payment"), payments_read),
    **dict.fromkeys(
        (
            "projects:payment_edit",
            "projects:payment_withdraw",
            "projects:payment_approve",
            "projects:payment_send_back",
            "projects:payment_correct",
        ),
        payment_plan,
    ),
    "projects:payment_record": payment_record,
    **dict.fromkeys(
        (
            "measures:log",
            "measures:log_undo",
            "measures:paste",
            "measures:point_correct",
            "measures:point_withdraw",
            "measures:event_add",
            "measures:event_edit",
            "measures:events_paste",
            "measures:event_withdraw",
        ),
        data_enter,
    ),
    "measures:point": exact,
    "measures:event": exact,
    "measures:phases": team_space,
    **dict.fromkeys(
        (
            "measures:matrix",
            "measures:compare",
            "measures:list",
            "measures:measure",
            "measures:data_csv",
            "measures:chart_svg",
            "measures:chart_png",
            "pages:project",
            "pages:summary",
            "pages:summary_pdf",
        ),
        project_read,
    ),
    **dict.fromkeys(
        (
            "measures:add",
            "measures:edit",
            "measures:withdraw",
            "measures:annotation_add",
            "measures:annotation_edit",
            "measures:annotation_withdraw",
        ),
        method_edit,
    ),
    **dict.fromkeys(
        (
            "measures:chart_settings",
            "measures:phase_add",
            "measures:phase_edit",
            "measures:phase_withdraw",
            "measures:exclusion_add",
            "measures:exclusion_withdraw",
        ),
        phase_edit,
    ),
    "measures:people": people_confirm,
    **dict.fromkeys(("measures:breakdown", "measures:breakdown_csv", "measures:pareto"), project_read),
    **dict.fromkeys(
        (
            "measures:breakdown_add",
            "measures:breakdown_edit",
            "measures:breakdown_withdraw",
            "measures:category_withdraw",
        ),
        method_edit,
    ),
    **dict.fromkeys(
        ("pages:aim", "pages:idea_list", "pages:cycle_list", "pages:cycle", "pages:storyboard"),
        method_read,
    ),
    "pages:idea_add": contribute,
    "pages:idea": method_read,
    "pages:idea_library": told(COMMUNITY),
    # To a project of one's own: the idea below is on the first project's list.
    "pages:idea_try": told({"other_lead", "fund_manager"}, COMMUNITY),
    **dict.fromkeys(
        (
            "pages:project_start",
            "pages:aim_save",
            "pages:aim_preview",
            "pages:aim_withdraw",
            "pages:idea_edit",
            "pages:ideas_place",
            "pages:idea_withdraw",
            "pages:cycle_add",
            "pages:cycle_edit",
            "pages:cycle_withdraw",
            "pages:cycle_plan",
            "pages:cycle_do",
            "pages:cycle_study",
            "pages:cycle_act",
            "pages:cycle_move",
            "pages:prediction_amend",
            "pages:question_add",
            "pages:question_edit",
            "pages:question_move",
            "pages:question_amend",
            "pages:question_withdraw",
        ),
        method_edit,
    ),
    **dict.fromkeys(
        (
            "pages:project_list",
            "community:charts",
            "community:matrix",
            "community:across",
            "community:funnel",
        ),
        told(READERS),
    ),
    "pages:advisor": told(ADVISORS | {"other_coach", "fund_manager"}),
    **dict.fromkeys(("pages:portfolio", "pages:portfolio_csv"), told({"fund_manager", "funder"})),
}

SECRET = "a-secret-of-thirty-two-characters"


def world_of(*, cast, project, other_project, programme):
    """Make one of everything that has an address; URL name → its arguments."""
    slug = project.slug
    year = ProgrammeYearFactory(programme=programme)
    theme = Theme.objects.create(programme=programme, name="Testing")
    organisation = OrganisationFactory()
    identifier = OrganisationIdentifier.objects.create(
        organisation=organisation, scheme="GB-CHC", number="9999991"
    )
    fund_party = ProgrammeParty.objects.create(programme=programme, organisation=organisation, role="funder")
    party = ProjectParty.objects.create(project=project, organisation=organisation, role="partner")
    soon = timezone.now() + datetime.timedelta(days=14)
    offered = {"display_name": "Sam", "expires_at": soon, "invited_by": cast.fund_manager}
    to_programme = Invitation.objects.create(
        programme=programme, role="funder", email="a@example.org", secret_hash="1" * 64, **offered
    )
    to_team = Invitation.objects.create(
        project=project, role="member", email="b@example.org", secret_hash="2" * 64, **offered
    )
    Invitation.objects.create(
        project=project, role="member", email="c@example.org", secret_hash=hash_of(SECRET), **offered
    )
    EmailAddress.objects.create(user=cast.finance, email=cast.finance.email, verified=True)
    to_finance = Invitation.objects.create(
        project=project, role="member", email=cast.finance.email, secret_hash="3" * 64, **offered
    )
    coach = ProgrammeRole.objects.get(user=cast.coach)
    funder = ProgrammeRole.objects.get(user=cast.funder)
    member = TeamMemberFactory(project=project, role="member", user=None)
    pause = ProjectPause.objects.create(
        project=project,
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2025, 2, 1),
        reason="Moving",
    )
    review = Review.objects.create(project=project, note="Well done", by=cast.advisor)
    project.lead_consented_at = project.published_at = timezone.now()
    project.save()
    grant = GrantFactory(project=project)
    payment = PaymentFactory(
        grant_year=GrantYearFactory(grant=grant, programme_year=year), amount=Decimal(100)
    )
    measure = MeasureFactory(project=project, name="Offers", kind="outcome", is_primary=True)
    shared = SharedMeasure.objects.create(
        programme=programme, name="Would come again", data_kind="proportion"
    )
    point = DataPoint.objects.create(
        measure=measure, data_kind="count", period_start=datetime.date(2026, 1, 1), value=12
    )
    rare = MeasureFactory(project=project, name="Rare", data_kind="events", frequency="")
    event = Event.objects.create(measure=rare, occurred_on=datetime.date(2026, 1, 5))
    phase = Phase.objects.create(measure=measure, starts_on=datetime.date(2026, 1, 1), reason="New site")
    exclusion = Exclusion.objects.create(
        measure=measure, period_start=datetime.date(2026, 1, 1), reason="Closed"
    )
    note = Annotation.objects.create(measure=measure, on_date=datetime.date(2026, 1, 1), text="Moved")
    breakdown = Breakdown.objects.create(measure=measure, name="By age group")
    category = Category.objects.create(breakdown=breakdown, name="Younger")
    AimStatementFactory(project=project)
    idea = ChangeIdeaFactory(project=project)
    bone = CauseCategoryFactory(project=project)
    cause = CauseFactory(project=project, category=bone, created_by=cast.member)
    lane = ProcessLaneFactory(project=project)
    step = ProcessStepFactory(project=project, lane=lane)
    primary = DriverFactory(project=project)
    driver = DriverFactory(project=project, level="secondary")
    for child in ({"driver": driver}, {"idea": idea}):
        DriverLinkFactory(parent=primary, **child)
    cycle = PDSACycleFactory(change_idea=idea)
    day = datetime.date(2026, 1, 5)
    tested = PDSACycleFactory(
        change_idea=idea,
        stage="done",
        started_on=day,
        ended_on=day,
        prediction_locked_at=timezone.now(),
        act="adopt",
    )

    action = ActionFactory(project=project)
    comment = CommentFactory(project=project, by=cast.lead)
    observation = ObservationFactory(cycle=tested, by=cast.lead)
    photo = ObservationFileFactory(observation=observation)

    by_programme_row = {
        "year_edit": year,
        "year_withdraw": year,
        "programme_party_edit": fund_party,
        "programme_party_withdraw": fund_party,
        "organisation_edit": organisation,
        "organisation_withdraw": organisation,
        "identifier_add": organisation,
        "role_edit": coach,
        "role_end": funder,
        "programme_invitation_resend": to_programme,
        "programme_invitation_revoke": to_programme,
        "payment": payment,
        "payment_edit": payment,
        "payment_withdraw": payment,
        "payment_approve": payment,
        "payment_send_back": payment,
        "payment_record": payment,
        "payment_correct": payment,
    }
    scores = {
        side: ProgressScoreFactory(
            project=project, scored_as=side, month=datetime.date(2026, 1, 1), by=getattr(cast, by)
        )
        for side, by in (("team", "lead"), ("advisor", "advisor"))
    }
    check = SustainabilityCheckFactory(project=project, by=cast.lead)
    watched = ControlItem.objects.create(
        measure=measure, watched_by="The lead", trigger="A shift", response="Talk"
    )
    by_project_row = {
        "pages:gains_check_edit": check,
        "pages:gains_check_withdraw": check,
        "pages:control_item_edit": watched,
        "pages:control_item_withdraw": watched,
        "pages:score_team_correct": scores["team"],
        "pages:score_team_withdraw": scores["team"],
        "pages:score_advisor_correct": scores["advisor"],
        "pages:score_advisor_withdraw": scores["advisor"],
        "projects:member_edit": member,
        "projects:member_remove": member,
        "projects:team_invitation_resend": to_team,
        "projects:team_invitation_revoke": to_team,
        "projects:grant_edit": grant,
        "projects:grant_amounts": grant,
        "projects:grant_withdraw": grant,
        "projects:payment_add": grant,
        "projects:payment_schedule": grant,
        "projects:party_edit": party,
        "projects:party_withdraw": party,
        "projects:pause_edit": pause,
        "projects:pause_withdraw": pause,
        "projects:review_edit": review,
        "projects:review_withdraw": review,
        "projects:review_seen": review,
        **dict.fromkeys(
            (
                "community:action_edit",
                "community:action_withdraw",
                "community:action_done",
                "community:action_reopen",
            ),
            action,
        ),
        "community:comment_edit": comment,
        "community:comment_withdraw": comment,
        **{f"pages:{name}": bone for name in ("bone_rename", "bone_move", "bone_withdraw", "bone_several")},
        "pages:cause_add": bone,
        **{f"pages:lane_{name}": lane for name in ("rename", "move", "withdraw")},
        **{f"pages:step_{name}": step for name in ("edit", "move", "withdraw")},
        **{
            f"pages:cause_{name}": cause
            for name in ("why", "edit", "move", "place", "withdraw", "vote", "to_driver", "to_idea")
        },
        "pages:idea_edit": idea,
        "pages:idea_links": idea,
        "pages:idea_move": idea,
        **dict.fromkeys(
            (
                "pages:driver_edit",
                "pages:driver_move",
                "pages:driver_level",
                "pages:driver_links",
                "pages:driver_idea_add",
                "pages:driver_withdraw",
            ),
            driver,
        ),
        "pages:idea_withdraw": idea,
        "pages:idea": idea,
        **dict.fromkeys(
            (
                "pages:cycle",
                "pages:cycle_history",
                "pages:cycle_edit",
                "pages:cycle_withdraw",
                "pages:cycle_plan",
            ),
            cycle,
        ),
        **dict.fromkeys(
            ("pages:cycle_do", "pages:cycle_study", "pages:cycle_act", "pages:prediction_amend"), tested
        ),
        **dict.fromkeys(
            (
                "measures:measure",
                "measures:edit",
                "measures:chart_settings",
                "measures:withdraw",
                "measures:people",
                "measures:data_csv",
                "measures:chart_svg",
                "measures:chart_png",
                "measures:phases",
                "measures:phase_add",
                "measures:exclusion_add",
                "measures:annotation_add",
                "measures:breakdown_add",
            ),
            measure,
        ),
        "measures:event_add": rare,
        "measures:events_paste": rare,
    }
    of_measure = {
        "point": point,
        "point_correct": point,
        "point_withdraw": point,
        "phase_edit": phase,
        "phase_withdraw": phase,
        "exclusion_withdraw": exclusion,
        "breakdown": breakdown,
        "breakdown_csv": breakdown,
        "pareto": breakdown,
        "breakdown_edit": breakdown,
        "breakdown_withdraw": breakdown,
        "annotation_edit": note,
        "annotation_withdraw": note,
    }
    of_the_project = [
        "projects:team",
        "projects:team_invite",
        "projects:person_add",
        "projects:lead_hand_over",
        "projects:taking_part_edit",
        "projects:own_name_edit",
        "projects:team_leave",
        "projects:grant_list",
        "projects:grant_add",
        "projects:project_edit",
        "projects:party_add",
        "projects:pause_add",
        "projects:consent_give",
        "projects:consent_withdraw",
        "projects:project_publish",
        "projects:project_unpublish",
        "projects:review_list",
        "projects:review_add",
        "measures:log",
        "measures:log_undo",
        "measures:paste",
        "measures:list",
        "measures:matrix",
        "measures:compare",
        "measures:add",
        "pages:aim",
        "pages:project_start",
        "pages:aim_save",
        "pages:aim_preview",
        "pages:aim_withdraw",
        "pages:idea_list",
        "pages:causes",
        "pages:causes_svg",
        "pages:causes_png",
        "pages:causes_pdf",
        "pages:problem_edit",
        "pages:bones_start",
        "pages:causes_several",
        "pages:bone_add",
        "pages:process",
        "pages:process_svg",
        "pages:process_png",
        "pages:process_pdf",
        "pages:lane_add",
        "pages:step_add",
        "pages:steps_several",
        "pages:drivers",
        "pages:drivers_svg",
        "pages:drivers_png",
        "pages:drivers_pdf",
        "pages:drivers_idea",
        "pages:drivers_edit",
        "pages:drivers_start",
        "pages:drivers_copy",
        "pages:driver_add",
        "pages:cycle_board",
        "pages:scores",
        "pages:score_team_add",
        "pages:score_advisor_add",
        "pages:gains_check_add",
        "pages:control_item_add",
        "pages:health",
        "pages:gains",
        "community:action_list",
        "community:action_add",
        "community:comment_list",
        "community:comment_add",
        "community:comments_read",
        "pages:idea_add",
        "pages:ideas_place",
        "pages:cycle_list",
        "pages:cycle_add",
        "pages:summary",
        "pages:summary_pdf",
        "pages:storyboard",
        "pages:project",
        "pages:published",
    ]
    return {
        **dict.fromkeys(of_the_project, (slug,)),
        **{f"projects:{name}": (row.pk,) for name, row in by_programme_row.items()},
        **{name: (slug, row.pk) for name, row in by_project_row.items()},
        **{f"measures:{name}": (slug, measure.pk, row.pk) for name, row in of_measure.items()},
        "measures:event": (slug, rare.pk, event.pk),
        "measures:event_edit": (slug, rare.pk, event.pk),
        "measures:event_withdraw": (slug, rare.pk, event.pk),
        "measures:category_withdraw": (slug, measure.pk, breakdown.pk, category.pk),
        "projects:identifier_remove": (organisation.pk, identifier.pk),
        "pages:idea_library": (),
        "pages:idea_try": (idea.pk,),
        **dict.fromkeys(("projects:name_list", "projects:name_add"), ("themes",)),
        **dict.fromkeys(("projects:name_edit", "projects:name_withdraw"), ("themes", theme.pk)),
        **dict.fromkeys(("community:across", "community:funnel"), (shared.pk,)),
        **dict.fromkeys(("measures:shared_edit", "measures:shared_withdraw"), (shared.pk,)),
        "projects:invitation": (SECRET,),
        "projects:my_invitation": (to_finance.pk,),
        "projects:project_status": (slug, "pause"),
        "pages:cycle_move": (slug, cycle.pk, "do"),
        "pages:observation_add": (slug, tested.pk),
        **dict.fromkeys(
            ("pages:observation_edit", "pages:observation_withdraw"), (slug, tested.pk, observation.pk)
        ),
        **dict.fromkeys(("pages:observation_file", "pages:observation_picture"), (slug, tested.pk, photo.pk)),
        "pages:question_add": (slug, cycle.pk),
        **dict.fromkeys(
            ("pages:question_edit", "pages:question_move", "pages:question_withdraw"),
            (slug, cycle.pk, CycleQuestionFactory(cycle=cycle).pk),
        ),
        "pages:question_amend": (slug, tested.pk, CycleQuestionFactory(cycle=tested).pk),
    }
