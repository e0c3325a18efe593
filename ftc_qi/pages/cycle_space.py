"""What the team space of a cycle's page shows: tasks of its plan, observations with files, comments."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from community.actions_list import ActionRow, current_actions, row_of
from community.comments import Place, thread_for
from community.forms.actions import ActionForm
from community.forms.comments import CommentForm
from ftc_qi.core.files import small_size
from ftc_qi.core.models import StoredFile
from ftc_qi.core.today import today
from projects.models import ObservationFile, PDSACycle
from projects.permissions import Permission, can
from projects.who import Writer, with_writers, writer_of

P = Permission


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of an observation, as it stands in the list; width and height are those of the small one."""

    url: str
    small_url: str
    name: str
    alt: str
    caption: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Attached:
    """Another file of an observation. size: "1.2 MB"."""

    url: str
    name: str
    size: str
    caption: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation as its readers see it."""

    id: int
    day: datetime.date
    text: str
    writer: Writer
    pictures: list[Picture]
    files: list[Attached]
    may_edit: bool


def space_of(cycle: PDSACycle, user) -> dict[str, Any]:
    """Context of pages/_cycle_tasks.html, _cycle_observations.html and _cycle_comments.html; {} for people
    outside the team space. Three queries, and one for those who may add tasks."""
    project = cycle.project
    thread = thread_for(Place(project, cycle=cycle), user)
    if thread is None:
        return {}
    may_plan_tasks = can(user, P.ACTION_EDIT, project)
    return {
        "thread": thread,
        "comment_form": CommentForm(auto_id="comment_%s") if thread.may_write else None,
        "tasks": tasks_of(cycle, user),
        "may_plan_tasks": may_plan_tasks,
        "task_form": ActionForm(project=project, cycle_given=cycle, auto_id="task_%s")
        if may_plan_tasks
        else None,
        "observations": observations_of(cycle, user),
        "may_observe": cycle.stage != PDSACycle.Stage.PLAN and can(user, P.CONTRIBUTE, project),
    }


def tasks_of(cycle: PDSACycle, user) -> list[ActionRow]:
    """The tasks of a cycle's plan: those to do by day, then those done. One query."""
    day = today()
    rows = [row_of(action, user, day) for action in current_actions().filter(cycle=cycle)]
    return sorted(rows, key=lambda row: (not row.is_open, row.by_when or datetime.date.max, row.id))


def observations_of(cycle: PDSACycle, user) -> list[Seen]:
    """What was seen, newest day first, with the files that were not taken out. One query: a row for each file."""
    edits_all = can(user, P.METHOD_EDIT, cycle.project)
    contributes = can(user, P.CONTRIBUTE, cycle.project)
    kept = FilteredRelation("files", condition=Q(files__withdrawn_at__isnull=True))
    rows = (
        with_writers(cycle.observations.current(), "cycle__change_idea__project")
        .annotate(kept=kept, link=F("kept__pk"), caption=F("kept__caption"))
        .annotate(**{f"file_{name}": F(f"kept__file__{name}") for name in FILE_FACTS})
        .order_by("-seen_on", "-pk", "link")
    )
    seen = []
    for _, group in groupby(rows, key=lambda row: row.pk):
        first, *rest = group
        links = [row for row in (first, *rest) if row.link]  # type: ignore[attr-defined]
        seen.append(
            Seen(
                id=first.pk,
                day=first.seen_on,
                text=first.text,
                writer=writer_of(first),
                pictures=[_picture(cycle, row) for row in links if _is_picture(row)],
                files=[_attached(cycle, row) for row in links if not _is_picture(row)],
                may_edit=edits_all or (contributes and first.by_id == user.pk),
            )
        )
    return seen


FILE_FACTS = ("name", "kind", "size", "width", "height")


def _is_picture(row: Any) -> bool:
    return row.file_kind == StoredFile.Kind.IMAGE


def _picture(cycle: PDSACycle, row: Any) -> Picture:
    size = small_size(row.file_width, row.file_height)
    return _picture_of(cycle, row.link, row.file_name, row.caption, size)


def pictures_of(cycle: PDSACycle, links: Iterable[ObservationFile]) -> list[Picture]:
    """The photos among an observation's files. No query: the files are loaded."""
    return [
        _picture_of(cycle, link.pk, file.name, link.caption, small_size(file.width or 1, file.height or 1))
        for link in links
        if (file := link.file).kind == StoredFile.Kind.IMAGE
    ]


def _picture_of(cycle: PDSACycle, key: int, name: str, caption: str, size: tuple[int, int]) -> Picture:
    args = [cycle.project.slug, cycle.pk, key]
    return Picture(
        url=reverse("pages:observation_file", args=args),
        small_url=reverse("pages:observation_picture", args=args),
        name=name,
        alt=caption or f"Photo without a description: {name}",
        caption=caption,
        width=size[0],
        height=size[1],
    )


def _attached(cycle: PDSACycle, row: Any) -> Attached:
    return Attached(
        url=reverse("pages:observation_file", args=[cycle.project.slug, cycle.pk, row.link]),
        name=row.file_name,
        size=filesizeformat(row.file_size),
        caption=row.caption,
    )
