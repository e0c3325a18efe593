"""NHS variation and assurance of a measure on the face its reader sees: only with an NHS rule set (DECISIONS 20)."""

from dataclasses import dataclass
from typing import cast

from measures.series import ReaderSeries, require_series
from measures.spc.icons import assurance, variation
from measures.spc.types import Analysis, Direction


@dataclass(frozen=True, slots=True)
class NhsIcons:
    """variation: a key of core.spc_tiles.VARIATION_LOOKS. assurance: one of ASSURANCE_LOOKS, "none" without a
    target, a good direction or limits. direction: which way is good, for the tile. from_constant: all points
    are the same, and assurance compares that value."""

    variation: str
    assurance: str
    direction: str
    from_constant: bool


def nhs_icons(series: ReaderSeries, analysis: Analysis) -> NhsIcons | None:
    """The icons of this face; None with other rules, or without a newest figure to speak of."""
    require_series(series)
    direction = cast(Direction, series.direction)
    newest = variation(analysis, direction)
    if newest is None:
        return None
    assured = assurance(analysis, direction, series.target)
    return NhsIcons(
        variation=newest,
        assurance=assured.icon if assured else "none",
        direction=series.direction,
        from_constant=bool(assured and assured.from_constant),
    )
