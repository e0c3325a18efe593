"""Write measures: add (also as the successor of another), change settings, withdraw, say whether they are
about people. Locks are taken in the order project, measure; summaries are rebuilt with every change.
"""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.models import AuditEvent
from ftc_qi.core.today import today
from ftc_qi.core.unique import refusing
from measures.actions.shared import check_link
from measures.chart_choice import of_kind
from measures.models import DataKind, DataPoint, Event, Measure, MeasureSummary, Phase
from measures.spc.charts import CHARTS
from measures.summaries import rebuild_summaries
from projects.models import Project

FROZEN = ("data_kind", "frequency", "fortnight_anchor")
"""Settings that never change once data exist: the figures stored would mean something else (DECISIONS 11)."""
ASKED, CONFIRMED, PROTECTED = "not_about_people_asked", "not_about_people_confirmed", "about_people_again"
NAME_TAKEN = "The project has a measure of this name. Choose another, so that charts can be told apart."


def has_data(measure: Measure) -> bool:
    """Whether anything was ever recorded for the measure that still stands. One or two queries."""
    rows = Event.objects if measure.is_events else DataPoint.objects
    return rows.filter(measure=measure, withdrawn_at__isnull=True).exists()


@transaction.atomic
def add_measure(
    *,
    project: Project,
    values: Mapping[str, Any],
    by,
    baseline_periods: int | None = None,
    continues: Measure | None = None,
    confirmed: Collection[str] = (),
) -> Measure:
    """Add a measure with its first phase.

    values: the measure's own columns; `about_people` False only asks (see `edit_measure`). baseline_periods:
    recorded points that fix the first centre line. continues: the measure this one takes over from; its
    collection ends where this one's begins, and its chart settings go on where the form did not ask them.
    Raises Refused for a name in use, a main outcome that is not an outcome, a measure already taken over, a
    chart or rules that don't fit, a shared measure that counts in another way.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    asked, values = values, _settings_of(continues, values) | dict(values)
    _check_chart(values, asked)
    asks = values.pop("about_people", True) is False
    measure = Measure(project=project, continues=continues, created_by=by, **values)
    _check_primary(measure.is_primary, measure.kind)
    check_link(measure)
    if continues is not None:
        _take_over(project, continues, measure, by)
    if measure.is_primary:
        _move_primary_from(project, None, by)
    measure.order = _next_order(project)
    with refusing(NAME_TAKEN, "name"):
        history.create(measure, by=by, event="measure_added", confirmed=confirmed)
    phase = Phase(measure=measure, baseline_periods=baseline_periods, created_by=by)
    history.create(phase, by=by, event="phase_added")
    if asks:
        history.record(ASKED, target=measure, by=by)
    rebuild_summaries([measure])
    return measure


@transaction.atomic
def edit_measure(
    *,
    measure: Measure,
    values: Mapping[str, Any],
    version: int | None,
    by,
    confirmed: Collection[str] = (),
) -> Measure:
    """Change a measure's settings. Gives the measure as it now is.

    `about_people` True protects the figures again at once; False only asks, and the figures stay protected
    until an advisor or fund manager confirms. Raises StaleVersion; Refused for a frozen setting once data
    exist, a name in use, a main outcome that is not an outcome, a chart or rules that don't fit, a shared
    measure that counts in another way.
    """
    project = Project.objects.select_for_update().get(pk=measure.project_id)
    stored = Measure.objects.select_for_update().get(pk=measure.pk)
    if stored.is_withdrawn:
        raise Refused("This measure was withdrawn while you were editing it.")
    if version is not None and stored.version != version:
        raise history.StaleVersion(stored)
    values = dict(values)
    about_people = values.pop("about_people", None)
    kind = values.get("kind", stored.kind)
    is_primary = values.get("is_primary", stored.is_primary)
    _check_primary(is_primary, kind)
    frozen = [name for name in FROZEN if name in values and values[name] != getattr(stored, name)]
    if frozen and has_data(stored):
        raise Refused(
            "Figures exist now, so this can't change any more. Start a successor measure instead.", frozen[0]
        )
    link = {name: values.get(name, getattr(stored, name)) for name in ("shared_measure", "data_kind")}
    if any(value != getattr(stored, name) for name, value in link.items()):
        check_link(Measure(project=project, **link), has_figures=has_data(stored))
    stored_settings = {name: getattr(stored, name) for name in ("data_kind", "chart", "rule_set")}
    if "chart" in values or "rule_set" in values:
        _check_chart(stored_settings | values, values)
    elif stored.chart and stored.chart not in of_kind(values.get("data_kind", stored.data_kind)):
        values |= {"chart": "", "chart_note": ""}  # it was chosen for figures of another kind
    if about_people is True and not stored.about_people:
        values |= {"about_people": True, "not_about_people_confirmed_by": None}
    if is_primary and not stored.is_primary:
        _move_primary_from(project, stored, by)
    with refusing(NAME_TAKEN, "name"):
        changed = history.change(
            stored, values=values, version=stored.version, by=by, event="measure_changed", confirmed=confirmed
        )
    if about_people is False and stored.about_people and asked_not_about_people(stored) is None:
        history.record(ASKED, target=stored, by=by)
    rebuild_summaries([changed])
    return changed


@transaction.atomic
def withdraw_measure(*, measure: Measure, why: str, by, version: int | None = None) -> Measure:
    """Withdraw a measure with a reason: it leaves every page, its data and history stay stored.

    The main outcome may be withdrawn too; the project then has none. Its summaries go, so that no list or
    total counts it, and the measure it took over from may be continued by another.
    """
    Project.objects.select_for_update().get(pk=measure.project_id)
    withdrawn = history.withdraw(measure, by=by, why=why, event="measure_withdrawn", version=version)
    if withdrawn.continues_id is not None:
        values = {"continues": None}
        withdrawn = history.change(withdrawn, values=values, by=by, event="measure_changed", version=None)
    MeasureSummary.objects.filter(measure=withdrawn).delete()
    return withdrawn


# --- about people (DECISIONS 14) ------------------------------------------------------------------------------


def asked_not_about_people(measure: Measure) -> AuditEvent | None:
    """The team's open question whether the figures may be shown unprotected, from the history; None without
    one, or once it was answered. One query."""
    newest = (
        AuditEvent.objects.filter(
            target_label=Measure._meta.label_lower,
            target_id=measure.pk,
            event__in=[ASKED, CONFIRMED, PROTECTED],
        )
        .select_related("by")
        .order_by("-pk")
        .first()
    )
    return newest if newest is not None and newest.event == ASKED else None


@transaction.atomic
def confirm_not_about_people(*, measure: Measure, why: str, version: int | None, by) -> Measure:
    """Advisor or fund manager: the figures are not about people, so nothing of them is hidden. Audited.
    Raises StaleVersion."""
    values = {"about_people": False, "not_about_people_confirmed_by": by}
    changed = history.change(measure, values=values, version=version, by=by, event=CONFIRMED, why=why)
    rebuild_summaries([changed])
    return changed


@transaction.atomic
def keep_about_people(*, measure: Measure, why: str, version: int | None, by) -> Measure:
    """Advisor or fund manager: the figures are about people; small ones are hidden (again). Audited, also
    where it answers the team's question with no. Raises StaleVersion."""
    values = {"about_people": True, "not_about_people_confirmed_by": None}
    changed = history.change(measure, values=values, version=version, by=by, event=PROTECTED, why=why)
    if changed.version == version:
        history.record(PROTECTED, target=changed, by=by, why=why)
    rebuild_summaries([changed])
    return changed


