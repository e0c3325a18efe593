"""What makes an aim a good one, said line by line: specific, measurable, achievable, relevant, time-bound.

One place for the words, whether the aim is being typed (the page asks again and again) or stands. Suggestions,
never a mark; whether an aim can be reached is asked, not judged. Numbers come through `aim_words.aim_numbers`, so
nothing is worked out from one that its reader may not see.
"""

import datetime
from dataclasses import dataclass

from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.pages.aim_words import AimNumbers, Direction, aim_numbers, aim_words, same_unit
from measures import disclosure
from measures.readings import Reading
from measures.values import displayed, number, one_of
from projects.models import AimStatement, Project

THERE, MISSING, ASK = "there", "missing", "ask"
LEAST_POINTS = 6
"""Fewer figures than this say nothing about how much a measure moves by itself."""
GOOD = {"up": Direction.UP, "down": Direction.DOWN}


@dataclass(frozen=True, slots=True)
class SmartLine:
    """state: "there", "missing" or "ask". text: what is there, what to add, what to ask yourselves."""

    name: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Smart:
    """sentence: the aim as it reads now, "" before there is a word of it. clashes: what contradicts itself."""

    sentence: str
    lines: tuple[SmartLine, ...]
    clashes: tuple[str, ...]


def smart(
    aim: AimStatement,
    reading: Reading | None,
    *,
    user,
    project: Project,
    policy: disclosure.Policy,
    today: datetime.date,
) -> Smart:
    """Feedback on an aim, saved or not. reading: the measure it speaks of, on the reader's face. No query."""
    series = reading.series if reading is not None else None
    seen = {"user": user, "project": project, "policy": policy, "series": series}
    numbers = aim_numbers(aim, **seen)
    return Smart(
        sentence=aim_words(aim, **seen).sentence if aim.what.strip() else "",
        lines=(
            _specific(aim, numbers),
            _measurable(aim, reading),
            _achievable(aim, numbers, reading),
            _relevant(aim, reading),
            _time_bound(aim, today),
        ),
        clashes=tuple(_clashes(aim, numbers, reading, today)),
    )


def _line(name: str, wanted: dict[str, bool], there: str) -> SmartLine:
    """wanted: what to add → whether it is there already."""
    missing = [words for words, is_there in wanted.items() if not is_there]
    if not missing:
        return SmartLine(name, THERE, there)
    words = " and ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing)
    return SmartLine(name, MISSING, f"{words[0].upper()}{words[1:]}.")


def _specific(aim: AimStatement, numbers: AimNumbers) -> SmartLine:
    both = aim.from_value is not None and aim.to_value is not None
    way = bool(aim.direction) or (both and not numbers.hidden)
    wanted = {
        "say what will improve": bool(aim.what.strip()),
        "say which way it should go": way,
        "say where": bool(aim.where.strip()),
    }
    return _line("Specific", wanted, "It says what, which way and where.")


def _measurable(aim: AimStatement, reading: Reading | None) -> SmartLine:
    start = "say where the number stands now" + (", such as the measure’s baseline" if reading else "")
    wanted = {
        start: aim.from_value is not None,
        "say where you want it to be": aim.to_value is not None,
        "say what the numbers are, such as %": bool(aim.unit.strip()) or not _has_numbers(aim),
    }
    return _line("Measurable", wanted, "It has two numbers and a unit.")


def _has_numbers(aim: AimStatement) -> bool:
    return aim.from_value is not None or aim.to_value is not None


def _achievable(aim: AimStatement, numbers: AimNumbers, reading: Reading | None) -> SmartLine:
    if numbers.first is None or numbers.last is None or numbers.first == numbers.last:
        if _has_numbers(aim):
            return SmartLine("Achievable", ASK, "Ask yourselves: what makes us think that we can get there?")
        return SmartLine("Achievable", ASK, "Once there are two numbers, ask yourselves how big the step is.")
    step = f"The step is {_amount(aim.unit, abs(numbers.last - numbers.first))}."
    return SmartLine(
        "Achievable",
        ASK,
        " ".join(filter(None, (step, _moved(aim, reading), "Which changes would bring it about?"))),
    )


def _amount(unit: str, size: float) -> str:
    """ "29 points", "4.5 days"."""
    text = number(size, 0 if size == int(size) else 1)
    if unit == "%":
        return f"{text} {'point' if text == '1' else 'points'}"
    return f"{text} {one_of(unit) if text == '1' else unit}".strip()


def _moved(aim: AimStatement, reading: Reading | None) -> str:
    """How far the measure's figures lie apart by themselves: "So far its figures lie between 38% and 55%."."""
    if reading is None or not same_unit(aim.unit, reading.series):
        return ""
    shown = [displayed(reading.series, point.plotted) for point in reading.series.points if point.is_value]
    if len(shown) < LEAST_POINTS or reading.series.hidden_count:
        return ""
    places = reading.series.decimals
    low, high = number(min(shown), places), number(max(shown), places)
    if aim.unit == "%":
        return f"So far its figures lie between {low}% and {high}%."
    return f"So far its figures lie between {low} and {high}."


def _relevant(aim: AimStatement, reading: Reading | None) -> SmartLine:
    wanted = {
        "name the people it is for": bool(aim.for_whom.strip()),
        "add an outcome measure that will show it": reading is not None,
    }
    there = f"It is for people you name, and “{reading.series.name}” will show it." if reading else ""
    return _line("Relevant", wanted, there)


def _time_bound(aim: AimStatement, today: datetime.date) -> SmartLine:
    if aim.by_when is None:
        return SmartLine("Time-bound", MISSING, "Give it a date.")
    if aim.by_when < today:
        return SmartLine("Time-bound", MISSING, "Its date has passed. Set a new one, or write the next aim.")
    return SmartLine("Time-bound", THERE, f"It has a date: {uk_date(aim.by_when)}.")


def _clashes(aim: AimStatement, numbers: AimNumbers, reading: Reading | None, today: datetime.date):
    """Sentences about what cannot be right together; never from a hidden number."""
    first, last = numbers.first, numbers.last
    if first is not None and last is not None:
        yield from _clashing_numbers(aim, numbers, first, last)
    if aim.unit == "%" and any(shown is not None and not 0 <= shown <= 100 for shown in (first, last)):
        yield "A percentage lies between 0 and 100. Check the two numbers."
    if reading is not None and aim.direction in GOOD.values() and not numbers.hidden:
        good = GOOD.get(reading.series.direction)
        if good is not None and good != aim.direction:
            yield (
                f"On “{reading.series.name}” {reading.direction_words}, but this aim goes the other way. "
                "Is it the right measure?"
            )
    if aim.by_when is not None and aim.by_when < today:
        yield f"{uk_date(aim.by_when)} is in the past."


def _clashing_numbers(aim: AimStatement, numbers: AimNumbers, first: float, last: float):
    told = f"from {numbers.start.text} to {numbers.goal.text}"
    if aim.direction == Direction.HOLD and first != last:
        yield f"It should stay as it is, but {told} is a change. Choose one of the two."
    elif first == last and aim.direction != Direction.HOLD:
        yield "The two numbers are the same. Change one, or choose “It should stay as it is”."
    elif aim.direction == Direction.UP and last < first:
        yield f"It should rise, but {told} is a fall. Change the direction or a number."
    elif aim.direction == Direction.DOWN and last > first:
        yield f"It should fall, but {told} is a rise. Change the direction or a number."
