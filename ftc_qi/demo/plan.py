"""The words in which the demo's stories are written: plain data, no rows, no dates but "so many days ago".

Positions (`at`, `gaps`, `notes` …) count a measure's periods from 0, its oldest. `days_ago` counts back from
today. Proportions are ratios (0.41), as plotted; aims are as displayed (41).
"""

from dataclasses import dataclass, field

NOBODY, NOT_COLLECTED, NEVER_ANSWERED = "nobody_eligible", "not_collected", ""
"""What a gap is: answered so, answered so, or never answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How a measure's figures are made up.

    levels: (position from which it holds, level); a proportion's ratio, a rate's events for each unit of its
    denominator, else the value. spread: size of the ups and downs, in the unit of the level; None for counts
    and rates: as chance has it. base: least and most in the denominator, or people behind a measurement.
    short: periods left off the newest end. gaps: position → NOBODY, NOT_COLLECTED or NEVER_ANSWERED.
    fixed: position → figures as they are, instead of made-up ones. corrected: position → (figures as first typed,
    why they were wrong). salt: another throw of the same dice.
    """

    n: int = 31
    levels: tuple[tuple[int, float], ...]
    spread: float | None = None
    base: tuple[int, int] = (0, 0)
    short: int = 0
    gaps: dict[int, str] = field(default_factory=dict)
    fixed: dict[int, tuple[float, ...]] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    corrected: dict[int, tuple[tuple[float, ...], str]] = field(default_factory=dict)
    salt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebase:
    """A new phase begun by a person at a position, with the reason."""

    at: int
    reason: str
    baseline: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """How a count is broken down. groups: (name, share of the people); what the shares leave of 1 is not stated.
    since: the first position with figures of the groups."""

    name: str
    groups: tuple[tuple[str, float], ...]
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure and its figures. `of` and `top` are the labels of denominator and numerator."""

    name: str
    series: Series
    kind: str = "process"
    primary: bool = False
    data_kind: str = "proportion"
    direction: str = "up"
    frequency: str = "monthly"
    definition: str = ""
    top: str = ""
    of: str = ""
    unit: str = ""
    per: int = 1
    decimals: int = 0
    target: float | None = None
    left_out: str = ""
    source: str = ""
    collected_by: str = ""
    about_people: bool = True
    adds_over_time: bool = False
    adds_over_projects: bool = False
    rule_set: str = "anhoej"
    shared: str = ""
    """The name of the shared measure that this is one of."""
    continues: str = ""
    """The name of the project's measure, told before, that this one took over from."""
    baseline: int | None = None
    rebases: tuple[Rebase, ...] = ()
    excluded: dict[int, str] = field(default_factory=dict)
    annotations: dict[int, str] = field(default_factory=dict)
    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMeasure:
    """One definition for many projects."""

    name: str
    data_kind: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A PDSA cycle; its number is its place in the project's list. `follows` and `measures` name others.

    Began `days_ago` (at Plan: will begin, where negative) and lasts `days`. amended: (the prediction before,
    why it was amended). afterwards: entered when it was already done.
    """

    idea: str
    title: str
    days_ago: int
    days: int
    stage: str = "done"
    follows: int | None = None
    scale: str = ""
    objective: str = ""
    prediction: str = ""
    plan: str = ""
    do: str = ""
    study: str = ""
    held: str = ""
    act: str = ""
    act_note: str = ""
    measures: tuple[str, ...] = ()
    amended: tuple[str, str] | None = None
    afterwards: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    title: str
    theory: str = ""
    source: str = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An edition of the aim. by_when: months after the programme's last day (0: that day)."""

    days_ago: int
    what: str
    start: float
    goal: float
    unit: str = "%"
    for_whom: str = ""
    where: str = ""
    by_when: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on a team. account: the part of their address before @demo.example; "" has no sign-in."""

    name: str
    role: str = "member"
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    days_ago: int
    note: str
    seen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project with everything that hangs on it.

    late: days since the team last logged anything; None: up to date. partners: names in `content.fund`.
    award: pounds for each programme year. paused: (days ago, reason).
    """

    name: str
    slug: str
    summary: str
    theme: str
    groups: tuple[str, ...]
    boroughs: tuple[str, ...]
    lead_organisation: str
    partners: tuple[str, ...]
    team: tuple[Person, ...]
    award: tuple[int, int, int]
    aims: tuple[Aim, ...]
    measures: tuple[Measure, ...]
    ideas: tuple[Idea, ...]
    cycles: tuple[Cycle, ...]
    reviews: tuple[Review, ...] = ()
    service_users: int | None = None
    published: bool = False
    late: int | None = None
    paused: tuple[int, str] | None = None
