"""Progress scores: their history, giving one, correcting one."""

import datetime
from collections import defaultdict
from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ftc_qi.core.forms import WithdrawForm, render_form, run
from ftc_qi.core.today import today
from ftc_qi.pages import score_words
from ftc_qi.pages.diagrams.scores_chart import rail, scores_chart
from ftc_qi.pages.method_record import record_of
from ftc_qi.pages.score_evidence import evidence_of
from ftc_qi.pages.stalls import Given, Span, month_of, standing
from measures.periods import add_months
from projects.actions import scores as actions
from projects.crumbs import form_page
from projects.forms.scores import ScoreCorrectForm, ScoreForm, month_words
from projects.models import ProgressScore, Project
from projects.permissions import Permission, can, project_view
from projects.scale import LEVEL_OF, LEVELS
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]
As = ProgressScore.As
MONTHS_OFFERED = 60
"""As many months back can be scored at most."""
MONTHS_OPEN = 6
"""Months whose reasons stand on the page; the earlier ones open."""


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def scores(request, project):
    """Where the project stands, as the team and its advisor see it, month by month."""
    rows = list(project.scores.select_related("by", "withdrawn_by").order_by("month", "pk"))
    current = [row for row in rows if not row.is_withdrawn]
    months = _months(current)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "progress"),
        "project_section": "Progress scores",
        "lede": "Once a month the team and the advisor each say where the project stands, from 0.5 to 5.",
        "months": months[:MONTHS_OPEN],
        "earlier": months[MONTHS_OPEN:],
        "replaced": [_entry(row) for row in reversed(rows) if row.is_withdrawn],
        "levels": LEVELS,
        "may_score": [
            {"side": side, "label": label, "url": reverse(f"pages:score_{side}_add", args=[project.slug])}
            for side, label, permission in (
                (As.TEAM, "Give the team’s score", Permission.SCORE_AS_TEAM),
                (As.ADVISOR, "Give the advisor’s score", Permission.REVIEW_WRITE),
            )
            if can(request.user, permission, project)
        ],
        "may_correct": {
            "team": can(request.user, Permission.SCORE_AS_TEAM, project),
            "advisor": can(request.user, Permission.REVIEW_WRITE, project),
        },
    }
    return render_page(request, "pages/scores.html", context | _drawn(project, current))


def _drawn(project: Project, current: list[ProgressScore]) -> dict[str, Any]:
    """What the scores say, the rail and the chart. One query."""
    sides: dict[str, list[Given]] = defaultdict(list)
    for row in current:
        sides[row.scored_as].append(Given(row.month, row.score))
    team, advisor = sides[As.TEAM], sides[As.ADVISOR]
    pauses = [
        Span(*span)
        for span in project.pauses.current().order_by("starts_on", "pk").values_list("starts_on", "ends_on")
    ]
    stands = standing(
        team,
        advisor,
        starts_on=project.starts_on,
        pauses=pauses,
        active=project.status == Project.Status.ACTIVE,
        today=today(),
    )
    found: dict[str, Any] = {
        "newest": score_words.newest_words(stands),
        "agreement": score_words.gap_words(stands.gap) if stands.gap else "",
        "notices": [score_words.stall_words(stands.stall)] if stands.stall else [],
    }
    found["notices"] += [score_words.silence_words(silence) for silence in stands.silences]
    if current:
        span = {"first": current[0].month, "last": max(current[-1].month, month_of(today()))}
        found["rail"] = rail(
            stands.team.score if stands.team else None,
            stands.advisor.score if stands.advisor else None,
            large=True,
        )
        found["paused"] = any((pause.ends_on or span["last"]) >= span["first"] for pause in pauses)
        found["wide"], found["phone"] = (
            scores_chart(team, advisor, pauses=pauses, phone=phone, **span).svg for phone in (False, True)
        )
    return found


def _months(current: list[ProgressScore]) -> list[dict[str, Any]]:
    """The months with a score, newest first: {words, team, advisor}."""
    found: dict[datetime.date, dict[str, Any]] = {}
    for row in reversed(current):
        month = found.setdefault(row.month, {"words": month_words(row.month)})
        month[row.scored_as] = _entry(row)
    return list(found.values())


def _entry(row: ProgressScore) -> dict[str, Any]:
    return {"row": row, "month": month_words(row.month), "label": LEVEL_OF[row.score].label}


# --- giving a score --------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.SCORE_AS_TEAM, seen_with=Permission.TEAM_SPACE_VIEW)
def team_add(request, project):
    """Give a month's score as the team."""
    return _add(request, project, As.TEAM)


@require_http_methods(WRITE)
@project_view(Permission.REVIEW_WRITE, seen_with=Permission.TEAM_SPACE_VIEW)
def advisor_add(request, project):
    """Give a month's score as the advisor."""
    return _add(request, project, As.ADVISOR)


