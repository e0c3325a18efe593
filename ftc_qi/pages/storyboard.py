"""A project as slides for the community's meeting: the story in the order of the method, the data in the notes.

Always the shared face and words written for the community, as the summary is (`summary.py`), so that it is the
same file whoever asks.
"""

import datetime

from django.contrib.auth.models import AnonymousUser

from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.tiles import status_word
from ftc_qi.pages.cycle_words import DECIDED, HELD
from ftc_qi.pages.diagrams.driver_diagram import for_paper
from ftc_qi.pages.driver_graph import Known, graph_from, linked_measures, numbers_by_idea
from ftc_qi.pages.slide_pictures import as_dots, for_powerpoint, size_of
from ftc_qi.pages.slides import (
    BAR,
    BOTTOM,
    LEFT,
    MINT,
    PAPER,
    PINE,
    QUIET,
    RIGHT,
    TOP,
    WIDTH,
    Box,
    Deck,
    Slide,
    Words,
)
from ftc_qi.pages.summary import Summary, gather_summary, one_line, shortened
from measures.charts import paper_chart, phone_chart, table_head, table_rows
from measures.readings import Reading
from measures.values import plural
from measures.words import caption
from projects.models import PDSACycle, Project

OTHERS, A_SLIDE = 6, 2
"""How many measures beside the main outcome, and how many on one slide."""
CYCLES, ROWS = 8, 4
"""How many cycles, the newest, and how many on one slide."""
LEARNED = 4
SCREEN = 1920
"""How many dots across a slide is usually shown on."""
COLUMNS = ("What we tested", "What we expected", "What we found", "What we decided")
WIDTHS = (190, 214, 264, 204)


def make_storyboard(project: Project, user, today: datetime.date) -> bytes:
    """The slides as a PowerPoint file, the same bytes for equal content. At most ten queries
    beyond the person's access."""
    linked = linked_measures(project)
    of_drivers = {pk for keys in linked.values() for pk in keys}
    told = gather_summary(project, user=user, today=today, others=OTHERS, also=of_drivers)
    name = one_line(project.name)
    deck = Deck(
        title=f"{name}: storyboard",
        subject=f"Storyboard of {name} for the community’s meeting",
        foot=f"{shortened(name, 60)}. Protected view: numbers about people under {told.hide_below} are hidden.",
        on=told.as_at,
    )
    _cover(deck, told, name)
    _aim(deck, told)
    _drivers(deck, told, linked)
    _main(deck, told)
    _others(deck, told)
    _tested(deck, told)
    _learned(deck, told)
    _next(deck, told)
    return deck.save()


def _cover(deck: Deck, told: Summary, name: str) -> None:
    lines = [
        Words(shortened(told.organisation, 200), 22, colour=PAPER),
        Words(one_line(told.project.programme.name), 16, colour=MINT, before=8),
        Words("Meeting on: (write the date here)", 16, colour=MINT, before=24),
    ]
    deck.cover(name, lines).notes(f"{told.data_words}\n{told.protected_words}")


def _aim(deck: Deck, told: Summary) -> None:
    lines = [
        _label("The problem and what we do about it"),
        Words(shortened(told.project.summary or "Not written yet.", 520), 20, before=2),
        _label("Our aim", before=22),
        Words(told.aim_line, 24, True, before=2),
        Words(told.aim.progress if told.aim else "", 18, colour=QUIET, before=4),
    ]
    slide = deck.content(
        "What are we trying to accomplish?", Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP), lines
    )
    slide.notes(f"{told.aim.sentence if told.aim else told.aim_line}\n{told.data_words}")


