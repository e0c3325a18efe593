"""The measured pages: who asks for what, on the demo's data."""

from collections.abc import Iterator

from ftc_qi.accounts.models import User
from measures.models import Measure
from projects.models import PDSACycle, ProgrammeRole, TeamMember


def pages() -> Iterator[tuple[str, User, str]]:
    """Name, person and path of each page. The project is the one with most measures that has a lead."""
    leads = TeamMember.objects.filter(role="lead", ended_at__isnull=True, user__isnull=False).order_by("pk")
    lead = max(leads, key=lambda lead: (Measure.objects.filter(project=lead.project_id).count(), -lead.pk))
    measure = Measure.objects.filter(project=lead.project_id).order_by("-is_primary", "pk").first()
    project = f"/projects/{lead.project.slug}/"
    yield "project", lead.user, project
    yield "measure", lead.user, f"{project}measures/{measure.pk}/"
    yield "log", lead.user, f"{project}log/"
    yield "my work", lead.user, "/"
    for name in ("causes", "process", "aim", "drivers", "ideas", "scores", "health", "actions"):
        yield name, lead.user, f"{project}{name}/"
    yield "board", lead.user, f"{project}cycles/board/"
    cycle = PDSACycle.objects.current().filter(change_idea__project=lead.project_id, stage="done").first()
    yield "cycle", lead.user, f"{project}cycles/{cycle.pk}/"
    yield "library", lead.user, "/ideas/"
    yield "community", lead.user, "/community/charts/"
    for name, role in (("advisor", "advisor"), ("portfolio", "funder")):
        held = ProgrammeRole.objects.filter(role=role, ended_at__isnull=True, all_projects=True).order_by(
            "pk"
        )
        yield name, held[0].user, f"/{name}/"
