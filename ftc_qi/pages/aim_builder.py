"""What the builder of an aim takes from the project's outcome measures: the choice of them, and a baseline."""

from dataclasses import dataclass

from ftc_qi.core.today import today
from measures.models import Measure
from measures.readings import Reading, read
from measures.values import displayed, format_value, number
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Baseline:
    """text: as people read it, "41%". typed: as it stands in the field, "41"."""

    text: str
    typed: str


def outcome_measures(project: Project):
    """The measures that an aim may name, the main outcome first."""
    return project.measures.current().filter(kind=Measure.Kind.OUTCOME).order_by("-is_primary", "order", "pk")


def main_outcome(project: Project) -> Measure | None:
    """One query."""
    return outcome_measures(project).filter(is_primary=True).first()


def read_one(measure: Measure, user) -> Reading:
    """One measure as `user` may see it, without cycles and notes."""
    return read([measure], user=user, today=today())[0]


def baseline_of(reading: Reading | None) -> Baseline | None:
    """The centre of the measure's first phase as it is displayed; None before the rules give one."""
    centre = reading.analysis.phases[0].centre if reading is not None and reading.analysis.phases else None
    if reading is None or centre is None:
        return None
    text = format_value(reading.series, centre)
    shown = displayed(reading.series, centre)
    places = len(text.rstrip("%").partition(".")[2])
    return Baseline(text, number(shown, places).replace(",", "").replace("−", "-"))