def _add(request, project, side):
    months = _open_months(project)
    given = dict(
        project.scores.current().filter(scored_as=side).order_by("month").values_list("month", "score")
    )
    month = _asked_month(request, months, given)
    form = ScoreForm(request.POST or None, side=side, months=months, month=month)
    if form.is_valid():
        values = form.values()
        added = run(
            form,
            lambda: actions.add_score(
                project=project,
                side=side,
                today=today(),
                confirmed=form.confirmed,
                by=request.user,
                **values,
            ),
        )
        if added:
            messages.success(request, f"{month_words(added.month)} is scored {added.score}.")
            return redirect("pages:scores", project.slug)
    title = f"Give the {side.label.lower()}’s score"
    newest = max(given, default=None)
    last = newest and (given[newest], f"{side.label}, {month_words(newest)}")
    return _score_page(request, project, form, title, "Save the score", last)


def _open_months(project: Project) -> list[datetime.date]:
    """The months that can be scored, newest first: from the project's first to this one."""
    this = month_of(today())
    first = max(project.starts_on or add_months(this, -12), add_months(this, 1 - MONTHS_OFFERED))
    months = [this]
    while months[-1] > first:
        months.append(add_months(months[-1], -1))
    return months


def _asked_month(request, months: list[datetime.date], given: Container[datetime.date]) -> datetime.date:
    """The month named in the address, "?month=2026-10"; otherwise the newest that has no score from this side."""
    named = request.GET.get("month", "")
    asked = [month for month in months if f"{month:%Y-%m}" == named]
    return next(iter(asked + [month for month in months if month not in given]), months[0])


def _score_page(request, project, form, title, submit, last=None):
    """last: the newest score of this side, and whose it is."""
    evidence = evidence_of(record_of(project, request.user, today()))
    chosen = form["score"].value()
    context = form_page(project, title, ("Progress scores", reverse("pages:scores", args=[project.slug]))) | {
        "submit": submit,
        "levels": [
            {
                "value": str(level.score),
                "level": level,
                "evidence": evidence[level.score],
                "checked": str(level.score) == str(chosen),
                "last": last[1] if last and last[0] == level.score else "",
            }
            for level in LEVELS
        ],
    }
    return render_form(request, "pages/score_form.html", form, context)


# --- correcting one --------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@project_view(Permission.SCORE_AS_TEAM, seen_with=Permission.TEAM_SPACE_VIEW)
def team_correct(request, project, score_id):
    """Put another score in the place of one of the team's."""
    return _correct(request, project, As.TEAM, score_id)


@require_http_methods(WRITE)
@project_view(Permission.REVIEW_WRITE, seen_with=Permission.TEAM_SPACE_VIEW)
def advisor_correct(request, project, score_id):
    """Put another score in the place of one of the advisor's."""
    return _correct(request, project, As.ADVISOR, score_id)


def _correct(request, project, side, score_id):
    given = _current_for(project, side, score_id)
    form = ScoreCorrectForm(request.POST or None, side=side, instance=given)
    if form.is_valid():
        values = form.values()
        corrected = run(
            form,
            lambda: actions.correct_score(
                given=given,
                read=form.cleaned_data["version"],
                why=form.cleaned_data["why"],
                confirmed=form.confirmed,
                by=request.user,
                **values,
            ),
        )
        if corrected:
            messages.success(
                request, f"{month_words(corrected.month)} is scored {corrected.score} now. Both are kept."
            )
            return redirect("pages:scores", project.slug)
    title = f"Correct the {side.label.lower()}’s score for {month_words(given.month)}"
    return _score_page(request, project, form, title, "Save the correction")


def _current_for(project: Project, side: str, score_id: int) -> ProgressScore:
    """The score that counts for the month of this one, which may have been corrected meanwhile."""
    given = get_object_or_404(project.scores, pk=score_id, scored_as=side)
    if given.is_withdrawn:
        given = project.scores.current().filter(month=given.month, scored_as=side).first()
    if given is None:
        raise Http404
    given.project = project
    return given


@require_http_methods(WRITE)
@project_view(Permission.SCORE_AS_TEAM, seen_with=Permission.TEAM_SPACE_VIEW)
def team_withdraw(request, project, score_id):
    """Take one of the team's scores back."""
    return _withdraw(request, project, As.TEAM, score_id)


@require_http_methods(WRITE)
@project_view(Permission.REVIEW_WRITE, seen_with=Permission.TEAM_SPACE_VIEW)
def advisor_withdraw(request, project, score_id):
    """Take one of the advisor's scores back."""
    return _withdraw(request, project, As.ADVISOR, score_id)


def _withdraw(request, project, side, score_id):
    given = get_object_or_404(project.scores.current(), pk=score_id, scored_as=side)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_score(given=given, why=form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, f"The score for {month_words(given.month)} is withdrawn.")
        return redirect("pages:scores", project.slug)
    scores_page = ("Progress scores", reverse("pages:scores", args=[project.slug]))
    context = form_page(project, "Withdraw the score", scores_page) | {
        "question": f"Withdraw the {side.label.lower()}’s score for {month_words(given.month)}?",
        "submit": "Withdraw the score",
        "consequences": [
            "The month has no score until you give it a new one.",
            "The withdrawn score stays in the history, with your reason.",
        ],
    }
    return render_form(request, "components/confirm.html", form, context)
