"""Writes of the method: editions of the aim, change ideas. PDSA cycles are in `cycles`.

Locks are always taken in the order project, cycle, idea. Whatever a person may do is checked before, in
`projects.permissions`; these functions know only what the rows allow.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history, ordering
from ftc_qi.core.forms import Refused
from ftc_qi.core.history import StaleVersion
from projects.actions.locks import lock
from projects.models import AimStatement, ChangeIdea, Project

AIM_FIELDS = ("what", "direction", "from_value", "to_value", "unit", "for_whom", "where", "by_when")
CARRIED_OVER = ("title", "theory", "evidence", "evidence_url")
"""What a copy of an idea takes from it; effort, impact and how it was shaped are each project's own."""


class AlreadyThere(Refused):
    """The project has this idea already: `existing`."""

    def __init__(self, message: str, existing: ChangeIdea):
        super().__init__(message)
        self.existing = existing


# --- aim -------------------------------------------------------------------------------------------------


def current_aim(project: Project) -> AimStatement | None:
    """The edition that counts: the highest number not withdrawn. One query."""
    return project.aims.current().order_by("-number").first()


@transaction.atomic
def save_aim(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    reason: str = "",
    after: int | None = None,
    confirmed: Collection[str] = (),
    other_news: bool = False,
    also: Mapping | None = None,
) -> AimStatement:
    """Write the next edition of the aim; earlier ones stay as they are.

    values: AIM_FIELDS. reason: why it changed, required from the second edition on. after: number of the
    edition the writer read (0: there was none); None only where nobody read one. other_news: something
    beside the row changes too (its measure), and is noted in `also`. Raises StaleVersion with the edition
    that came between, Refused without a reason or where nothing differs.
    """
    lock(project)
    current = current_aim(project)
    if after is not None and current is not None and current.number != after:
        raise StaleVersion(current)
    aim = AimStatement(project=project, reason=reason, created_by=by)
    for name in AIM_FIELDS:
        if name in values:
            setattr(aim, name, values[name])
    if current is not None:
        same = all(history.plain(getattr(aim, n)) == history.plain(getattr(current, n)) for n in AIM_FIELDS)
        if same and not other_news:
            raise Refused("Nothing differs from the aim as it stands. Change a part of it, then save.")
        if not reason:
            raise Refused("Say why the aim changes: readers will ask.", field="reason")
    newest = project.aims.order_by("-number").values_list("number", flat=True).first()
    aim.number = (newest or 0) + 1
    return history.create(aim, by=by, event="aim_saved", why=reason, confirmed=confirmed, also=also)


@transaction.atomic
def withdraw_aim(*, aim: AimStatement, why: str, by, version: int | None = None) -> AimStatement:
    """Withdraw the current edition: the one before it counts again. Raises Refused for an earlier edition."""
    lock(aim.project)
    current = current_aim(aim.project)
    if current is None or current.pk != aim.pk:
        raise Refused("Only the current version of the aim can be withdrawn. Open the aim again.")
    return history.withdraw(current, by=by, why=why, event="aim_withdrawn", version=version)


# --- change ideas ----------------------------------------------------------------------------------------


def same_title(project: Project, title: str, besides: ChangeIdea | None = None) -> ChangeIdea | None:
    """The idea of that title, small and capital letters alike."""
    ideas = project.change_ideas.current().filter(title__iexact=title)
    return (ideas.exclude(pk=besides.pk) if besides else ideas).first()


def _last_place(project: Project) -> int:
    return ordering.next_order(project.change_ideas.all())


@transaction.atomic
def add_idea(
    *, project: Project, values: Mapping[str, Any], by, confirmed: Collection[str] = ()
) -> ChangeIdea:
    """Add a change idea as the last: its title and whatever else is known. Raises Refused for a title in use."""
    lock(project)
    if same_title(project, values["title"]):
        raise Refused("This idea is on the list already. Open it there, or use other words.", field="title")
    idea = ChangeIdea(project=project, created_by=by, order=_last_place(project), **values)
    return history.create(idea, by=by, event="idea_added", confirmed=confirmed)


@transaction.atomic
def edit_idea(
    *,
    idea: ChangeIdea,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> ChangeIdea:
    """Change an idea's words, source or status.

    Raises Refused for a title in use and where a person abandons it without saying why, StaleVersion.
    """
    lock(idea.project)
    # As it is stored: a form has written on the row it was given.
    stored = ChangeIdea.objects.get(pk=idea.pk)
    abandons = values.get("status") == ChangeIdea.Status.ABANDONED != stored.status
    if abandons and not values.get("abandoned_why", stored.abandoned_why):
        raise Refused("Say why: others learn from what did not work.", field="abandoned_why")
    if "title" in values and same_title(idea.project, values["title"], besides=idea):
        raise Refused("Another idea has this title already. Use other words.", field="title")
    return history.change(
        idea, values=values, by=by, event="idea_edited", version=version, confirmed=confirmed
    )


@transaction.atomic
def place_ideas(
    *, project: Project, places: Mapping[int, tuple[int, Mapping[str, int]]], by
) -> list[ChangeIdea]:
    """Set effort and impact of several ideas, all or none; an idea withdrawn meanwhile is passed over.

    places: idea's key → (the version that was read, values). Raises StaleVersion with all that were changed
    in between.
    """
    lock(project)
    ideas = list(project.change_ideas.current().filter(pk__in=places))
    stale = [idea for idea in ideas if idea.version != places[idea.pk][0]]
    if stale:
        raise StaleVersion(stale)
    return [
        history.change(idea, values=values, by=by, event="idea_edited", version=version)
        for idea in ideas
        for version, values in [places[idea.pk]]
    ]


@transaction.atomic
def copy_idea(*, idea: ChangeIdea, project: Project, by) -> ChangeIdea:
    """Put another project's idea on this project's list, with credit.

    Raises AlreadyThere where the project has it, by its title or as an earlier copy; ValueError for an idea of
    the same project or of another programme.
    """
    if idea.project_id == project.pk or idea.project.programme_id != project.programme_id:
        raise ValueError("An idea is copied between two projects of one programme.")
    lock(project)
    existing = project.change_ideas.current().filter(from_idea=idea).first() or same_title(
        project, idea.title
    )
    if existing is not None:
        raise AlreadyThere(f"{project.name} has this idea on its list already.", existing)
    source = ChangeIdea.Source.OTHER_PROJECT
    place = _last_place(project)
    copy = ChangeIdea(project=project, from_idea=idea, source=source, order=place, created_by=by)
    for name in CARRIED_OVER:
        setattr(copy, name, getattr(idea, name))
    return history.create(copy, by=by, event="idea_copied")


@transaction.atomic
def withdraw_idea(*, idea: ChangeIdea, why: str, by, version: int | None = None) -> ChangeIdea:
    """Withdraw an idea. Raises Refused while a cycle tests it."""
    lock(idea.project)
    using = list(idea.cycles.current().order_by("number").values_list("number", flat=True))
    if using:
        cycles = "cycle" if len(using) == 1 else "cycles"
        numbers = ", ".join(map(str, using))
        raise Refused(
            f"This idea is tested in {cycles} {numbers}, so it stays. Set its status to “Abandoned” instead, "
            f"or withdraw the {cycles} first."
        )
    return history.withdraw(idea, by=by, why=why, event="idea_withdrawn", version=version)
