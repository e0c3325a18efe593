"""The programme's page, and the pages that change its facts, years and parties."""

from copy import copy
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.accounts.models import Organisation
from ftc_qi.core.forms import RowForm, WithdrawForm, render_form, run

from ..actions import programme as actions
from ..forms.programme import (
    AreaForm,
    PartyForm,
    PopulationGroupForm,
    ProgrammeForm,
    ThemeNameForm,
    YearForm,
)
from ..models import Area, Grant, PopulationGroup, ProgrammeParty, ProgrammeYear, Theme
from ..permissions import Permission, access_of, programme_view
from .people import people_context


@dataclass(frozen=True)
class NameList:
    """One of the programme's lists of names, in words."""

    model: type[Theme | PopulationGroup | Area]
    form: type[RowForm]
    related: str
    one: str
    many: str
    what_for: str
    example: str


LISTS = {
    "themes": NameList(
        Theme,
        ThemeNameForm,
        "themes",
        "theme",
        "Themes",
        "What the fund wants to change. Each project has one or more.",
        "For example: HIV testing",
    ),
    "population-groups": NameList(
        PopulationGroup,
        PopulationGroupForm,
        "population_groups",
        "population group",
        "Population groups",
        "Whom the fund wants to reach. Each project names the groups it works with.",
        "For example: People who are homeless",
    ),
    "areas": NameList(
        Area,
        AreaForm,
        "areas",
        "area",
        "Areas",
        "Where projects work, such as London boroughs.",
        "For example: Camden",
    ),
}


def query_of(request, programme) -> str:
    """What addresses carry so that a person of several programmes stays in this one; else ""."""
    return f"?programme={programme.slug}" if len(access_of(request.user).programme_ids) > 1 else ""


def _page(request, programme, part="") -> str:
    return reverse("projects:programme") + query_of(request, programme) + (f"#{part}" if part else "")


def programme_crumbs(request, programme, here, *between):
    up = {"label": programme.name, "url": _page(request, programme)}
    return [up, *between, {"label": here}]


@require_safe
@programme_view(Permission.PROGRAMME_MANAGE)
def programme_page(request, programme):
    """First steps of an empty programme; later its facts, years, lists, parties and people."""
    projects = list(
        programme.projects.annotate(
            has_grant=Exists(Grant.objects.current().filter(project=OuterRef("pk")))
        ).only("pk", "name", "slug", "programme_id")
    )
    years = list(programme.years.current())
    lists = [
        {"kind": kind, "words": words, "rows": list(getattr(programme, words.related).current())}
        for kind, words in LISTS.items()
    ]
    parties = list(programme.parties.current().select_related("organisation"))
    people = people_context(request, programme)
    context = {
        "programme": programme,
        "q": query_of(request, programme),
        "years": years,
        "budget": sum(year.budget for year in years),
        "lists": lists,
        "parties": parties,
        "project_count": len(projects),
        **people,
    }
    has = {entry["kind"]: bool(entry["rows"]) for entry in lists}
    granted = any(project.has_grant for project in projects)
    steps = [
        ("years", bool(years)),
        ("themes", has["themes"]),
        ("groups", has["population-groups"]),
        ("areas", has["areas"]),
        ("organisations", bool(parties) or Organisation.objects.current().exists()),
        ("people", len(people["roles"]) > 1 or bool(people["offers"]["waiting"])),
        ("project", bool(projects)),
        ("grant", granted),
    ]
    left = [key for key, done in steps if not done]
    context |= {
        "done": dict(steps),
        "steps_done": len(steps) - len(left),
        "steps": len(steps),
        "next_step": left[0] if left else None,
        # Once money is awarded the programme runs: what is still empty says so in its own place.
        "show_steps": bool(left) and not (granted and years),
        "first_project": next((project for project in projects if not project.has_grant), None),
    }
    return render(request, "projects/programme.html", context)


def programme_form_page(request, form, title, submit, programme, cancel, **more):
    """A page with one form of the programme."""
    context = {
        "title": title,
        "submit": submit,
        "cancel_url": cancel,
        "crumbs": programme_crumbs(request, programme, title, *more.pop("between", ())),
        **more,
    }
    return render_form(request, "components/form_page.html", form, context)


