"""Rows of programmes, projects, people's roles and the QI method."""

from .causes import (
    Cause,
    CauseCategory,
    CauseVote,
    Fishbone,
    KnownFrom,
    ProcessLane,
    ProcessStep,
)
from .drivers import (
    Driver,
    DriverLink,
)
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
from .observations import (
    Observation,
    ObservationFile,
)
from .people import (
    CoachAssignment,
    Invitation,
    ProgrammeRole,
    TeamMember,
)
from .progress import (
    ProgressScore,
    SustainabilityAnswer,
    SustainabilityCheck,
)
from .project import (
    Project,
    ProjectParty,
    ProjectPause,
    ProjectRow,
    Review,
)
from .theory import (
    AimStatement,
    ChangeIdea,
    CycleQuestion,
    PDSACycle,
    PredictionAmendment,
)

__all__ = [
    "AimStatement",
    "Area",
    "Cause",
    "CauseCategory",
    "CauseVote",
    "ChangeIdea",
    "CoachAssignment",
    "CycleQuestion",
    "Driver",
    "DriverLink",
    "Fishbone",
    "Grant",
    "GrantYear",
    "Invitation",
    "KnownFrom",
    "Observation",
    "ObservationFile",
    "PDSACycle",
    "Payment",
    "PopulationGroup",
    "PredictionAmendment",
    "ProcessLane",
    "ProcessStep",
    "Programme",
    "ProgrammeParty",
    "ProgrammeRole",
    "ProgrammeYear",
    "ProgressScore",
    "Project",
    "ProjectParty",
    "ProjectPause",
    "ProjectRow",
    "Review",
    "SustainabilityAnswer",
    "SustainabilityCheck",
    "TeamMember",
    "Theme",
]
