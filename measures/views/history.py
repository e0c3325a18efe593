"""What the history says of rows, for the tables under a figure and a breakdown. For the team only."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Model

from ftc_qi.core.models import AuditEvent
from measures.models import Category


def events_about(model: type[Model], keys: Collection[int]) -> list[AuditEvent]:
    """Everything that happened to these rows of a model, newest first. One query."""
    return list(
        AuditEvent.objects.filter(target_label=model._meta.label_lower, target_id__in=keys)
        .select_related("by")
        .order_by("-at", "-pk")
    )


def told(
    events: Iterable[AuditEvent],
    words: Mapping[str, str],
    changes: Callable[[AuditEvent], list[dict[str, str]]],
) -> list[dict]:
    """A line for each event: what, who, when, why, from → to. words: event → what it is called."""
    return [
        {
            "what": words.get(event.event, event.event),
            "who": event.by.display_name if event.by else "The system",
            "at": event.at,
            "why": event.why,
            "changes": changes(event),
        }
        for event in events
    ]


def group_names(events: Iterable[AuditEvent], prefix: str) -> dict[str, str]:
    """What events call a group ("group:12" for the prefix "group:") → its name. One query, none without groups."""
    keys = {name for event in events for name in event.changes if name.startswith(prefix)}
    if not keys:
        return {}
    found = Category.objects.filter(pk__in=[int(key.removeprefix(prefix)) for key in keys])
    return {f"{prefix}{pk}": name for pk, name in found.values_list("pk", "name")}
