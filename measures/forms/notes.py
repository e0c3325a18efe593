"""Notes on the log, checked for what could identify somebody."""

from ftc_qi.core import personal_data

CONFIRM = "confirm_text"


def note_problem(note: str, before: str, *, confirmed: bool) -> tuple[str, list[str]]:
    """(what is wrong with a note, or ""; the kinds of text it seems to hold). Notes are the team's (TEAM)."""
    if not note or note == before:
        return "", []
    kinds = personal_data.found_in(note)
    if personal_data.NHS_NUMBER in kinds:
        return "This holds an NHS number. Take it out: the app keeps totals only.", kinds
    if kinds and not confirmed:
        held = " and ".join(kinds)
        return (
            f"This seems to hold {held}. Could it identify someone? Take it out, or tick the box below.",
            kinds,
        )
    return "", kinds
