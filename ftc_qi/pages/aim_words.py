"""An aim in words, as its reader may see it: on the aim page, the overview and the summaries."""

from dataclasses import dataclass

from ftc_qi.core.templatetags.ftc import uk_date
from ftc_qi.core.today import today
from measures import disclosure, faces
from projects.models import AimStatement, Project


@dataclass(frozen=True, slots=True)
class AimWords:
    """sentence: the whole aim. change: only its "up from 41% to 70%", possibly empty."""

    sentence: str
    change: str


def aim_words(
    aim: AimStatement, *, user, project: Project, policy: disclosure.Policy | None = None
) -> AimWords:
    """One sentence: "Offers of a test accepted up from 41% to 70%, for drop-in visitors, by 31 March 2027."

    From and to pass through measures.faces; while one of them is hidden the words give no direction. At
    most two queries, none with `policy`.
    """
    change = _change(aim, user, project, policy)
    parts = [f"{aim.what.rstrip(' .')} {change}".strip()]
    if aim.for_whom:
        parts.append(_with_preposition(aim.for_whom, ("for", "among", "of", "with"), "for"))
    if aim.where:
        parts.append(_with_preposition(aim.where, ("at", "in", "on", "across", "within", "from"), "in"))
    if aim.by_when:
        parts.append(f"by {uk_date(aim.by_when)}")
    return AimWords(", ".join(parts) + ".", change)


def aim_gaps(aim: AimStatement) -> list[str]:
    """What a good aim still needs, as suggestions; [] for none."""
    gaps = []
    if aim.to_value is None:
        gaps.append("How much? Say where you want the number to be.")
    elif aim.from_value is None:
        gaps.append("From where? Say where the number stands now.")
    if aim.by_when is None:
        gaps.append("By when? Give it a date.")
    elif aim.by_when < today():
        gaps.append("Its date has passed. Set a new date, or write the next aim.")
    if not aim.for_whom:
        gaps.append("For whom? Name the people it is for.")
    return gaps


def _change(aim: AimStatement, user, project, policy) -> str:
    if aim.to_value is None and aim.from_value is None:
        return ""
    both = aim.from_value is not None and aim.to_value is not None
    # "up from 41 to 70 people a month": the unit once, after the second number.
    first = faces.aim_number(
        aim.from_value,
        unit="" if both and aim.unit != "%" else aim.unit,
        user=user,
        project=project,
        policy=policy,
    )
    second = faces.aim_number(aim.to_value, unit=aim.unit, user=user, project=project, policy=policy)
    if aim.from_value is None or aim.to_value is None:
        return f"to {second.text}" if second.text else f"from {first.text}"
    if first.reason or second.reason:
        return f"from {first.text} to {second.text}"
    if aim.from_value == aim.to_value:
        return f"kept at {second.text}"
    way = "up" if aim.to_value > aim.from_value else "down"
    return f"{way} from {first.text} to {second.text}"


def _with_preposition(text: str, known: tuple[str, ...], default: str) -> str:
    text = text.strip().rstrip(".")
    first, _, rest = text.partition(" ")
    if first.lower() in known:
        return f"{first.lower()} {rest}"
    return f"{default} {text}"
