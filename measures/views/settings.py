"""What a measure is: adding it, changing it, withdrawing it, whether it is about people."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.asked import row_key
from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.core.today import today
from measures import chart_choice, faces, measure_words
from measures.actions import measures as actions
from measures.forms.chart import ChartSettings
from measures.forms.measures import MeasureForm, PeopleForm, copied, taken_from
from measures.readings import reading_of
from measures.views.frame import crumbs, drawn, get_measure, hide_below, is_stale, measure_url
from projects.permissions import Permission, project_view

TEAM_SPACE = Permission.TEAM_SPACE_VIEW


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def measure_add(request, project):
    """Define a measure, also as the successor of another (`?continues=`) or as a shared one (`?shared=`)."""
    old = None
    shared = list(project.programme.shared_measures.current())
    one = next((row for row in shared if row.pk == row_key(request.GET.get("shared"))), None)
    if named := request.GET.get("continues", ""):
        old = get_object_or_404(project.measures.current(), pk=row_key(named))
        if after := project.measures.current().filter(continues=old).first():
            messages.info(request, "This measure goes on from that one already.")
            return redirect("measures:measure", project.slug, after.pk)
    form = MeasureForm(
        request.POST or None,
        initial=dict(copied(old)) if old else dict(taken_from(one)) if one else None,
        shared=shared,
        main=_main_name(project),
        default_lag=project.programme.lag_days,
        hide_below=hide_below(project),
    )
    if form.is_valid() and (
        row := run(
            form,
            lambda: actions.add_measure(
                project=project,
                values=form.values(),
                baseline_periods=form.cleaned_data.get("baseline_periods"),
                continues=old,
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{row.name} is set up. Log its first figures when you have them.")
        return redirect("measures:measure", project.slug, row.pk)
    context = {
        "project": project,
        "title": "Add a measure",
        "lede": "Four things are needed to start. The rest can wait until it matters.",
        "submit": "Add the measure",
        "cancel_url": reverse("measures:list", args=[project.slug]),
        "crumbs": crumbs(project, here="Add a measure"),
        "old": old,
        "begin_with": [] if old or one or form.is_bound else shared,
    }
    return render_form(request, "measures/measure_form.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def measure_edit(request, project, measure_id):
    """Change a measure. How often and what kind of figure are fixed once figures exist."""
    row = get_measure(project, measure_id)
    frozen = actions.has_data(row)
    form = MeasureForm(
        request.POST or None,
        instance=row,
        frozen=frozen,
        shared=list(project.programme.shared_measures.current()),
        main=_main_name(project, but=row),
        default_lag=project.programme.lag_days,
        hide_below=hide_below(project),
    )
    if form.is_valid() and (
        changed := run(
            form,
            lambda: actions.edit_measure(
                measure=row,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"{changed.name} is saved.")
        return redirect("measures:measure", project.slug, changed.pk)
    stored = get_measure(project, measure_id)  # the form has written what was typed onto `row`
    context = {
        "project": project,
        "title": f"Edit {stored.name}",
        "submit": "Save the measure",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, stored, "Edit"),
        "frozen": _frozen_facts(stored) if frozen else None,
        "successor": getattr(stored, "successor", None),
        "successor_url": f"{reverse('measures:add', args=[project.slug])}?continues={row.pk}",
        "withdraw_url": measure_url(row, "withdraw"),
        "chart_url": measure_url(row, "chart_settings"),
        "asked": actions.asked_not_about_people(row) if stored.about_people else None,
    }
    return render_form(request, "measures/measure_form.html", form, context)


def _main_name(project, but=None) -> str:
    """Name of the project's main outcome, if a measure other than `but` is it. One query."""
    rows = project.measures.current().filter(is_primary=True)
    return rows.exclude(pk=but.pk if but else None).values_list("name", flat=True).first() or ""


def _frozen_facts(row) -> list[tuple[str, str]]:
    found = [("Kind of figure", row.get_data_kind_display())]
    if row.frequency:
        found.append(("How often", row.get_frequency_display()))
    return found


@require_http_methods(["GET", "POST"])
@project_view(Permission.PHASE_EDIT, seen_with=TEAM_SPACE)
def chart_settings(request, project, measure_id):
    """Chart, rules, axis and decimals, also for an advisor; shown before they are saved, where asked."""
    row = get_measure(project, measure_id)
    series = faces.series_for([row], user=request.user)[0]  # before the form writes onto the row
    form = ChartSettings(request.POST or None, instance=row, series=series, hide_below=hide_below(project))
    preview = None
    if form.is_valid():
        if "show" in request.POST:
            if not is_stale(form, row):
                preview = faces.under_settings(series, **form.values())
        elif run(
            form,
            lambda: actions.edit_measure(
                measure=row,
                values=form.values(),
                version=form.cleaned_data["version"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        ):
            messages.success(request, "The chart’s settings are saved.")
            return redirect("measures:measure", project.slug, row.pk)
    reading = reading_of(row, preview or series, today())
    context = {
        "title": "Chart settings",
        "lede": series.name,
        "submit": "Save the settings",
        "show": "Show me first",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Chart settings"),
        "drawn": drawn(reading),
        "is_preview": preview is not None,
        "offered": chart_choice.proposal(series).reason,
        "used": chart_choice.chart_of(reading.series).why,
        "rule_sets": measure_words.rule_sets_of(
            chart_choice.possible(series),
            points=reading.analysis.phases[-1].n_obs,
            baseline=reading.analysis.specs[-1].baseline,
        ),
    }
    return render_form(request, "measures/chart_settings.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MEASURE_EDIT, seen_with=TEAM_SPACE)
def measure_withdraw(request, project, measure_id):
    """Withdraw a measure, with the reason."""
    row = get_measure(project, measure_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_measure(measure=row, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"{row.name} is withdrawn.")
        return redirect("measures:list", project.slug)
    consequences = [
        "The measure and its chart leave every page, list and total.",
        "Its figures and their history stay stored. Nothing is deleted.",
    ]
    if row.is_primary:
        consequences.append(
            "It is the project’s main outcome: the project has none until you choose another."
        )
    context = {
        "question": f"Withdraw {row.name}?",
        "consequences": consequences,
        "submit": "Withdraw the measure",
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "Withdraw"),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.PEOPLE_CONFIRM, seen_with=TEAM_SPACE)
def measure_people(request, project, measure_id):
    """Advisor or fund manager: are these figures about people? Decides whether small ones are hidden."""
    row = get_measure(project, measure_id)
    confirms = request.POST.get("answer") == "not_people"  # without an answer, the safe one
    form = PeopleForm(request.POST or None, instance=row)
    act = actions.confirm_not_about_people if confirms else actions.keep_about_people
    if form.is_valid() and (
        changed := run(
            form,
            lambda: act(
                measure=row,
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
    ):
        said = "protected" if changed.about_people else "shown to everybody as they are"
        messages.success(request, f"{changed.name}: its figures are {said}.")
        return redirect("measures:measure", project.slug, changed.pk)
    context = {
        "title": "Are these figures about people?",
        "measure": row,
        "asked": actions.asked_not_about_people(row) if row.about_people else None,
        "definition": measure_words.definition_of(row),
        "cancel_url": measure_url(row),
        "crumbs": crumbs(project, row, "About people"),
    }
    return render_form(request, "measures/measure_people.html", form, context)