# --- shared ---------------------------------------------------------------------------------------------------


def _settings_of(old: Measure | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The chart settings of the measure gone on from, as far as they mean the same for the new one."""
    if old is None:
        return {}
    settings = {"rule_set": old.rule_set, "y_axis": old.y_axis}
    if values.get("data_kind", old.data_kind) == old.data_kind:
        settings |= {"chart": old.chart, "chart_note": old.chart_note}
    return settings


def _check_chart(settings: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """What figures of the kind can't be drawn as, and rules that can't read a chosen chart, are refused.

    settings: as they will stand; only what is among `changed` is looked at. A proposed chart takes any rules:
    it reads those that fit, and may be another chart next month.
    """
    chart = settings.get("chart", "")
    if not chart:
        return
    kind = settings.get("data_kind", DataKind.COUNT)
    if changed.get("chart") and chart not in of_kind(kind):
        raise Refused(f"These figures can’t be drawn as a {CHARTS[chart].name}. Choose another.", "chart")
    rules = changed.get("rule_set", "")
    if rules and rules != Measure.RuleSet.ANHOEJ and rules not in CHARTS[chart].rule_sets:
        raise Refused(f"These rules can’t read a {CHARTS[chart].name}. Choose the usual ones.", "rule_set")


def _check_primary(is_primary: bool, kind: str) -> None:
    if is_primary and kind != Measure.Kind.OUTCOME:
        raise Refused("Only an outcome measure can be the main outcome.", "is_primary")


def _move_primary_from(project: Project, measure: Measure | None, by) -> None:
    """Take the mark of the main outcome from whichever measure has it; the caller sets it on `measure`."""
    rows = Measure.objects.current().filter(project=project, is_primary=True)
    for other in rows.exclude(pk=measure.pk if measure else None):
        moved = history.change(
            other, values={"is_primary": False}, version=None, by=by, event="measure_no_longer_main"
        )
        rebuild_summaries([moved])


def _take_over(project: Project, old: Measure, new: Measure, by) -> None:
    """End the old measure's collection the day before the new one's begins, and give it its successor."""
    stored = Measure.objects.select_for_update().get(pk=old.pk)
    if stored.project_id != project.pk or stored.is_withdrawn:
        raise Refused("The measure to go on from is not one of the project's.")
    if Measure.objects.filter(continues=stored).exists():
        raise Refused("Another measure goes on from this one already. Open that one instead.")
    until = (new.collect_from or today()) - datetime.timedelta(days=1)
    if stored.collect_until is None and (stored.collect_from is None or stored.collect_from <= until):
        history.change(stored, values={"collect_until": until}, version=None, by=by, event="measure_changed")


def _next_order(project: Project) -> int:
    newest = project.measures.order_by("-order").values_list("order", flat=True).first()
    return 1 if newest is None else newest + 1
