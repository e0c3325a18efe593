"""Method health: what the record says of how a project works, as suggestions. No total, no colour, no score.

Pure: takes the facts of `method_record`, gives items. What an item says is about the record, not about a team.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ftc_qi.pages.method_record import CycleFacts, Record

NEWEST = 5
"""Cycles that are looked at: old slips do not stay on the page for ever."""
ENOUGH_POINTS = 3
OUTCOMES, PROCESSES, BALANCING = (1, 2), (3, 5), 1
"""How many measures of each kind make a family (QI_METHOD 1.2)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One suggestion. words: why it is in place, or what is missing. place: where it can be mended, a key of the
    view's PLACES; with the id of the cycle or the idea where it is one's own."""

    key: str
    title: str
    in_place: bool
    words: str
    place: str = ""
    cycle: int | None = None
    idea: int | None = None


def health_of(record: Record) -> list[Item]:
    """The suggestions, in the order of the method."""
    return [check(record) for check in CHECKS]


def _aim(record: Record) -> Item:
    title = "The aim says how much, by when and for whom"
    aim = record.aim
    if aim is None:
        return Item("aim", title, False, "No aim is written yet.", "aim")
    missing = [
        words
        for words, there in (
            ("how much", aim.to_value is not None),
            ("by when", aim.by_when is not None),
            ("for whom", bool(aim.for_whom)),
        )
        if not there
    ]
    if missing:
        return Item("aim", title, False, f"It does not say {_and(missing)}.", "aim")
    return Item("aim", title, True, "All three are in the aim.")


def _measures(record: Record) -> Item:
    title = "A family of measures"
    outcomes, processes, balancing = (record.of_kind(kind) for kind in ("outcome", "process", "balancing"))
    wishes = []
    if not OUTCOMES[0] <= outcomes <= OUTCOMES[1]:
        wishes.append(f"1 or 2 outcome measures (now {outcomes})")
    if not PROCESSES[0] <= processes <= PROCESSES[1]:
        wishes.append(f"3 to 5 process measures (now {processes})")
    if balancing < BALANCING:
        wishes.append("at least 1 balancing measure (now none)")
    if wishes:
        return Item("measures", title, False, f"Most projects do well with {_and(wishes)}.", "measures")
    words = f"{outcomes} outcome, {processes} process and {balancing} balancing."
    return Item("measures", title, True, words)


def _users(record: Record) -> Item:
    title = "People who use the service take part"
    if record.users_involved:
        return Item("users", title, True, "They are on the team, or causes or ideas come from them.")
    return Item(
        "users",
        title,
        False,
        "Nobody is noted as taking part, and no cause or idea is marked as theirs. Ask them what gets in the way.",
        "users",
    )


def _rationale(record: Record) -> Item:
    title = "Each idea under test says why it should work"
    tested = [cycle for cycle in record.cycles if cycle.begun]
    if not tested:
        return _no_cycle("rationale", title, record)
    without = {cycle.idea: cycle.idea_title for cycle in tested if not cycle.has_theory}
    if without:
        ideas = _and([f"“{name}”" for name in without.values()])
        return Item(
            "rationale", title, False, f"No reason is written for {ideas}.", "idea", idea=next(iter(without))
        )
    return Item("rationale", title, True, "Every idea that has been tested has its reason.")


def _prediction(record: Record) -> Item:
    title = "The prediction is written before Do"
    begun = _newest(record)
    if not begun:
        return _no_cycle("prediction", title, record)
    late = [cycle for cycle in begun if not cycle.predicted]
    if not late:
        return Item("prediction", title, True, f"So it was in {_newest_words(begun)}.")
    words = f"{_cycles(late)} began without one."
    planned = [cycle for cycle in record.cycles if not cycle.begun]
    waiting = next((cycle for cycle in planned if not cycle.has_prediction), None)
    if waiting:
        words += f" Cycle {waiting.number} is still being planned: write what you expect now."
        return Item("prediction", title, False, words, "cycle_plan", waiting.id)
    return Item(
        "prediction", title, False, f"{words} In the next one, write what you expect first.", "cycle_add"
    )


def _linked(record: Record) -> Item:
    title = "Cycles build on each other"
    if len(record.cycles) < 2:
        return Item(
            "linked",
            title,
            False,
            "A second cycle that builds on the first makes a ramp. Say which cycle it follows.",
            "cycle_add",
        )
    seen: set[int] = set()
    loose = []
    for cycle in record.cycles:
        if cycle.idea in seen and cycle.previous is None:
            loose.append(cycle)
        seen.add(cycle.idea)
    if loose:
        tests = "tests" if len(loose) == 1 else "test"
        words = f"{_cycles(loose)} {tests} an idea again, but not linked to the cycle before."
        return Item("linked", title, False, words, "cycle", loose[-1].id)
    if not any(cycle.previous for cycle in record.cycles):
        return Item(
            "linked", title, False, "None says which cycle it follows.", "cycle", record.cycles[-1].id
        )
    return Item("linked", title, True, "Those that test an idea again follow an earlier one.")


def _scale(record: Record) -> Item:
    title = "Tests grow along a ramp"
    by_id = {cycle.id: cycle for cycle in record.cycles}
    pairs = [(by_id[c.previous], c) for c in record.cycles if c.previous in by_id]
    if not pairs:
        words = "There is no ramp yet: link a cycle to the one it follows."
        if len(record.cycles) < 2:
            return Item("scale", title, False, words, "cycle_add")
        return Item("scale", title, False, words, "cycle", record.cycles[-1].id)
    if any(first.size and then.size and then.size > first.size for first, then in pairs):
        return Item("scale", title, True, "At least one test is bigger than the one before it.")
    unsized = sorted({c.number: c for pair in pairs for c in pair if not c.size}.items())
    if unsized:
        without = [cycle for _, cycle in unsized]
        say = "does not say" if len(without) == 1 else "do not say"
        return Item(
            "scale", title, False, f"{_cycles(without)} {say} how big the test is.", "cycle", without[-1].id
        )
    return Item(
        "scale", title, False, "No test is bigger than the one before. When one works, try more.", "cycle_add"
    )


def _points(record: Record) -> Item:
    title = f"At least {ENOUGH_POINTS} points of data while a test runs"
    begun = _newest(record)
    if not begun:
        return _no_cycle("points", title, record)
    unlinked = [cycle for cycle in begun if cycle.points is None]
    # One that still runs may get its points yet.
    few = [
        cycle
        for cycle in begun
        if cycle.points is not None and cycle.points < ENOUGH_POINTS and cycle.stage != "do"
    ]
    if unlinked:
        words = f"{_cycles(unlinked)} {'is' if len(unlinked) == 1 else 'are'} linked to no measure."
        return Item("points", title, False, words, "cycle", unlinked[-1].id)
    if few:
        fewer = "fewer" if len(few) == 1 else "fewer each"
        words = f"{_cycles(few)} had {fewer}. Let the test run longer, or count weekly while it runs."
        return Item("points", title, False, words, "measures")
    if not any(cycle.points >= ENOUGH_POINTS for cycle in begun if cycle.points is not None):
        return Item("points", title, False, "The test under way has fewer so far.", "log")
    return Item("points", title, True, f"So it is in {_newest_words(begun)}.")


CHECKS: tuple[Callable[[Record], Item], ...] = (
    _aim,
    _measures,
    _users,
    _rationale,
    _prediction,
    _linked,
    _scale,
    _points,
)


# --- words -----------------------------------------------------------------------------------------------


def _no_cycle(key: str, title: str, record: Record) -> Item:
    """Where none has begun: on to the first that is planned, else to planning one."""
    words = "No cycle has begun yet."
    if record.cycles:
        return Item(key, title, False, words, "cycle_begin", record.cycles[0].id)
    return Item(key, title, False, words, "cycle_add")


def _newest(record: Record) -> list[CycleFacts]:
    return [cycle for cycle in record.cycles if cycle.begun][-NEWEST:]


def _newest_words(cycles: list[CycleFacts]) -> str:
    return f"cycle {cycles[0].number}" if len(cycles) == 1 else f"the newest {len(cycles)} cycles"


def _cycles(cycles: list[CycleFacts]) -> str:
    """ "Cycle 3"; "Cycles 3 and 5"."""
    numbers = [str(cycle.number) for cycle in cycles]
    return f"Cycle {numbers[0]}" if len(numbers) == 1 else f"Cycles {_and(numbers)}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
