"""Breakdowns of a measure: the page of one, its file, and defining it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core import history
from ftc_qi.core.downloads import download
from ftc_qi.core.forms import WithdrawForm, render_form, run
from measures import breakdown_words, exports, faces
from measures.actions import breakdowns as actions
from measures.breakdowns import KINDS
from measures.forms.breakdowns import BreakdownAddForm, BreakdownForm
from measures.models import Breakdown
from measures.series import SharedSeries
from measures.views.frame import crumbs, get_measure, get_row, hide_below, measure_url, reader_series
from measures.views.history import events_about, group_names, told
from projects.permissions import Permission, can, face_for, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW
WORDS = {
    "breakdown_added": "Added",
    "breakdown_changed": "Changed",
    "breakdown_withdrawn": "Withdrawn",
    "text_confirmed": "Text confirmed as not personal",
}


def section_of(series) -> list[dict]:
    """The breakdowns of a measure's page: each with its small charts. One query, two with breakdowns."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "about": breakdown_words.about(one),
            "panels": breakdown_words.panels(one) if one.has_figures else [],
        }
        for one in faces.breakdowns_for(series)
    ]


@require_safe
@project_view(Permission.PROJECT_VIEW)
def breakdown(request, project, measure_id, breakdown_id):
    """One breakdown: small charts on one scale, the table, what happened to it."""
    row = get_measure(project, measure_id)
    series, face = _face(request, row, breakdown_id)
    protected = isinstance(series, SharedSeries)
    may_switch = face_for(request.user, project) == faces.WORKING
    by_choice = request.GET.get("face") == "shared"
    reads_history = can(request.user, TEAM_SPACE, project) and not by_choice
    context = {
        "project": project,
        "crumbs": crumbs(project, row, face.name),
        "measure": row,
        "breakdown": {"id": face.id, "name": face.name},
        "about": breakdown_words.about(face),
        "panels": breakdown_words.panels(face) if face.has_figures else [],
        "head": breakdown_words.table_head(face),
        "rows": breakdown_words.table_rows(face),
        "has_pareto": series.data_kind == "count",
        "is_protected": protected,
        "may_switch": may_switch,
        "query": "?face=shared" if may_switch and protected else "",
        "may_edit": can(request.user, Permission.MEASURE_EDIT, project) and not by_choice,
        "may_enter": can(request.user, Permission.DATA_ENTER, project) and not by_choice,
        "history": _history(face.id) if reads_history else None,
    }
    return render(request, "measures/breakdown.html", context)


