"""manage.py load_demo: the fictional programme and its sign-ins."""

import time

from django.core.management.base import BaseCommand, CommandError

from ftc_qi.demo.content import fund
from ftc_qi.demo.load import RefusedToLoad, load


class Command(BaseCommand):
    help = "Load the fictional programme (once; a second run keeps the data) and print the sign-ins."

    def handle(self, *args, **options):
        begun = time.monotonic()
        try:
            loaded = load(self._say)
        except RefusedToLoad as refusal:
            raise CommandError(str(refusal)) from refusal
        if loaded:
            self._say(f"Loaded in {time.monotonic() - begun:.0f} seconds.")
        else:
            self._say("The demo is here already: its data are kept.")
        self.stdout.write("")
        self.stdout.write(f"Sign in with the password {fund.PASSWORD} as")
        for account, what in fund.SIGN_INS:
            self.stdout.write(f"  {account}@{fund.DOMAIN:<14}".ljust(32) + what)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
