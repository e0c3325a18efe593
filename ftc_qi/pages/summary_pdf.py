"""The one-page summary as a PDF: plain values for `templates/paper/summary.typ`."""

from typing import Any

from ftc_qi.core.svg import printable
from ftc_qi.core.tiles import status_css, status_word, tile_svg
from ftc_qi.pages.paper import pdf
from ftc_qi.pages.summary import Summary, Told, one_line, shortened
from measures.charts import card_chart, paper_chart
from measures.readings import Reading
from measures.words import caption


def make_pdf(summary: Summary) -> bytes:
    """One A4 page, tagged: real text, charts drawn as lines with what they show in words."""
    return pdf("summary", summary_data(summary))


def summary_data(summary: Summary) -> dict[str, Any]:
    """Everything on the page, each text cut to its room."""
    return {
        "name": one_line(summary.project.name),
        "programme": shortened(summary.project.programme.name, 80),
        "organisation": shortened(summary.organisation, 150),
        "facts": [shortened(fact, 110) for fact in summary.facts],
        "aim": summary.aim_line,
        "progress": shortened(summary.aim.progress, 170) if summary.aim else "",
        "main": main_data(summary.primary) if summary.primary else None,
        "others": [small_data(reading) for reading in summary.others],
        "more": summary.more,
        "method": method_data(summary) if summary.with_method else None,
        "data_words": summary.data_words,
        "protected": shortened(summary.protected_words, 260),
    }


def main_data(reading: Reading) -> dict[str, Any]:
    """The main outcome with its chart; svg is empty before there are figures."""
    drawn = bool(reading.series.points)
    return small_data(reading) | {
        "evidence": shortened(reading.sentence.evidence, 260),
        "svg": standing_alone(paper_chart(*reading.parts)) if drawn else "",
        "caption": caption(reading.series, reading.analysis) if drawn else "",
    }


def small_data(reading: Reading) -> dict[str, Any]:
    """A measure with its small chart. described: what the chart shows, for those who do not see it."""
    line = shortened(reading.sentence.line, 140)
    return {
        "name": one_line(reading.series.name),
        "kind": reading.kind_words,
        "status": reading.status,
        "moved": reading.moved,
        "word": status_word(reading.status),
        "css": status_css(reading.status),
        "tile": standing_alone(tile_svg(reading.status, reading.moved)),
        "stale": reading.stale,
        "sentence": line,
        "up_to": reading.up_to,
        "svg": standing_alone(card_chart(*reading.parts)) if reading.series.points else "",
        "described": f"Chart of {reading.series.name}, to {reading.up_to}. {line}",
    }


def method_data(summary: Summary) -> list[dict[str, Any]]:
    """What is tested, learned and next, each with words for when there is nothing."""
    parts = (
        ("What we are testing now", summary.testing, "No cycle is under way."),
        ("What we learned", summary.learned, "No cycle has been studied yet."),
        ("What is next", summary.coming, "Nothing is planned yet."),
    )
    return [{"title": title, "told": list(map(told_data, told)), "none": none} for title, told, none in parts]


def told_data(told: Told) -> dict[str, str]:
    return {"title": told.title, "text": told.text, "mark": told.mark}


def standing_alone(svg: str) -> str:
    """A page's drawing as a file of its own. Programs other than browsers know weights in hundreds only."""
    alone = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="Source Sans Pro" ', 1)
    return printable(alone.replace('font-weight="650"', 'font-weight="600"'))
