"""Rows of programmes, projects, people's roles and the QI method."""

from .funding import (
    Area,
    Grant,
    GrantYear,
    Payment,
    PopulationGroup,
    Programme,
    ProgrammeParty,
    ProgrammeYear,
    Theme,
)
from .people import CoachAssignment, Invitation, ProgrammeRole, TeamMember
from .project import Project, ProjectParty, ProjectPause, Review
from .theory import AimStatement, ChangeIdea, PDSACycle, PredictionAmendment

__all__ = [
    "AimStatement",
    "Area",
    "ChangeIdea",
    "CoachAssignment",
    "Grant",
    "GrantYear",
    "Invitation",
    "PDSACycle",
    "Payment",
    "PopulationGroup",
    "PredictionAmendment",
    "Programme",
    "ProgrammeParty",
    "ProgrammeRole",
    "ProgrammeYear",
    "Project",
    "ProjectParty",
    "ProjectPause",
    "Review",
    "TeamMember",
    "Theme",
]
