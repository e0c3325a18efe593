"""A project's measures: the list, and the page of one."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ftc_qi.core.today import today
from measures import faces, measure_words, words
from measures.actions import measures as actions
from measures.breakdowns import KINDS
from measures.charts import figure, phone_chart, table_head, wide_chart
from measures.charts.joined import joined_chart
from measures.event_words import so_far
from measures.forms.events import EventForm, counts_cases
from measures.glossary import terms_in
from measures.models import Measure
from measures.nhs_icons import nhs_icons
from measures.readings import card, read, reading_of, stale_alike
from measures.rule_words import all_words, rules_applied, why_this_chart
from measures.series import SharedSeries
from measures.serves import served_by
from measures.successors import joined
from measures.views.breakdowns import section_of
from measures.views.frame import crumbs, get_measure, reader_series_of, tabs
from projects.permissions import Permission, can, can_in, face_for, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW
GROUPS = (
    (Measure.Kind.OUTCOME, "Outcome measures", "What matters to people in the end."),
    (Measure.Kind.PROCESS, "Process measures", "What the team does to get there."),
    (Measure.Kind.BALANCING, "Balancing measures", "What might get worse on the way."),
)


@require_safe
@project_view(Permission.PROJECT_VIEW)
def measure_list(request, project):
    """Every measure as a small chart with its status and sentence, by kind."""
    measures = list(project.measures.current().order_by(*Measure._meta.ordering))
    for measure in measures:
        measure.project = project
    readings = read(measures, user=request.user, today=today())
    cards = {kind: [] for kind, _, _ in GROUPS}
    for reading in readings:
        cards[reading.measure.kind].append(_card(reading))
    all_stale = stale_alike([card for group in cards.values() for card in group])
    may_edit = can(request.user, Permission.MEASURE_EDIT, project)
    context = {
        "project": project,
        "project_tabs": tabs(request, project),
        "project_section": "Measures",
        "groups": [
            {"title": title, "text": text, "cards": cards[kind]}
            for kind, title, text in GROUPS
            if cards[kind]
        ],
        "is_protected": any(isinstance(reading.series, SharedSeries) for reading in readings),
        "all_stale": all_stale,
        "asks_for_main": may_edit and measures and not any(measure.is_primary for measure in measures),
        "may_edit": may_edit,
        "may_enter": can(request.user, Permission.DATA_ENTER, project),
    }
    return render(request, "measures/measure_list.html", context)


def _card(reading):
    made = card(reading)
    if reading.series.is_primary:
        made["foot_left"] = f"Main outcome{made['foot_left'].removeprefix('Outcome')}"
    return made


@require_safe
@project_view(Permission.PROJECT_VIEW)
def measure(request, project, measure_id):
    """What the chart says, the chart, the data, the definition, the changes: complete without JavaScript."""
    row = get_measure(project, measure_id)
    before = _before(row)
    both = reader_series_of(request, [row] if before is None else [row, before])
    reading, *earlier = map(reading_of, [row, before], both, [today()] * 2)
    series, analysis, result = reading.parts
    return render(
        request,
        "measures/measure.html",
        {
            "project": project,
            "project_tabs": tabs(request, project),
            "crumbs": crumbs(project, row),
            "measure": row,
            "series": series,
            "facts": measure_words.facts(series),
            "status": reading.status,
            "moved": reading.moved,
            "sentence": reading.sentence,
            "is_late": reading.stale,
            "target_words": words.target_words(series, analysis, result),
            "hidden_words": words.hidden_words(series),
            "so_far": so_far(series, analysis, today()),
            "icons": nhs_icons(series, analysis),
            **_explained(reading),
            "wide": wide_chart(series, analysis, result),
            "phone": phone_chart(series, analysis, result),
            "figure": figure(*reading.parts, links=_point_pages(project, row, series))
            if series.points
            else None,
            "joined": _joined(earlier[0], reading) if earlier else None,
            "breakdowns": section_of(series),
            **_switch(request, project, series),
            **_table(request, project, row, series, analysis, result),
            **_aside(request, project, row, series, analysis),
            **_doors(request, project, row, series),
        },
    )


def _before(row):
    """The measure that this one continues, if it still stands."""
    if row.continues is None or row.continues.is_withdrawn:
        return None
    row.continues.project = row.project
    return row.continues


def _joined(before, reading):
    """The measure before, on one axis with this one where both count alike; no query."""
    found = joined(before, reading)
    if not found.can_be_drawn:
        return {"before": before, "why_apart": found.why_apart}
    parts = before.parts, reading.parts
    return {
        "before": before,
        "wide": joined_chart(*parts),
        "phone": joined_chart(*parts, phone=True),
        "caption": found.caption,
    }


def _point_pages(project, row, series):
    """Position → the page of its figure or event, on the working face."""
    page = "measures:event" if series.by_event else "measures:point"
    return {
        i: reverse(page, args=[project.slug, row.pk, point.row_id])
        for i, point in enumerate(series.points)
        if point.row_id is not None
    }


def _explained(reading):
    """The caption, how the rules were applied, and the terms that these and the paragraph use."""
    series, analysis, _ = reading.parts
    caption, rules = words.caption(series, analysis), rules_applied(series, analysis)
    paragraph = f"{reading.sentence.line} {reading.sentence.evidence}"
    beside = words.beside_words(series, analysis, paragraph)
    return {
        "beside_words": beside,
        "caption": caption,
        "why_this_chart": why_this_chart(series),
        "rules": rules,
        "terms": terms_in(paragraph, beside, caption, all_words(rules)),
    }


def _switch(request, project, series):
    protected = isinstance(series, SharedSeries)
    may_switch = face_for(request.user, project) == faces.WORKING
    return {
        "is_protected": protected,
        "may_switch": may_switch,
        "query": "?face=shared" if may_switch and protected else "",
    }


def _table(request, project, row, series, analysis, result):
    exact = not isinstance(series, SharedSeries)
    rows = measure_words.rows_of(
        row,
        series,
        analysis,
        result,
        may_open=exact,
        may_enter=exact and can(request.user, Permission.DATA_ENTER, project),
        may_annotate=exact and can(request.user, Permission.METHOD_EDIT, project),
    )
    show_all = request.GET.get("all") == "1"
    face = "&face=shared" if request.GET.get("face") == "shared" else ""
    return {
        "head": table_head(series),
        "rows": rows if show_all else rows[: measure_words.NEWEST],
        "count": len(rows),
        "more_url": f"?all=1{face}#data" if not show_all and len(rows) > measure_words.NEWEST else "",
        "opens": any(one.url for one in rows),
    }


def _aside(request, project, row, series, analysis):
    """The cards beside the table. Reasons are the team's: not for other teams, nor in the protected view."""
    user = request.user
    by_choice = request.GET.get("face") == "shared"
    reads_reasons = can(user, TEAM_SPACE, project) and not by_choice
    phases = exclusions = None
    if reads_reasons:
        phases = list(row.phases.current().select_related("created_by"))
        exclusions = list(row.exclusions.current().select_related("event"))
    may_phase = reads_reasons and can(user, Permission.PHASE_EDIT, project)
    reads_method = can(user, Permission.METHOD_VIEW, project)
    return {
        "definition": measure_words.definition_of(row),
        "serves": served_by(row) if reads_method else [],
        "changes": measure_words.changes_of(series, slug=project.slug),
        "phases": measure_words.phases_of(series, phases, chart=analysis.chart),
        "left_out": measure_words.left_out(series, exclusions),
        "may_read_cycles": reads_method,
        "may_phase": may_phase,
        "may_read_lines": reads_reasons,
        "may_annotate": not by_choice and can(user, Permission.METHOD_EDIT, project),
    }


def _doors(request, project, row, series):
    """What the reader may do from here, and the measure after this one."""
    user = request.user
    exact = not isinstance(series, SharedSeries)
    may_enter = can(user, Permission.DATA_ENTER, project)
    may_confirm = can(user, Permission.PEOPLE_CONFIRM, project)
    may_edit = can(user, Permission.MEASURE_EDIT, project)
    asked = row.about_people and (may_confirm or may_edit) and actions.asked_not_about_people(row)
    successor = getattr(row, "successor", None)
    may_look_across = row.shared_measure and can_in(user, Permission.COMMUNITY_VIEW, project.programme)
    return {
        "shared": row.shared_measure if may_look_across else None,
        "may_edit": may_edit,
        "may_break_down": may_edit and exact and row.data_kind in KINDS,
        "may_set_chart": not may_edit and can(user, Permission.PHASE_EDIT, project),
        "may_enter": may_enter and not row.is_events,
        "may_confirm": may_confirm,
        "asked": asked or None,
        "event_form": EventForm(counts_cases=counts_cases(series))
        if may_enter and exact and row.is_events
        else None,
        "after": successor if successor and not successor.is_withdrawn else None,
    }
