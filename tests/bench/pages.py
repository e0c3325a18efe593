"""The measured pages: who asks for what, on the demo's data."""

from collections.abc import Iterator

from ftc_qi.accounts.models import User
from measures.models import Measure
from projects.models import ProgrammeRole, TeamMember


def pages() -> Iterator[tuple[str, User, str]]:
    """Name, person and path of each page. The project is the one with most measures that has a lead."""
    leads = TeamMember.objects.filter(role="lead", ended_at__isnull=True, user__isnull=False).order_by("pk")
    lead = max(leads, key=lambda lead: (Measure.objects.filter(project=lead.project_id).count(), -lead.pk))
    measure = Measure.objects.filter(project=lead.project_id).order_by("-is_primary", "pk").first()
    project = f"/projects/{lead.project.slug}/"
    yield "project", lead.user, project
    yield "measure", lead.user, f"{project}measures/{measure.pk}/"
    yield "log", lead.user, f"{project}log/"
    yield "community", lead.user, "/community/charts/"
    for name, role in (("advisor", "advisor"), ("portfolio", "funder")):
        held = ProgrammeRole.objects.filter(role=role, ended_at__isnull=True, all_projects=True).order_by(
            "pk"
        )
        yield name, held[0].user, f"/{name}/"