@require_safe
@project_view(Permission.PROJECT_VIEW)
def breakdown_csv(request, project, measure_id, breakdown_id):
    """A breakdown as a file, through the same face as its page. An exact one is logged."""
    row = get_measure(project, measure_id)
    series, face = _face(request, row, breakdown_id)
    body = breakdown_words.breakdown_csv(face)
    if request.method == "GET" and not isinstance(series, SharedSeries):
        history.record(
            "exported_exact",
            target=row,
            by=request.user,
            changes={"file": [None, "csv"], "breakdown": [None, face.id]},
        )
    name = exports.file_name(series, project.slug, "csv").replace(".csv", f"-groups-{face.id}.csv")
    return download(body, "text/csv; charset=utf-8", name)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def breakdown_add(request, project, measure_id):
    """Break a measure's total down into groups: typed ones, or one of the programme's lists."""
    row = get_measure(project, measure_id)
    if row.data_kind not in KINDS:
        messages.info(request, "Only counts, shares and rates can be broken down.")
        return redirect("measures:measure", project.slug, row.pk)
    form = BreakdownAddForm(
        request.POST or None, ready=_ready(project.programme), hide_below=hide_below(project)
    )
    if form.is_valid() and (
        made := run(
            form,
            lambda: actions.add_breakdown(
                measure=row,
                name=form.cleaned_data["name"],
                exclusive=form.cleaned_data["exclusive"],
                groups=form.cleaned_data["groups"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{made.name}: the groups stand under the total on the log page.")
        return redirect("measures:breakdown", project.slug, row.pk, made.pk)
    context = {
        "title": "Break the total down",
        "lede": f"{row.name}. The groups are entered with the total, and small ones are hidden from others.",
        "submit": "Add the breakdown",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Add a breakdown"),
    }
    return render_form(request, "measures/breakdown_add.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def breakdown_edit(request, project, measure_id, breakdown_id):
    """Change a breakdown's name, its groups' names and places, and add groups."""
    row = get_row(Breakdown.objects, project, measure_id, breakdown_id)
    form = BreakdownForm(
        request.POST or None,
        instance=row,
        categories=row.categories.current(),
        frozen=actions.has_parts(row),
        hide_below=hide_below(project),
    )
    if form.is_valid() and run(
        form,
        lambda: actions.edit_breakdown(
            breakdown=row,
            values=form.values(),
            groups=form.places(),
            more=form.more,
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The breakdown is saved.")
        return redirect("measures:breakdown", project.slug, measure_id, row.pk)
    context = {
        "project": project,
        "measure": row.measure,
        "breakdown": row,
        "title": f"Change “{row.name}”" if not form.is_bound else "Change this breakdown",
        "lede": row.measure.name,
        "submit": "Save the breakdown",
        "cancel_url": measure_url(row.measure, "breakdown", row.pk),
        "crumbs": crumbs(project, row.measure, "Change a breakdown"),
        "withdraw_url": measure_url(row.measure, "breakdown_withdraw", row.pk),
    }
    return render_form(request, "measures/breakdown_edit.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def breakdown_withdraw(request, project, measure_id, breakdown_id):
    """Take a breakdown off the measure, with the reason."""
    row = get_row(Breakdown.objects, project, measure_id, breakdown_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_breakdown(breakdown=row, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"{row.name} is withdrawn.")
        return redirect("measures:measure", project.slug, measure_id)
    context = {
        "question": f"Withdraw “{row.name}”?",
        "consequences": [
            "Its groups are not asked for any more, and their figures are shown nowhere.",
            "The totals stay as they are.",
            "It stays in the history, with your reason.",
        ],
        "submit": "Withdraw the breakdown",
        "cancel_url": measure_url(row.measure, "breakdown", row.pk),
        "crumbs": crumbs(project, row.measure, "Withdraw a breakdown"),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def category_withdraw(request, project, measure_id, breakdown_id, category_id):
    """Take one group out of a breakdown, with the reason."""
    parent = get_row(Breakdown.objects, project, measure_id, breakdown_id)
    row = get_object_or_404(parent.categories.current(), pk=category_id)
    row.breakdown = parent
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_category(category=row, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"{row.name} is out of {parent.name}.")
        return redirect("measures:breakdown", project.slug, measure_id, parent.pk)
    context = {
        "question": f"Take “{row.name}” out?",
        "text": parent.name,
        "consequences": [
            "It is not asked for any more, and its figures are shown nowhere.",
            "Its people count as not stated, in earlier periods too.",
            "What is hidden from others in those periods stays hidden.",
            "It stays in the history, with your reason.",
        ],
        "submit": "Take the group out",
        "cancel_url": measure_url(parent.measure, "breakdown_edit", parent.pk),
        "crumbs": crumbs(project, parent.measure, "Take a group out"),
    }
    return render_form(request, "components/confirm.html", form, context)


def _face(request, row, breakdown_id):
    """The reader's series of a measure and its breakdown of this key, or 404."""
    series = reader_series(request, row)
    face = next((one for one in faces.breakdowns_for(series) if one.id == breakdown_id), None)
    if face is None:
        raise Http404
    return series, face


def _ready(programme) -> list[tuple[str, str, list[str]]]:
    """The programme's own lists that groups can be taken from; none that are empty. Two queries."""
    found = [
        ("population", "The programme’s population groups", programme.population_groups),
        ("areas", "The programme’s areas", programme.areas),
    ]
    named = [
        (key, label, list(rows.current().order_by("name", "pk").values_list("name", flat=True)))
        for key, label, rows in found
    ]
    return [(key, label, names) for key, label, names in named if 0 < len(names) <= actions.MOST_GROUPS]


def _history(breakdown_id: int) -> list[dict]:
    """Everything that happened to a breakdown and its groups, newest first. One query, two where groups changed."""
    events = events_about(Breakdown, [breakdown_id])
    groups = group_names(events, actions.GROUP)
    labels = {
        "name": "Name",
        "groups": "Groups added",
        "order": "Order",
        "exclusive": "Several groups a person",
    }

    def changes(event):
        return [
            {
                "label": labels.get(name) or f"Group {groups.get(name, '')}".strip(),
                "before": _words(name, before),
                "after": _words(name, after),
            }
            for name, (before, after) in event.changes.items()
            if name in labels or name.startswith(actions.GROUP)
        ]

    return told(events, WORDS, changes)


def _words(name: str, stored) -> str:
    if stored is None:
        return ""
    if isinstance(stored, list):
        return ", ".join(stored)
    if name == "exclusive":
        return "no" if stored else "yes"
    return str(stored)
