"""The aim: one sentence and how far it is, its earlier editions, the builder of the next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.core.today import today
from ftc_qi.pages.aim_builder import baseline_of, main_outcome, outcome_measures, read_one
from ftc_qi.pages.aim_progress import aim_path, begun_on
from ftc_qi.pages.aim_smart import smart
from ftc_qi.pages.aim_words import aim_words, unit_of
from ftc_qi.pages.policy import policy_of
from measures.actions import aim_links
from projects.actions import theory
from projects.crumbs import form_page
from projects.forms.aim import AimForm, AimPreviewForm
from projects.models import AimStatement
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def aim(request, project):
    """The aim in force; its earlier editions for the team space; the builder for those who may change it."""
    return render(request, "pages/aim.html", _Page(request, project).context())


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def aim_save(request, project):
    """Write the next edition of the aim."""
    page = _Page(request, project)
    form = page.form = AimForm(request.POST, **page.form_facts)
    if form.is_valid():
        measure = form.cleaned_data.get("measure")
        values = form.values()
        reason = values.pop("reason", "")
        if measure is not None:
            values["unit"] = unit_of(page.reading_of(measure).series)
        saved = run(
            form,
            lambda: aim_links.save_aim(
                project=project,
                measure=measure,
                values=values,
                reason=reason,
                after=form.cleaned_data["after"],
                confirmed=form.confirmed,
                by=request.user,
            ),
        )
        if saved:
            edition = "" if saved.number == 1 else f" Version {saved.number} counts from today."
            messages.success(request, f"The aim is saved.{edition}")
            return redirect("pages:aim", project.slug)
        form.compare_measure(aim_links.linked_measure(page.current))
    return render_form(request, "pages/aim.html", form, page.context())


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def aim_preview(request, project):
    """The sentence and the feedback for what is typed; nothing is saved. `?part=1`: only those, for the script.

    `use_baseline` in the form: the page comes back with the chosen measure's baseline in "From".
    """
    page = _Page(request, project)
    form = AimPreviewForm(request.POST, **page.form_facts)
    form.is_valid()
    page.draft = form.draft()
    page.chosen = form.cleaned_data.get("measure") or page.main
    reading = page.reading_of(page.chosen)
    if reading is not None and form.cleaned_data.get("measure"):
        page.draft.unit = unit_of(reading.series)
    baseline = baseline_of(reading)
    if "use_baseline" in request.POST and baseline is not None:
        given = request.POST.copy()
        given["from_value"] = baseline.typed
        given["unit"] = unit_of(reading.series)
        form = AimPreviewForm(given, **page.form_facts)
        form.is_valid()
        form.fields["from_value"].widget.attrs["autofocus"] = True
        page.draft = form.draft()
    page.form = form
    if "part" in request.GET:
        return render(request, "pages/_aim_preview.html", page.preview())
    return render_form(request, "pages/aim.html", form, page.context())


@require_http_methods(["GET", "HEAD", "POST"])
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def aim_withdraw(request, project):
    """Withdraw the edition in force; the one before it counts again."""
    current = theory.current_aim(project)
    if current is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: theory.withdraw_aim(aim=current, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"Version {current.number} of the aim is withdrawn.")
        return redirect("pages:aim", project.slug)
    back = project.aims.current().filter(number__lt=current.number).exists()
    aim_page = ("Aim", reverse("pages:aim", args=[project.slug]))
    context = form_page(project, "Withdraw the version", aim_page) | {
        "question": f"Withdraw version {current.number} of the aim?",
        "submit": "Withdraw the version",
        "consequences": [
            "The version before it counts again." if back else "The project has no aim until you write one.",
            "The withdrawn version stays in the history.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)


class _Page:
    """What the aim's page shows, read once whichever of its views answers."""

    def __init__(self, request, project):
        self.user, self.project = request.user, project
        self.policy = policy_of(project)
        self.may_edit = can(self.user, Permission.METHOD_EDIT, project)
        self.team_space = can(self.user, Permission.TEAM_SPACE_VIEW, project)
        rows = project.aims.current().select_related("created_by", "measure_link__measure")
        self.editions = list(rows.order_by("-number", "pk"))
        for row in self.editions:
            row.project = project
        self.current = self.editions[0] if self.editions else None
        self.main = main_outcome(project)
        self.measure = aim_links.linked_measure(self.current) or self.main
        self.chosen = self.measure
        self.form = AimForm(**self.form_facts)
        self.draft = None
        self._readings = {}

    @property
    def form_facts(self):
        return {
            "current": self.current,
            "measures": outcome_measures(self.project),
            "measure": self.measure,
            "hide_below": self.policy.hide_below,
        }

    def reading_of(self, measure):
        """The measure on the reader's face, read once; None for none."""
        if measure is None:
            return None
        if measure.pk not in self._readings:
            measure.project = self.project
            self._readings[measure.pk] = read_one(measure, self.user)
        return self._readings[measure.pk]

    def smart_of(self, aim, reading):
        return smart(aim, reading, user=self.user, project=self.project, policy=self.policy, today=today())

    def preview(self):
        """What the script asks for again and again, and the page shows at first: of the draft, else of the aim."""
        shown = self.draft or self.current or AimStatement()
        reading = self.reading_of(self.chosen)
        return {
            "smart": self.smart_of(shown, reading),
            "baseline": baseline_of(reading),
            "preview_url": reverse("pages:aim_preview", args=[self.project.slug]),
        }

    def context(self):
        reading = self.reading_of(self.measure)
        path = None
        if self.current is not None and reading is not None:
            path = aim_path(
                self.current,
                reading,
                since=begun_on(self.editions),
                user=self.user,
                policy=self.policy,
                today=today(),
            )
        # Other teams read the aim in force; how it came about is the team's.
        spoken = [
            self._spoken(row, reading) for row in (self.editions if self.team_space else self.editions[:1])
        ]
        return {
            "project": self.project,
            "project_tabs": project_tabs(self.user, self.project, "aim"),
            "project_section": "Aim",
            "form": self.form,
            "current": spoken[0] if spoken else None,
            "earlier": spoken[1:],
            "path": path,
            "reading": reading,
            "may_edit": self.may_edit,
            "team_space": self.team_space,
            "smart": self.smart_of(self.current, reading) if self.current and self.team_space else None,
            "preview": self.preview() if self.may_edit else None,
        }

    def _spoken(self, row, reading):
        series = reading.series if reading is not None and row is self.current else None
        words = aim_words(row, user=self.user, project=self.project, policy=self.policy, series=series)
        return {
            "number": row.number,
            "sentence": words.sentence,
            "reason": row.reason,
            "at": row.created_at,
            "by": row.created_by.display_name if row.created_by else "",
        }
