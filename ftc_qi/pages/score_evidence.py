"""What the record shows for each level of the score: facts beside the choice, never a score worked out."""

from decimal import Decimal

from ftc_qi.pages.method_record import Record
from measures.values import lower_first, plural
from projects.models import PDSACycle

Stage = PDSACycle.Stage
REACHED = ((Stage.DONE, "is finished"), (Stage.ACT, "has reached Act"), (Stage.STUDY, "has reached Study"))
WORKED = {"adopt": "adopted", "adapt": "adapted", "expand": "taken further"}


def evidence_of(record: Record) -> dict[Decimal, list[str]]:
    """Level → what speaks for it, in sentences; [] where the record shows nothing. No query."""
    progress = f"The aim: {lower_first(record.progress)}" if record.progress else ""
    found = {
        "0.5": ["The project is on record."],
        "1.0": ["An aim is written." if record.aim else "", _people(record.team)],
        "1.5": [_many(record.causes, "cause"), _many(record.drivers, "driver"), _planned(record)],
        "2.0": [
            _many(sum(bool(reading.series.points) for reading in record.readings), "measure", "with data")
        ],
        "2.5": [_furthest(record), _with_targets(record)],
        "3.0": [_worked(record), progress],
        "3.5": [progress],
        "4.0": [_of_status(record, "improvement", "shows an improvement"), progress],
        "4.5": [_of_status(record, "improvement_held", "has improved and is holding")],
        "5.0": ["The team has checked what will make the gains last." if record.checked else ""],
    }
    return {Decimal(score): [words for words in sentences if words] for score, sentences in found.items()}


def _people(count: int) -> str:
    if not count:
        return ""
    return "1 person is on the team." if count == 1 else f"{count} people are on the team."


def _many(count: int, noun: str, more: str = "on record") -> str:
    return f"{plural(count, noun)} {more}." if count else ""


def _planned(record: Record) -> str:
    return _many(sum(cycle.stage == Stage.PLAN for cycle in record.cycles), "cycle", "being planned")


def _furthest(record: Record) -> str:
    """ "Cycle 3 has reached Do.": the newest of those that are furthest."""
    begun = [cycle for cycle in record.cycles if cycle.begun]
    if not begun:
        return ""
    order = {stage: place for place, stage in enumerate(Stage.values)}
    newest = max(begun, key=lambda cycle: (order[cycle.stage], cycle.number))
    return f"Cycle {newest.number} {dict(REACHED).get(Stage(newest.stage), 'has reached Do')}."


def _with_targets(record: Record) -> str:
    count = sum(reading.series.target is not None for reading in record.readings)
    have = "has" if count == 1 else "have"
    return f"{count} of {plural(len(record.readings), 'measure')} {have} a target." if count else ""


def _worked(record: Record) -> str:
    """ "Cycle 4 was adopted.": the newest finished cycle whose change is kept in some way."""
    worked = [cycle for cycle in record.cycles if cycle.stage == Stage.DONE and cycle.act in WORKED]
    return f"The change of cycle {worked[-1].number} was {WORKED[worked[-1].act]}." if worked else ""


def _of_status(record: Record, status: str, words: str) -> str:
    names = [f"“{reading.series.name}”" for reading in record.readings if reading.status == status]
    if not names:
        return ""
    more = f" (and {plural(len(names) - 1, 'more measure')})" if len(names) > 1 else ""
    return f"{names[0]}{more} {words}."
