"""Load the fictional programme, once, in one transaction."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from ftc_qi.accounts.models import User
from ftc_qi.core.today import today
from measures.summaries import rebuild_summaries
from projects.models import Programme, ProgrammeRole

from . import build_causes, build_cycle_details, build_drivers, build_ideas, build_progress, build_space
from .build_fund import assign_coach, build_fund
from .build_measures import Rows, build_measures, store
from .build_money import build_grant
from .build_projects import build_method, build_project, build_reviews
from .content import PROJECTS, fund
from .diary import Diary

Say = Callable[[str], object]
METHOD = (build_causes, build_ideas, build_drivers, build_cycle_details, build_progress, build_space)
"""What hangs on a project's aims, ideas, cycles and measures, in the order in which it is made."""


class RefusedToLoad(Exception):
    """The demo's data do not belong here. Its text says why and what to do."""


def is_loaded() -> bool:
    """Whether the demo's programme, with its own fund manager, is here."""
    return ProgrammeRole.objects.filter(
        programme__slug=fund.SLUG, role="fund_manager", user__email=f"manager@{fund.DOMAIN}"
    ).exists()


def load(say: Say = lambda line: None) -> bool:
    """Load the demo; False where it is here already, which stays as it is, with all that people added.

    say: takes lines about progress. Raises RefusedToLoad unless FTC_QI_DEMO is on, and in a database that
    holds somebody else's data.
    """
    if not settings.FTC_QI_DEMO:
        raise RefusedToLoad(
            "The demo's data are made up, so they are loaded only where every page says so. "
            "Set FTC_QI_DEMO=1, or run `make demo`."
        )
    with transaction.atomic():
        loaded = is_loaded()
        _refuse_others_data(loaded)
        if loaded:
            return False
        _load(say)
    return True


def _refuse_others_data(loaded: bool) -> None:
    others = Programme.objects.exclude(slug=fund.SLUG) if loaded else Programme.objects.all()
    # People who were invited on the demo's own pages may have any address; before it is loaded nobody may.
    people = User.objects.none() if loaded else User.objects.all()
    if others.exists() or people.exists():
        raise RefusedToLoad(
            "This database holds data that are not the demo's. Nothing was changed. "
            "Give the demo a database of its own, e.g. FTC_QI_DB=demo.sqlite3."
        )


def _load(say: Say) -> None:
    diary = Diary(today())
    built = build_fund(diary, PROJECTS)
    say(f"{fund.NAME}: {len(built.users)} people, {len(built.organisations)} organisations")
    rows, measures = Rows(), []
    for number, story in enumerate(PROJECTS, start=1):
        project = build_project(built, story)
        build_grant(built, story, project, number)
        cycles = build_method(built, story, project)
        build_reviews(built, story, project)
        measures += build_measures(built, story, project, cycles, rows)
        for method in METHOD:
            method.build(built, story, project)
    assign_coach(built)
    say(f"{len(built.projects)} projects, {len(measures)} measures")
    store(built, rows)
    say(f"{len(rows.points)} figures, {len(rows.events)} events")
    diary.write()
    say(f"{len(diary.events)} entries of history")
    rebuild_summaries(measures)
    say("Charts read, statuses stored")
