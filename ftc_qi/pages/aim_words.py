"""An aim in words, as its reader may see it: on the aim page, the overview and the summaries."""

from dataclasses import dataclass

from ftc_qi.core.templatetags.ftc import uk_date
from measures import disclosure, faces
from measures.series import ReaderSeries
from measures.values import unit_words
from projects.models import AimStatement, Project

Direction = AimStatement.Direction
LONGEST_UNIT = 40
WITHOUT_NUMBERS: dict[str, str] = {
    Direction.UP: "to rise",
    Direction.DOWN: "to fall",
    Direction.HOLD: "to stay as it is",
}
TO_ALONE: dict[str, str] = {Direction.UP: "up to", Direction.DOWN: "down to", Direction.HOLD: "kept at"}


@dataclass(frozen=True, slots=True)
class AimWords:
    """sentence: the whole aim. change: only its "up from 41% to 70%", possibly empty."""

    sentence: str
    change: str


@dataclass(frozen=True, slots=True)
class AimNumbers:
    """An aim's from and to as their reader may see them; `first` and `last` only where nothing is hidden."""

    start: faces.ShownNumber
    goal: faces.ShownNumber
    first: float | None = None
    last: float | None = None

    @property
    def hidden(self) -> bool:
        return bool(self.start.reason or self.goal.reason)


def aim_words(
    aim: AimStatement,
    *,
    user,
    project: Project,
    policy: disclosure.Policy | None = None,
    series: ReaderSeries | None = None,
) -> AimWords:
    """One sentence: "Offers of a test accepted up from 41% to 70%, for drop-in visitors, by 31 March 2027."

    From and to pass through measures.faces; while one of them is hidden the words give no direction. At
    most two queries, none with `policy`.
    """
    change = _change(aim, aim_numbers(aim, user=user, project=project, policy=policy, series=series))
    parts = [f"{aim.what.rstrip(' .')} {change}".strip()]
    if aim.for_whom:
        parts.append(_with_preposition(aim.for_whom, ("for", "among", "of", "with"), "for"))
    if aim.where:
        parts.append(_with_preposition(aim.where, ("at", "in", "on", "across", "within", "from"), "in"))
    if aim.by_when:
        parts.append(f"by {uk_date(aim.by_when)}")
    return AimWords(", ".join(parts) + ".", change)


def aim_numbers(
    aim: AimStatement,
    *,
    user,
    project: Project,
    policy: disclosure.Policy | None = None,
    series: ReaderSeries | None = None,
) -> AimNumbers:
    """From and to for this reader. series: the aim's measure on the reader's face, which tells whether they
    count people; used only where it speaks of the same unit."""
    told = series if series is not None and same_unit(aim.unit, series) else None
    start, goal = (
        faces.aim_number(number, unit=aim.unit, series=told, user=user, project=project, policy=policy)
        for number in (aim.from_value, aim.to_value)
    )
    if start.reason or goal.reason:
        return AimNumbers(start, goal)
    first, last = (None if n is None else float(n) for n in (aim.from_value, aim.to_value))
    return AimNumbers(start, goal, first, last)


def same_unit(unit: str, series: ReaderSeries) -> bool:
    """Whether an aim in `unit` speaks of what the series shows."""
    if series.data_kind == "proportion":
        return unit == "%"
    unit, own = unit.strip().lower(), series.unit.strip().lower()
    if not unit:
        return False
    return unit == unit_of(series).lower() or (bool(own) and (unit == own or unit.startswith(f"{own} ")))


def unit_of(series: ReaderSeries) -> str:
    """The unit an aim takes from its measure: "%", "people a month", "falls per 1,000 bed days", "days"."""
    if series.data_kind == "proportion":
        return "%"
    in_words = series.data_kind in ("count", "rate") or not series.unit
    words = unit_words(series) if in_words else series.unit
    return words if len(words) <= LONGEST_UNIT else series.unit[:LONGEST_UNIT]


def _change(aim: AimStatement, numbers: AimNumbers) -> str:
    start, goal = numbers.start.text, numbers.goal.text
    if not start and not goal:
        return WITHOUT_NUMBERS.get(aim.direction, "")
    if not start:
        return f"{'to' if numbers.hidden else TO_ALONE.get(aim.direction, 'to')} {goal}"
    if not goal:
        return f"from {start}"
    if aim.unit != "%":  # "up from 41 to 70 people a month": the unit once, after the second number
        start = start.removesuffix(f" {aim.unit}")
    if numbers.first is None or numbers.last is None:
        return f"from {start} to {goal}"
    if numbers.first == numbers.last:
        return f"kept at {goal}"
    return f"{'up' if numbers.last > numbers.first else 'down'} from {start} to {goal}"


def _with_preposition(text: str, known: tuple[str, ...], default: str) -> str:
    text = text.strip().rstrip(".")
    first, _, rest = text.partition(" ")
    if first.lower() in known:
        return f"{first.lower()} {rest}"
    return f"{default} {text}"