def _drivers(deck: Deck, told: Summary, linked: dict[int, list[int]]) -> None:
    """The driver diagram; no slide before there are drivers."""
    known = Known(
        aim=told.aim.sentence if told.aim else "",
        aim_reading=told.aim_reading,
        readings=told.read,
        linked=linked,
        cycles=numbers_by_idea((cycle.change_idea_id, cycle.number) for cycle in told.cycles),
    )
    graph = graph_from(told.project, AnonymousUser(), known, with_loose=False)
    if graph.is_empty:
        return
    slide = deck.titled("What drives the aim?")
    box = Box(LEFT, TOP - 10, RIGHT - LEFT, BOTTOM - TOP - 12)
    count = f"{plural(len(graph.drivers), 'driver')} and {plural(len(graph.ideas), 'change idea')}"
    described = f"Driver diagram: from the aim to {count}. The notes hold it line by line."
    _draw(slide, for_paper(graph).svg(described), box, described, "Driver diagram")
    key = Words("Solid lines are strong links, dotted lines weak ones.", 12, colour=QUIET)
    slide.text(Box(LEFT, 482, RIGHT - LEFT, 20), [key])
    titles = {driver.key: one_line(driver.title) for driver in graph.drivers}
    titles |= {idea.key: one_line(idea.title) for idea in graph.ideas}
    lines = [
        f"{titles.get(line.parent, 'Our aim')}: {titles[line.child]}{' (weak link)' if line.weak else ''}"
        for line in graph.lines
    ]
    slide.notes("\n".join([graph.aim, *lines]))


def _main(deck: Deck, told: Summary) -> None:
    reading = told.primary
    box = Box(LEFT, TOP - 8, RIGHT - LEFT, 62)
    if reading is None:
        lines = [Words("No main outcome measure is chosen yet.", 20)]
        deck.content("How will we know that a change is an improvement?", box, lines)
        return
    lines = [
        Words(reading.sentence.line, 20, True),
        Words(_status_words(reading), 14, colour=QUIET, before=2),
    ]
    slide = deck.content(f"Main outcome: {one_line(reading.series.name)}", box, lines)
    if reading.series.points:
        _chart(slide, reading, str(paper_chart(*reading.parts)), Box(LEFT, TOP + 58, RIGHT - LEFT, 318))
        foot = Words(caption(reading.series, reading.analysis), 10, colour=QUIET)
        slide.text(Box(LEFT, 480, RIGHT - LEFT, 26), [foot])
    slide.notes(_data_words(reading))


def _others(deck: Deck, told: Summary) -> None:
    pages = [told.others[i : i + A_SLIDE] for i in range(0, len(told.others), A_SLIDE)]
    width = (RIGHT - LEFT - 32) / A_SLIDE
    for number, page in enumerate(pages, 1):
        title = "Other measures" if len(pages) == 1 else f"Other measures, {number} of {len(pages)}"
        slide = deck.titled(title)
        for place, reading in enumerate(page):
            left = LEFT + place * (width + 32)
            lines = [
                Words(one_line(reading.series.name), 16, True, BAR),
                Words(reading.sentence.line, 14),
                Words(_status_words(reading), 12, colour=QUIET),
            ]
            slide.text(Box(left, TOP - 8, width, 88), lines)
            if reading.series.points:
                _chart(slide, reading, str(phone_chart(*reading.parts)), Box(left, TOP + 84, width, 316))
        slide.notes("\n\n".join(_data_words(reading) for reading in page))


def _chart(slide: Slide, reading: Reading, svg: str, box: Box) -> None:
    described = f"{caption(reading.series, reading.analysis)} {reading.sentence.line}"
    _draw(slide, svg, box, described, f"Chart of {reading.series.name}")


def _draw(slide: Slide, svg: str, box: Box, described: str, name: str) -> None:
    """The dots fill a screen of 1,920 when the slide does."""
    width, height = size_of(svg)
    points = min(box.width, box.height * width / height)
    dots = as_dots(svg, points * SCREEN / WIDTH)
    slide.picture(dots, for_powerpoint(svg), box, one_line(described), one_line(name))


def _label(text: str, before: float = 0) -> Words:
    """A small heading over a paragraph."""
    return Words(text, 16, True, PINE, before)


def _tested(deck: Deck, told: Summary) -> None:
    begun = [cycle for cycle in told.cycles if cycle.stage != PDSACycle.Stage.PLAN][:CYCLES]
    begun.reverse()  # as it happened
    pages = [begun[i : i + ROWS] for i in range(0, len(begun), ROWS)]
    for number, page in enumerate(pages, 1):
        title = "What changes did we test?"
        slide = deck.titled(title if len(pages) == 1 else f"{title} {number} of {len(pages)}")
        rows = [
            (
                f"{cycle.number}: {one_line(cycle.title)}",
                one_line(cycle.prediction) or "No prediction was written.",
                _found(cycle),
                _decided(cycle),
            )
            for cycle in page
        ]
        slide.table(COLUMNS, rows, WIDTHS, "PDSA cycles")
        slide.notes("\n\n".join(_cycle_words(cycle) for cycle in page))
    if not begun:
        deck.content(
            "What changes did we test?",
            Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP),
            [Words("No PDSA cycle has begun yet.", 20)],
        )


