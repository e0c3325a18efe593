"""One period's answer: typed, stored, compared, in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures.models import DataKind, DataPoint, Measure

from .numbers import Unreadable, figure_text, read_number, tidy

RECORDED, NOBODY_ELIGIBLE, NOT_COLLECTED = DataPoint.Outcome.values
FIGURES = ("value", "numerator", "denominator", "people")
NOTE_LENGTH = 2000
MOST_PEOPLE = 2_147_483_647

_OUTCOME_WORDS = {
    "recorded": RECORDED,
    "nobody eligible": NOBODY_ELIGIBLE,
    "nobody_eligible": NOBODY_ELIGIBLE,
    "no one eligible": NOBODY_ELIGIBLE,
    "not collected": NOT_COLLECTED,
    "not_collected": NOT_COLLECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One period's answer: figures by the measure's kind, or an outcome without any. See DECISIONS 10."""

    outcome: str = RECORDED
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    people: int | None = None
    note: str = ""

    def fields(self) -> dict:
        """As DataPoint holds it."""
        return {
            "outcome": self.outcome,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "people": self.people,
            "note": self.note,
        }

    def texts(self) -> dict[str, str]:
        """As it stands in the fields of a form: "1234", "5.4", ""; the outcome "" where there is a figure."""
        figures = {name: figure_text(getattr(self, name)) for name in FIGURES}
        outcome = "" if self.outcome == RECORDED else self.outcome
        return {**figures, "outcome": outcome, "note": self.note}


def answer_of(point: DataPoint) -> Answer:
    """The answer a stored point holds."""
    return Answer(
        outcome=point.outcome,
        value=point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        people=point.people,
        note=point.note,
    )


def answer_words(answer: Answer) -> str:
    """A stored answer in a few words: "58 of 92", "5.4", "not collected"."""
    if answer.outcome != RECORDED:
        return DataPoint.Outcome(answer.outcome).label.lower()
    if answer.denominator is not None:
        return f"{figure_text(answer.numerator)} of {figure_text(answer.denominator)}"
    people = f" from {answer.people} people" if answer.people else ""
    return figure_text(answer.value) + people


def keeping(answer: Answer, stored: Answer, keeps: Collection[str]) -> Answer:
    """`answer` with the fields in `keeps` ("note", "people") as they stand: for sources that can't say them."""
    if not keeps:
        return answer
    kept = {name: getattr(stored, name) for name in keeps}
    if answer.outcome != RECORDED:
        kept.pop("people", None)
    return Answer(**(answer.fields() | kept))


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers would be stored alike."""
    return one.texts() == other.texts()


def figure_fields(measure: Measure) -> tuple[str, ...]:
    """The fields a figure of this measure has, in the order they are filled."""
    if measure.has_parts:
        return ("numerator", "denominator")
    if measure.data_kind == DataKind.CONTINUOUS and measure.about_people:
        return ("value", "people")
    return ("value",)


def figure_label(measure: Measure, field: str) -> str:
    """What stands above a figure's field."""
    if field == "numerator":
        return measure.numerator_label or "Counted"
    if field == "denominator":
        return measure.denominator_label or "Out of"
    if field == "people":
        return "People (if known)"
    return measure.unit[:1].upper() + measure.unit[1:] if measure.unit else "Number"


def read_outcome(text: object) -> str | None:
    """The outcome named by `text` ("not collected", "Nobody eligible"); None for anything else."""
    return _OUTCOME_WORDS.get(tidy(text).lower())


def read_answer(measure: Measure, texts: Mapping[str, str]) -> tuple[Answer | None, dict[str, str]]:
    """What was typed for one period, as (answer, {}), (None, {}) where nothing was, or (None, errors).

    texts: any of value, numerator, denominator, people, outcome, note. errors: field → what is wrong and
    what to do. Only figures of the measure's own kind are read.
    """
    names = figure_fields(measure)
    typed = {name: tidy(texts.get(name, "")) for name in names}
    note = str(texts.get("note", "")).replace("\x00", "").replace("\r\n", "\n").strip()
    outcome = str(texts.get("outcome", "")).strip() or RECORDED
    if outcome not in DataPoint.Outcome.values:
        return None, {"outcome": "Choose one of the answers."}
    if len(note) > NOTE_LENGTH:
        return None, {"note": f"Keep the note under {NOTE_LENGTH:,} characters; it has {len(note):,}."}
    any_figure = any(typed.values())
    if outcome != RECORDED:
        if any_figure:
            word = DataPoint.Outcome(outcome).label.lower()
            return None, {"outcome": f"There is a figure and “{word}” too. Keep one and clear the other."}
        return Answer(outcome=outcome, note=note), {}
    if not any_figure:
        if note:
            return None, {names[0]: "A note needs a figure, or choose why there is none."}
        return None, {}
    return _read_figures(measure, typed, note)


def _read_figures(measure, typed, note) -> tuple[Answer | None, dict[str, str]]:
    figures, errors = read_figures(measure, typed)
    if errors or (errors := _at_odds(measure, figures)):
        return None, errors
    people = figures.get("people")
    return Answer(
        value=figures.get("value"),
        numerator=figures.get("numerator"),
        denominator=figures.get("denominator"),
        people=None if people is None else int(people),
        note=note,
    ), {}


def read_figures(measure: Measure, typed: Mapping[str, str]) -> tuple[dict[str, Decimal], dict[str, str]]:
    """The numbers typed, and field → what is wrong with it. Only the people may be left out."""
    figures: dict[str, Decimal] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        if text:
            try:
                figures[name] = read_number(text, **_rules(measure, name))
            except Unreadable as problem:
                errors[name] = str(problem)
        elif name != "people":
            errors[name] = "Fill both numbers, or neither." if measure.has_parts else "Add the figure itself."
    return figures, errors


def _at_odds(measure: Measure, figures: Mapping[str, Decimal]) -> dict[str, str]:
    people = figures.get("people")
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        return {"people": "How many people does the figure stand for? If nobody was eligible, choose that."}
    if "denominator" not in figures:
        return {}
    if figures["denominator"] == 0:
        return {"denominator": "Nothing can be worked out of 0. If nobody was eligible, choose that."}
    return more_than_all(measure, figures)


def more_than_all(measure: Measure, figures: Mapping[str, Decimal]) -> dict[str, str]:
    """Field → words where a share would be above 100%."""
    numerator, denominator = figures["numerator"], figures["denominator"]
    if measure.data_kind != DataKind.PROPORTION or numerator <= denominator:
        return {}
    words = f"{figure_text(numerator)} is more than {figure_text(denominator)}. Check both numbers."
    return {"numerator": words}


def _rules(measure: Measure, name: str) -> dict[str, bool]:
    """How one field is read: people and events are counted whole, only measurements may be negative."""
    if name == "people":
        return {"whole": True}
    if measure.data_kind == DataKind.CONTINUOUS:
        return {"below_zero": True, "percent": measure.unit.strip() == "%"}
    whole = measure.about_people and not (measure.data_kind == DataKind.RATE and name == "denominator")
    return {"whole": whole}
