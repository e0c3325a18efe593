"""Start a programme in an installation, with its first fund manager; the rest is done on pages."""

import os

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from ftc_qi.core.forms import Refused
from projects.actions.programme import start_programme
from projects.models import Invitation


def own_address() -> str:
    """Where this site most likely answers: the first allowed host, or this machine."""
    host = next((name for name in settings.ALLOWED_HOSTS if name not in ("*", "localhost")), "localhost")
    if settings.HTTPS and host not in ("127.0.0.1", "[::1]"):
        return f"https://{host.lstrip('.')}"
    scheme = "https" if settings.HTTPS else "http"
    return f"{scheme}://localhost:{os.environ.get('PORT') or 8000}"


class Command(BaseCommand):
    help = "Start a programme and invite its first fund manager (or give the role, if they have an account)."

    def add_arguments(self, parser):
        parser.add_argument("name", help="what the programme is called, in quotes")
        parser.add_argument("email", help="the e-mail address of its first fund manager")
        parser.add_argument("--display-name", default="Fund manager", help="the name people see of them")
        parser.add_argument(
            "--site", default="", help="where the site answers, such as https://qi.example.org"
        )

    def handle(self, *args, name, email, display_name, site, **options):
        name = " ".join(name.split())
        if not name or len(name) > 120:
            raise CommandError("Give the programme a name of at most 120 characters.")
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is no e-mail address.") from error
        base = (site or own_address()).rstrip("/")
        links = []

        def link(secret):
            links.append(base + reverse("projects:invitation", args=[secret]))
            return links[-1]

        try:
            programme, first = start_programme(name=name, email=email, display_name=display_name, link=link)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if isinstance(first, Invitation):
            if first.mail_failed:
                self.stderr.write("The e-mail could not be sent: pass the link on yourself.")
            self.stdout.write(
                f"“{programme}” is started. Its fund manager takes it up here, once, within 14 days:"
            )
            self.stdout.write(links[-1])
        else:
            self.stdout.write(f"“{programme}” is started. {first.user.display_name} is its fund manager.")
            self.stdout.write(f"Sign in at {base}{reverse('account_login')}")
