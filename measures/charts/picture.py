"""A chart as a picture that stands alone, to be pasted into a report: name, sentence, chart and caption in one."""

from measures.charts.draw import Canvas, n, text_width
from measures.charts.inks import TEXT, TEXT_HINT, TEXT_KEY, Ink
from measures.charts.reading import read_chart
from measures.charts.sheet import WIDE, Sheet
from measures.charts.svg import draw
from measures.series import ReaderSeries, SharedSeries
from measures.spc.types import Analysis, StatusResult
from measures.words import caption, hidden_words, sentence

MARGIN = 28
EXACT_WORDS = "Exact numbers: for the team, its advisor and the fund manager only."


def picture(series: ReaderSeries, analysis: Analysis, result: StatusResult) -> str:
    """An SVG file in its light colours, on white."""
    reading = read_chart(series, analysis, result)
    said = sentence(series, analysis, result)
    width = WIDE.width + 2 * MARGIN
    above, below = _Column(width, 34), _Column(width, 0)
    above.write(series.name, TEXT_KEY, 22, 700)
    above.write(said.line, TEXT_KEY, 17, 600)
    above.write(said.evidence, TEXT, 14)
    top = above.y + 2
    below.y = top + WIDE.height + 22
    for words in (caption(series, analysis), _changes(series), _who_for(series)):
        below.write(words, TEXT_HINT, 13)
    height = round(below.y) + 4
    chart = draw(Sheet(reading, WIDE)).canvas
    file = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="system-ui, Arial, sans-serif">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(above.canvas.parts)}'
        f'<svg x="{MARGIN}" y="{n(top)}" width="{WIDE.width}" height="{WIDE.height}" '
        f'viewBox="0 0 {WIDE.width} {WIDE.height}">{"".join(chart.parts)}</svg>{"".join(below.canvas.parts)}</svg>'
    )
    # Programs other than browsers know weights in hundreds only.
    return file.replace('font-weight="650"', 'font-weight="600"')


class _Column:
    """Paragraphs under each other; y: where the next one stands."""

    def __init__(self, width: float, y: float):
        self.canvas = Canvas(width, 0)
        self.y = y

    def write(self, text: str, ink: Ink, size: float, weight: int = 400) -> None:
        for line in _wrapped(text, self.canvas.width - 2 * MARGIN, size, weight):
            self.canvas.text(MARGIN, self.y + size * 0.35, line, ink, size, "start", weight)
            self.y += size * 1.45
        self.y += 4 * bool(text)


def _wrapped(text: str, width: float, size: float, weight: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _changes(series: ReaderSeries) -> str:
    """What the flags stand for: the list of changes is not in the picture."""
    said = [f"{flag.mark} {flag.text.strip()}" for flag in series.flags]
    return f"Changes: {'; '.join(said)}." if said else ""


def _who_for(series: ReaderSeries) -> str:
    if isinstance(series, SharedSeries):
        return f"Protected view. {hidden_words(series)}".strip()
    return EXACT_WORDS
