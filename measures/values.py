"""How a figure is written, in one place: in a table, on an axis and in a sentence."""

from decimal import ROUND_HALF_UP, Decimal

from measures.disclosure import reason_short
from measures.series import (
    CASES_BETWEEN,
    DAYS_BETWEEN,
    EVENTS_PER_QUARTER,
    HIDDEN,
    VALUE,
    ReaderSeries,
    SeriesPoint,
    require_series,
)

STATE_WORDS = {
    "missing": "no data",
    "not_collected": "not collected",
    "nobody_eligible": "nobody eligible",
}


def number(value: float | Decimal, places: int = 0) -> str:
    """A number with thousands commas, rounded half away from zero; never "-0"."""
    step = Decimal(1).scaleb(-places)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,.{places}f}".replace("-", "−")


def plain(value: float | Decimal) -> str:
    """A number for a file: no commas, at most four decimals, no empty ones, a plain minus."""
    text = f"{round(Decimal(str(value)), 4):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def displayed(series: ReaderSeries, value: float) -> float:
    """A plotted value on the scale people read: 62 for 0.62, and so many `per` for a rate."""
    return round(value * series.scale, 9)


def format_value(series: ReaderSeries, value: float) -> str:
    """A value or centre line in a table, a label or a card: "62%", "4.8", "26.5".

    Proportions with the measure's decimals; other figures with at least those, and one more digit where
    the number is not whole.
    """
    require_series(series)
    shown = displayed(series, value)
    if series.data_kind == "proportion":
        return number(shown, series.decimals) + "%"
    return number(shown, _places(series, shown))


def format_in_sentence(series: ReaderSeries, value: float, *, finer: int = 0) -> str:
    """A typical value in a sentence, without "about": "62 in 100", "26 people a month", "4.8 days".

    finer: so many decimals more than the measure asks for, where two levels would read alike.
    """
    require_series(series)
    shown = displayed(series, value)
    if series.data_kind == "proportion":
        return number(shown, _share_places(series, shown) + finer) + " in 100"
    if series.data_kind == "count":
        text = _about_count(shown, finer)
        return f"{text}{_unit(series, text)} {a_period(series)}"
    if series.by_event:
        between = "days" if series.shows == DAYS_BETWEEN else "cases"
        text = _about_count(shown, finer)
        return f"{text} {one_of(between) if text == '1' else between} between events"
    text = number(shown, _places(series, shown) + finer)
    if series.data_kind == "rate":
        return text + rate_words(series).replace(" per ", " for every ", 1)
    return text + _unit(series, text)


def format_target(series: ReaderSeries) -> str:
    """The target as it is labelled: "70%", "3"; never "3.0", as in a sentence; empty without one."""
    if series.target is None:
        return ""
    return _round(format_value(series, series.target))


def target_in_sentence(series: ReaderSeries) -> str:
    """The target in a sentence, as people say it: "12 in 100", never "12.0"; empty without one."""
    if series.target is None:
        return ""
    figure, *rest = format_in_sentence(series, series.target).split(" ")
    figure = _round(figure)
    if figure == "1" and rest:
        rest[0] = one_of(rest[0])
    return " ".join([figure, *rest])


def _round(figure: str) -> str:
    """A figure without decimals that say nothing: "3" for "3.0", "70%" for "70.0%"."""
    bare = figure.removesuffix("%")
    return (bare.rstrip("0").rstrip(".") if "." in bare else bare) + figure[len(bare) :]


def tick(series: ReaderSeries, shown: float, step: float) -> str:
    """An axis label for a number already on the displayed scale."""
    places = 0
    while places < 4 and round(step, places) != round(step, 9):
        places += 1
    return number(shown, places)


def point_text(series: ReaderSeries, point: SeriesPoint) -> str:
    """What a point says in a cell: "62%", "fewer than 5", "hidden", "no data"."""
    if point.state == VALUE:
        return format_value(series, point.plotted)
    if point.state == HIDDEN and point.reason:
        return reason_short(point.reason, series.hide_below)
    if series.by_event:
        return "first event" if point is series.points[0] else "cases not given"
    return STATE_WORDS[point.state]


def counted_as(series: ReaderSeries) -> tuple[str, str, str]:
    """What a number of the series is, to be held against another's: kind, unit, and for counts the period."""
    unit = series.unit.casefold() if series.data_kind == "continuous" else ""
    return series.data_kind, unit, series.frequency if series.data_kind == "count" else ""


def a_period(series: ReaderSeries) -> str:
    """ "a month", "a week"."""
    return f"a {series.noun}"


def plural(count: int, noun: str) -> str:
    """ "1 month", "9 months"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def unit_words(series: ReaderSeries) -> str:
    """What the vertical axis measures, for captions: "% of people offered", "people a month", "days"."""
    if series.data_kind == "proportion":
        return f"% of {lower_first(series.denominator_label)}" if series.denominator_label else "%"
    if series.shows == EVENTS_PER_QUARTER:
        return "events a quarter"
    if series.shows == DAYS_BETWEEN:
        return "days between events"
    if series.shows == CASES_BETWEEN:
        return "cases between events"
    if series.data_kind == "rate":
        return (lower_first(series.numerator_label or series.unit) + rate_words(series)).strip()
    if series.data_kind == "count":
        return f"{series.unit or 'number'} {a_period(series)}"
    return series.unit


def rate_words(series: ReaderSeries) -> str:
    """ " per 1,000 bed days": what a rate is out of, with a space before; empty for a plain ratio."""
    if series.per == 1:
        return ""
    return f" per {series.per:,} {lower_first(series.denominator_label)}".rstrip()


def direction_words(series: ReaderSeries) -> str:
    """Which way is good, in words."""
    return {
        "up": "higher is better",
        "down": "lower is better",
        "neutral": "neither direction is better",
    }[series.direction]


def lower_first(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation."""
    if len(text) > 1 and text[1].isupper():
        return text
    return text[:1].lower() + text[1:]


def one_of(unit: str) -> str:
    """A unit for exactly one: "day" for "days", "person" for "people"; longer units are left as they are."""
    if unit.endswith("s") and not unit.endswith("ss") and " " not in unit:
        return unit[:-1]
    return {"people": "person", "children": "child"}.get(unit, unit)


def _unit(series: ReaderSeries, text: str) -> str:
    """The unit after a number already written."""
    if not series.unit:
        return ""
    return "%" if series.unit == "%" else f" {one_of(series.unit) if text == '1' else series.unit}"


def _about_count(shown: float, finer: int) -> str:
    """Whole from 10 on; below, half a person may be the median and is said."""
    return number(shown, (0 if shown >= 10 or shown == int(shown) else 1) + finer)


def _share_places(series: ReaderSeries, shown: float) -> int:
    """The measure's decimals; more where rounding would say none, or all, of something that is neither."""
    places = series.decimals
    while places < 4 and 0 < shown < 100 and round(shown, places) in (0, 100):
        places += 1
    return places


def _places(series: ReaderSeries, shown: float) -> int:
    if series.data_kind == "count" or series.by_event:
        return 0 if shown == int(shown) else 1
    return max(series.decimals, 0 if shown == int(shown) else 1)
