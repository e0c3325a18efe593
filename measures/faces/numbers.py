"""Numbers that stand alone, as a reader may see them: an aim's from and to, how often a cause was counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures import disclosure
from measures.series import WORKING, ReaderSeries
from measures.series_rows import policies_of
from measures.values import number
from projects.models import Cause
from projects.permissions import face_for


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number in words as this reader may see it; `reason` where it is hidden."""

    text: str
    reason: str | None = None


def aim_number(
    value: Decimal | None,
    *,
    unit: str = "",
    series: ReaderSeries | None = None,
    user,
    project,
    policy: disclosure.Policy | None = None,
) -> ShownNumber:
    """An aim's "from" or "to", kept as displayed, as `user` may read it: "62%", "4.8 days", "fewer than 5".

    series: the measure the aim is about, on any face; without one the number is taken to count people.
    Only counts of people are ever hidden, and only on the shared face. None: an empty text.
    policy: the programme's, where the caller has it; else one query where a count may be hidden.
    """
    if value is None:
        return ShownNumber("")
    data_kind = series.data_kind if series else "count"
    percentage = data_kind == "proportion" or unit == "%"
    counts_people = not percentage and data_kind == "count" and (series is None or series.about_people)
    if counts_people and face_for(user, project) != WORKING:
        policy = policy or policies_of({project.programme_id})[project.programme_id]
        reason = disclosure.protect_count(value, policy).value.reason
        if reason:
            return ShownNumber(disclosure.reason_short(reason, policy.hide_below), reason)
    places = max(0, -int(value.normalize().as_tuple().exponent))
    text = number(value, places)
    if percentage:
        return ShownNumber(f"{text}%")
    return ShownNumber(f"{text} {unit}".strip())


@dataclass(frozen=True, slots=True)
class ShownCount:
    """How often something was counted as this reader may see it: a number, or why it is hidden, in words."""

    count: int | None
    hidden: str = ""

    @property
    def text(self) -> str:
        return self.hidden if self.count is None else number(self.count)


def cause_counts(causes: Iterable[Cause], *, user, project) -> dict[int, ShownCount]:
    """Cause → how often it was counted, for those of a project that were counted at all.

    On the shared face a small count is hidden, and so is the count of every cause above it: the whys of a cause may
    add up to it. A cause whose whys leave only a few of its own is hidden for the same reason. One query on the
    shared face, none on the working one.
    """
    rows = {cause.pk: cause for cause in causes}
    counted = {key: cause.times_counted for key, cause in rows.items() if cause.times_counted is not None}
    if face_for(user, project) == WORKING:
        return {key: ShownCount(count) for key, count in counted.items()}
    policy = policies_of({project.programme_id})[project.programme_id]
    reasons = {key: disclosure.protect_count(count, policy).value.reason for key, count in counted.items()}
    for key, rest in _without_whys(rows, counted).items():
        if rest > 0 and disclosure.protect_count(rest, policy).value.reason:
            reasons[key] = reasons[key] or disclosure.LINKED
    for key in [key for key, reason in reasons.items() if reason]:
        above = rows[key].parent_id
        while above in rows:
            if above in reasons:
                reasons[above] = reasons[above] or disclosure.LINKED
            above = rows[above].parent_id
    return {
        key: ShownCount(None, disclosure.reason_short(reason, policy.hide_below))
        if (reason := reasons[key])
        else ShownCount(count)
        for key, count in counted.items()
    }


def _without_whys(rows: Mapping[int, Cause], counted: Mapping[int, int]) -> dict[int, int]:
    """Cause with counted whys → how much of its count they leave; of a chain the nearest counted ones."""
    rest: dict[int, int] = {}
    for key, count in counted.items():
        above = rows[key].parent_id
        while above is not None and above in rows and above not in counted:
            above = rows[above].parent_id
        if above is not None and above in counted:
            rest[above] = rest.get(above, counted[above]) - count
    return rest
