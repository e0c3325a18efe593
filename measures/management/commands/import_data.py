"""manage.py import_data FILE --project SLUG [--by EMAIL]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ftc_qi.accounts.models import User
from ftc_qi.core.forms import Refused
from ftc_qi.core.today import today
from measures.actions.points import record_points
from measures.imports import ImportRefused, plan_import, read_table
from projects.models import Project, TeamMember
from projects.permissions import Permission, can


class Command(BaseCommand):
    help = (
        "Import figures from a CSV or XLSX file into a project: a column (or a numerator and denominator pair) "
        "per measure, or long form. New and changed points are saved all or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="EMAIL", help="who enters the data (default: the project's lead)")

    def handle(self, *args, **options):
        project = (
            Project.objects.filter(slug=options["project"]).select_related("programme").order_by("pk").first()
        )
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        by = self._who(project, options["by"])
        measures = list(project.measures.current().order_by("order", "pk"))
        for measure in measures:
            measure.project = project
        try:
            entries = plan_import(read_table(options["file"]), measures, today=today())
            done = record_points(project=project, entries=entries, by=by, why=f"From {options['file'].name}")
        except ImportRefused as refused:
            raise CommandError("\n".join(["Nothing was imported.", *refused.lines()])) from None
        except Refused as refused:
            raise CommandError(f"Nothing was imported. {refused}") from None
        self.stdout.write(
            f"{project.name}: {len(done.created)} new, {len(done.changed)} changed, {len(done.same)} the same."
        )

    def _who(self, project: Project, email: str | None) -> User:
        if email:
            user = User.objects.filter(email__iexact=email, is_active=True).first()
        else:
            lead = project.team.active().filter(role=TeamMember.Role.LEAD, user__is_active=True)
            member = lead.select_related("user").order_by("pk").first()
            user = member.user if member else None
        if user is None:
            why = (
                f"Nobody signs in as {email}."
                if email
                else "The project has no lead: name somebody with --by."
            )
            raise CommandError(why)
        if not can(user, Permission.DATA_ENTER, project):
            raise CommandError(f"{user.display_name} may not enter data for {project.name}.")
        return user
