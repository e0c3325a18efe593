"""The aim: one sentence, its earlier editions, the form for the next."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.pages.aim_words import aim_gaps, aim_words
from ftc_qi.pages.policy import policy_of
from projects.actions import theory
from projects.forms.theory import AimForm
from projects.permissions import Permission, can, project_view
from projects.tabs import project_tabs


@require_safe
@project_view(Permission.METHOD_VIEW, seen_with=Permission.METHOD_VIEW)
def aim(request, project):
    """The aim in force; its earlier editions for the team space; the form for those who may change it."""
    policy = policy_of(project)
    form = AimForm(current=theory.current_aim(project), hide_below=policy.hide_below)
    return render(request, "pages/aim.html", _context(request, project, policy, form))


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def aim_save(request, project):
    """Write the next edition of the aim."""
    policy = policy_of(project)
    form = AimForm(request.POST, current=theory.current_aim(project), hide_below=policy.hide_below)
    if form.is_valid():
        values = form.values()
        reason = values.pop("reason", "")
        saved = run(
            form,
            lambda: theory.save_aim(
                project=project,
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
    return render_form(request, "pages/aim.html", form, _context(request, project, policy, form))


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
    context = {
        "question": f"Withdraw version {current.number} of the aim?",
        "submit": "Withdraw the version",
        "cancel_url": reverse("pages:aim", args=[project.slug]),
        "consequences": [
            "The version before it counts again." if back else "The project has no aim until you write one.",
            "The withdrawn version stays in the history.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)


def _context(request, project, policy, form):
    editions = list(project.aims.current().select_related("created_by"))
    team_space = can(request.user, Permission.TEAM_SPACE_VIEW, project)
    spoken = [
        {
            "number": row.number,
            "sentence": aim_words(row, user=request.user, project=project, policy=policy).sentence,
            "reason": row.reason,
            "at": row.created_at,
            "by": row.created_by.display_name if row.created_by else "",
        }
        # Other teams read the aim in force; how it came about is the team's.
        for row in (editions if team_space else editions[:1])
    ]
    return {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "aim"),
        "project_section": "Aim",
        "form": form,
        "current": spoken[0] if spoken else None,
        "earlier": spoken[1:],
        "gaps": aim_gaps(editions[0]) if editions and team_space else [],
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
        "team_space": team_space,
    }