def _learned(deck: Deck, told: Summary) -> None:
    lines = []
    for cycle in told.studied[:LEARNED]:
        decided = f": {DECIDED[cycle.act].lower()}" if cycle.act else ""
        lines.append(_label(f"{one_line(cycle.title)}{decided}", before=14))
        lines.append(Words(shortened(cycle.study, 300), 18, before=2))
    slide = deck.content(
        "What did we learn?",
        Box(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP),
        lines or [Words("No cycle has been studied yet.", 20)],
    )
    slide.notes("\n\n".join(_cycle_words(cycle) for cycle in told.studied[:LEARNED]))


def _next(deck: Deck, told: Summary) -> None:
    half = (RIGHT - LEFT - 40) / 2
    lines = []
    for coming in told.coming:
        lines.append(_label(coming.title, before=12))
        lines.append(Words(coming.text, 18, before=2))
    slide = deck.content(
        "What is next, and what do we ask of you?",
        Box(LEFT, TOP, half, BOTTOM - TOP),
        lines or [Words("Nothing is planned yet.", 18)],
    )
    asked = [
        _label("What we ask of you"),
        Words(
            "(Write here what would help you most: an idea, a visit, a number to compare with.)", 18, before=2
        ),
    ]
    slide.text(Box(LEFT + half + 40, TOP, half, BOTTOM - TOP), asked)
    slide.notes("Say what you need from the other teams, and leave time for their questions.")


def _status_words(reading: Reading) -> str:
    """ "Improving, out of date. Outcome, higher is better, to October 2026." """
    stale = ", out of date" if reading.stale else ""
    up_to = f", to {reading.up_to}" if reading.up_to else ""
    return f"{status_word(reading.status)}{stale}. {reading.kind_words}{up_to}."


def _found(cycle: PDSACycle) -> str:
    if not cycle.study:
        return f"Under way: {cycle.get_stage_display()}."
    held = f"{HELD[cycle.prediction_held]}. " if cycle.prediction_held else ""
    return held + one_line(cycle.study)


def _decided(cycle: PDSACycle) -> str:
    if not cycle.act:
        return "Not decided yet."
    note = one_line(cycle.act_note)
    return f"{DECIDED[cycle.act]}. {note}".strip()


def _cycle_words(cycle: PDSACycle) -> str:
    """A cycle in full for the notes."""
    days = f" ({uk_date(cycle.started_on)}{' to ' + uk_date(cycle.ended_on) if cycle.ended_on else ''})"
    return "\n".join(
        (
            f"Cycle {cycle.number}: {one_line(cycle.title)}{days if cycle.started_on else ''}",
            f"Expected: {one_line(cycle.prediction) or 'no prediction was written'}",
            f"Found: {_found(cycle)}",
            f"Decided: {_decided(cycle)}",
        )
    )


def _data_words(reading: Reading) -> str:
    """A measure in full for the notes: its sentence, then each period with its figure as it is shown."""
    series, analysis, result = reading.parts
    lines = [one_line(series.name), f"{reading.sentence.line} {reading.sentence.evidence}".strip()]
    heads = table_head(series)[1:-3]
    for row in table_rows(series, analysis, result, newest_first=False):
        cells = [f"{head}: {_cell(cell)}" for head, cell in zip(heads, row.parts, strict=True)]
        lines.append(f"{row.label}: {_cell(row.result)}{' (' + '; '.join(cells) + ')' if cells else ''}")
    return "\n".join([*lines, caption(series, analysis)] if series.points else [*lines, "No figures yet."])


def _cell(cell) -> str:
    """A figure as it is shown; where it is hidden, with the reason."""
    return f"{cell.text} ({cell.reason})" if cell.reason and cell.reason != cell.text else cell.text
