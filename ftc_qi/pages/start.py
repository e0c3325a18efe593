"""What a project may start from: the programme's shared measures and its outline of a driver diagram."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from ftc_qi.core.forms import Refused
from measures.actions.measures import add_measure
from measures.models import DataKind, Measure, SharedMeasure
from measures.values import plural
from projects.actions import drivers
from projects.models import Programme, Project
from projects.outline import OutlineError, OutlineLine, parse

ALIKE = ("kind", "direction", "frequency")
"""What most projects have alike decides; the rest is taken from the first project that has it so."""
TAKEN = (*ALIKE, "fortnight_anchor", "numerator_label", "denominator_label", "per", "unit", "decimals")
LEVELS = ("primary driver", "secondary driver", "change idea")


@dataclass(frozen=True, slots=True)
class OfferedMeasure:
    """A shared measure a project does not keep yet. settings: as most projects keep it; empty while none does.
    kept_by: how many of the programme's projects keep it."""

    shared: SharedMeasure
    settings: Mapping[str, Any]
    kept_by: int

    @property
    def words(self) -> str:
        """ "A share, every month, higher is better, as in 4 projects."."""
        parts = [self.shared.get_data_kind_display()]
        if self.settings:
            measure = Measure(**self.settings)
            frequency = [measure.get_frequency_display().lower()] if measure.frequency else []
            parts += [*frequency, measure.get_direction_display().lower()]
            parts.append(f"as in {plural(self.kept_by, 'project')}")
        return ", ".join(parts) + "."


@dataclass(frozen=True, slots=True)
class Offer:
    """What a project may still start from. outline: the lines of the driver diagram."""

    measures: list[OfferedMeasure] = field(default_factory=list)
    outline: list[OutlineLine] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.measures or self.outline)

    @property
    def outline_words(self) -> str:
        """ "2 primary drivers, 4 secondary drivers and 6 change ideas"."""
        depths = Counter(min(line.depth, len(LEVELS) - 1) for line in self.outline)
        parts = [plural(depths[depth], level) for depth, level in enumerate(LEVELS) if depths[depth]]
        return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)

    @property
    def outline_tree(self) -> list[Any]:
        """The outline as the nested lists that Django's `unordered_list` draws."""
        tree: list[Any] = []
        open_lists = [tree]
        for line in self.outline:
            while len(open_lists) <= line.depth:
                deeper: list[Any] = []
                open_lists[-1].append(deeper)
                open_lists.append(deeper)
            del open_lists[line.depth + 1 :]
            open_lists[-1].append(line.text)
        return tree


@dataclass(frozen=True, slots=True)
class Started:
    """What was taken."""

    measures: list[Measure]
    diagram: bool

    @property
    def words(self) -> str:
        """ "It starts with 2 measures and a driver diagram."; "" where nothing was taken."""
        parts = [plural(len(self.measures), "measure")] if self.measures else []
        parts += ["a driver diagram"] if self.diagram else []
        return f"It starts with {' and '.join(parts)}." if parts else ""


def offer_to(programme: Programme, project: Project | None = None) -> Offer:
    """What `project`, or a new project of the programme, may start from. Two queries, four with a project."""
    shared = list(programme.shared_measures.current().order_by("name", "pk"))
    kept: dict[int, list[Measure]] = {}
    if shared:
        rows = Measure.objects.current().filter(shared_measure__in=shared).order_by("pk")
        for measure in rows.only("shared_measure_id", "project_id", *TAKEN):
            kept.setdefault(measure.shared_measure_id or 0, []).append(measure)
    own = {pk for pk, rows in kept.items() if project and any(m.project_id == project.pk for m in rows)}
    measures = [_offered(one, kept.get(one.pk, [])) for one in shared if one.pk not in own]
    has_drivers = project is not None and project.drivers.current().exists()
    return Offer(measures=measures, outline=[] if has_drivers else _outline_of(programme))


def _offered(shared: SharedMeasure, kept: list[Measure]) -> OfferedMeasure:
    alike = Counter(tuple(getattr(measure, name) for name in ALIKE) for measure in kept)
    if not alike:
        return OfferedMeasure(shared, {}, 0)
    usual = alike.most_common(1)[0][0]
    first = next(m for m in kept if tuple(getattr(m, name) for name in ALIKE) == usual)
    settings = {name: getattr(first, name) for name in TAKEN}
    return OfferedMeasure(shared, settings, len({measure.project_id for measure in kept}))


def _outline_of(programme: Programme) -> list[OutlineLine]:
    """The programme's outline; [] for one that can't be read, which its own form refuses."""
    try:
        return parse(programme.driver_outline)
    except OutlineError:
        return []


@transaction.atomic
def start_from(*, project: Project, measures: Mapping[int, str], diagram: bool, by: Any) -> Started:
    """Give a project measures of the programme's set and its driver diagram: all of it or nothing.

    measures: key of a shared measure → which way is good ("": as most projects keep it). What the project has
    by now is passed over, so that doing it twice doubles nothing. Raises Refused for a name that an own
    measure has.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    offer = offer_to(project.programme, project)
    made = [
        _keep(project, one, measures[one.shared.pk], by)
        for one in offer.measures
        if one.shared.pk in measures
    ]
    diagram = diagram and bool(offer.outline)
    if diagram:
        drivers.start_from_outline(project=project, text=project.programme.driver_outline, by=by)
    return Started(made, diagram)


def _keep(project: Project, one: OfferedMeasure, direction: str, by) -> Measure:
    shared = one.shared
    rare = shared.data_kind == DataKind.EVENTS
    usual = {"frequency": "" if rare else Measure.Frequency.MONTHLY}
    values = usual | dict(one.settings) | ({"direction": direction} if direction else {})
    if "direction" not in values:
        raise Refused(f"Say which way is good for “{shared.name}”.", "start_measures")
    values |= {
        "name": shared.name,
        "operational_definition": shared.operational_definition,
        "data_kind": shared.data_kind,
        "shared_measure": shared,
    }
    try:
        return add_measure(project=project, values=values, by=by)
    except Refused as refusal:
        raise Refused(f"“{shared.name}”: {refusal}", "start_measures") from refusal