def programme_withdraw_page(request, form, question, submit, programme, cancel, consequences, between=()):
    """A page that asks why a row is withdrawn."""
    context = {
        "question": question,
        "submit": submit,
        "cancel_url": cancel,
        "consequences": consequences,
        "crumbs": programme_crumbs(request, programme, question, *between),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def programme_edit(request, programme):
    """Change name, summary and days to log."""
    form = ProgrammeForm(request.POST or None, instance=copy(programme))
    if form.is_valid() and run(
        form,
        lambda: actions.change_programme(
            programme=programme,
            values=form.values(),
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The programme’s facts are saved.")
        return redirect(_page(request, programme))
    cancel = _page(request, programme)
    return programme_form_page(
        request, form, "Change the programme’s facts", "Save the facts", programme, cancel
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def year_add(request, programme):
    """Add a budget year."""
    form = YearForm(request.POST or None, instance=ProgrammeYear(programme=programme))
    if form.is_valid() and (
        year := run(
            form, lambda: actions.add_year(programme=programme, values=form.values(), by=request.user)
        )
    ):
        messages.success(request, f"The year {year.label} is added.")
        return redirect(_page(request, programme, "years"))
    cancel = _page(request, programme, "years")
    return programme_form_page(request, form, "Add a year and its budget", "Add the year", programme, cancel)


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def year_edit(request, programme, pk):
    """Change a year's dates or budget."""
    year = get_object_or_404(programme.years.current(), pk=pk)
    title = f"Change the year {year.label}"
    form = YearForm(request.POST or None, instance=year)
    if form.is_valid() and (
        year := run(
            form,
            lambda: actions.change_year(
                year=form.instance,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"The year {year.label} is saved.")
        return redirect(_page(request, programme, "years"))
    return programme_form_page(
        request, form, title, "Save the year", programme, _page(request, programme, "years")
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def year_withdraw(request, programme, pk):
    """Withdraw a year no grant draws on."""
    year = get_object_or_404(programme.years.current(), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_year(year=year, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"The year {year.label} is withdrawn.")
        return redirect(_page(request, programme, "years"))
    return programme_withdraw_page(
        request,
        form,
        f"Withdraw the year {year.label}?",
        "Withdraw the year",
        programme,
        _page(request, programme, "years"),
        ["Its budget no longer counts.", "The record of it stays."],
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def party_add(request, programme):
    """Give an organisation a part in the programme."""
    form = PartyForm(request.POST or None, instance=ProgrammeParty(programme=programme))
    if form.is_valid() and (
        party := run(
            form, lambda: actions.add_party(programme=programme, values=form.values(), by=request.user)
        )
    ):
        messages.success(request, f"{party.organisation} is added.")
        return redirect(_page(request, programme, "parties"))
    return programme_form_page(
        request,
        form,
        "Add an organisation’s part",
        "Add the part",
        programme,
        _page(request, programme, "parties"),
        lede="Who funds the programme, who runs it, and who teaches quality improvement.",
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def party_edit(request, programme, pk):
    """Change a part or its dates."""
    party = get_object_or_404(programme.parties.current().select_related("organisation"), pk=pk)
    title = f"Change the part of {party.organisation}"
    form = PartyForm(request.POST or None, instance=party)
    if form.is_valid() and (
        party := run(
            form,
            lambda: actions.change_party(
                party=form.instance,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
    ):
        messages.success(request, f"The part of {party.organisation} is saved.")
        return redirect(_page(request, programme, "parties"))
    return programme_form_page(
        request, form, title, "Save the part", programme, _page(request, programme, "parties")
    )


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def party_withdraw(request, programme, pk):
    """Take out a part that was entered by mistake."""
    party = get_object_or_404(programme.parties.current().select_related("organisation"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_party(party=party, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"The part of {party.organisation} is withdrawn.")
        return redirect(_page(request, programme, "parties"))
    return programme_withdraw_page(
        request,
        form,
        f"Withdraw the part of {party.organisation}?",
        "Withdraw the part",
        programme,
        _page(request, programme, "parties"),
        ["If the part has ended, give it an end date instead.", "The record of it stays."],
    )
