"""The comments of a place, for templates of pages whose Python stands below this app."""

from typing import Any

from django import template

from community.comments import Place, Thread, thread_for
from community.forms.comments import CommentForm
from measures.models import DataPoint, Event, Measure
from projects.models import Project

register = template.Library()


def thread_context(thread: Thread | None, request) -> dict[str, Any]:
    """What community/_thread.html takes; {} where the reader may not see the thread."""
    if thread is None:
        return {}
    return {
        "thread": thread,
        "form": CommentForm(prefix=None, auto_id="comment_%s") if thread.may_write else None,
        "project": thread.place.project,
        "request": request,
    }


@register.inclusion_tag("community/_thread.html", takes_context=True)
def comments_on(
    context,
    project: Project,
    measure: Measure,
    point_id: int | None = None,
    event_id: int | None = None,
) -> dict[str, Any]:
    """The thread of a measure, or of one point or event of it; nothing for people from whom it is kept."""
    request = context["request"]
    place = Place(project, measure)
    if point_id:
        period = DataPoint.objects.values_list("period_start", flat=True).get(pk=point_id)
        place = Place(project, measure, period_start=period)
    elif event_id:
        place = Place(project, measure, event=Event.objects.get(pk=event_id))
    found = thread_context(thread_for(place, request.user), request)
    return found | {"csrf_token": context.get("csrf_token")}
