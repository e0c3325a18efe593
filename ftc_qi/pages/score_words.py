"""Progress scores in words: the gap between the sides, a stall, a side that is silent."""

from decimal import Decimal

from ftc_qi.pages.stalls import Gap, Silence, Stall, Standing
from measures.values import plural
from projects.forms.scores import month_words
from projects.models import ProgressScore

As = ProgressScore.As
STEPS = {Decimal("0.5"): "the half step", Decimal(1): "the whole step"}
SIDES = {As.TEAM: "The team", As.ADVISOR: "The advisor"}


def gap_words(gap: Gap) -> str:
    """ "The team says 3.5, the advisor 3.0: talk about the half step between you."."""
    step = STEPS.get(gap.size, f"the {gap.size} steps")
    return f"The team says {gap.team}, the advisor {gap.advisor}: talk about {step} between you."


def stall_badge(stall: Stall) -> str:
    """ "Score 2.5 for 4 months"; "Score not up in 4 months"."""
    months = plural(stall.months, "month")
    return f"Score {stall.score} for {months}" if stall.held else f"Score not up in {months}"


def stall_words(stall: Stall) -> str:
    """ "The advisor's score has been 2.5 for 4 months, since July 2026: talk about what would bring …"."""
    months, since = plural(stall.months, "month"), month_words(stall.since)
    if stall.held:
        said = f"The advisor’s score has been {stall.score} for {months}, since {since}"
    else:
        said = f"The advisor’s score has not risen for {months}, since {since}; now it is {stall.score}"
    return f"{said}. Talk about what would bring the next step."


def silence_words(silence: Silence) -> str:
    """ "The advisor has not scored since August 2026."."""
    who = SIDES[As(silence.side)]
    return (
        f"{who} has not scored since {month_words(silence.since)}."
        if silence.since
        else f"{who} has not given a score yet."
    )


def silence_badge(silences: tuple[Silence, ...]) -> str:
    """ "No score for 3 months"; "No team score for 3 months"; "No advisor score yet"."""
    side = "" if len(silences) == len(As) else f"{silences[0].side} "
    months = min(silence.months for silence in silences)
    if all(silence.since is None for silence in silences):
        return f"No {side}score yet"
    return f"No {side}score for {plural(months, 'month')}"


def newest_words(standing: Standing) -> str:
    """What each side says, with the month where the two differ: "Team 3.5, advisor 3.0, October 2026"."""
    given = [(side.label.lower(), newest) for side in As if (newest := standing.newest_of(side)) is not None]
    months = {newest.month for _, newest in given}
    if len(months) == 1:
        text = ", ".join(f"{side} {newest.score}" for side, newest in given)
        text += f", {month_words(months.pop())}"
    else:
        text = "; ".join(f"{side} {newest.score}, {month_words(newest.month)}" for side, newest in given)
    return text[:1].upper() + text[1:]
