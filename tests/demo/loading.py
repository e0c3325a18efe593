"""How tests load the demo, and on which day."""

import datetime
import hashlib
import io

from django.core.management import call_command
from django.db import models

from ftc_qi.accounts.models import Organisation, User
from ftc_qi.core.models import AuditEvent
from measures.models import (
    Annotation,
    DataPoint,
    Event,
    Exclusion,
    Measure,
    MeasureSummary,
    Phase,
)
from projects.models import (
    AimStatement,
    ChangeIdea,
    Grant,
    GrantYear,
    Payment,
    PDSACycle,
    PredictionAmendment,
    Programme,
    ProgrammeYear,
    Project,
    ProjectPause,
    Review,
    TeamMember,
)

TODAY = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)

WORKING = {
    "warm-welcome": "improvement_held",
    "sunday-health": "no_signal",
    "first-steps": "no_signal",
    "night-line": "no_signal",
    "back-in-touch": "improvement",
    "care-link": "improvement",
    "steady-ground": "deterioration",
    "under-25": "deterioration",
    "side-by-side": "improvement",
    "her-circle": "improvement",
    "good-company": "no_signal",
    "clear-words": "too_little_data",
}
SHARED = WORKING | {"night-line": "numbers_too_small"}
"""Project → status of its main outcome, on the working and on the shared face."""


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def digest() -> str:
    """Everything stored, but keys, which databases give out as they like, and the salted password."""
    lines = []
    for model in (
        *(Programme, ProgrammeYear, User, Organisation, Project, TeamMember, ProjectPause, Review),
        *(Grant, GrantYear, Payment, AimStatement, ChangeIdea, PDSACycle, PredictionAmendment),
        *(Measure, DataPoint, Event, Phase, Exclusion, Annotation, MeasureSummary, AuditEvent),
    ):
        names = [
            field.name
            for field in model._meta.concrete_fields
            if not field.primary_key
            and not isinstance(field, models.ForeignKey)
            and field.name
            not in {"password", "rebuilt_at", "changes", "target_id", "project_id", "programme_id"}
        ]
        lines += [f"{model.__name__} {row}" for row in model._base_manager.order_by("pk").values_list(*names)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
