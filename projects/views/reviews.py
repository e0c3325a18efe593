"""Reviews of a project: the advisor writes, the team reads."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core.asked import page_to_go_back_to
from ftc_qi.core.forms import render_form, run

from ..actions import reviews as actions
from ..crumbs import project_crumbs
from ..forms.projects import WithdrawRowForm
from ..forms.reviews import ReviewEditForm, ReviewForm
from ..permissions import Permission, can, project_view
from ..tabs import project_tabs
from .projects import GET_POST

P = Permission


def _list_page(project):
    return reverse("projects:review_list", args=[project.slug])


def _crumbs(project, here):
    return project_crumbs(project, here, ("Reviews", _list_page(project)))


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def review_list(request, project):
    """All reviews, newest first, 25 a page."""
    reviews = project.reviews.current().select_related("by", "seen_by").order_by("-at", "-pk")
    may_write = can(request.user, P.REVIEW_WRITE, project)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, ""),
        "project_section": "Reviews",
        "page_obj": Paginator(reviews, 25).get_page(request.GET.get("page")),
        "may_write": may_write,
        "may_mark_seen": can(request.user, P.DATA_ENTER, project),
    }
    return render(request, "projects/review_list.html", context)


@require_http_methods(GET_POST)
@project_view(P.REVIEW_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def review_add(request, project):
    """Record a review; the note is optional, so one click is enough. Goes to `next` afterwards."""
    sent = request.POST if request.method == "POST" else None
    form = ReviewForm(sent, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        run(
            form,
            lambda: actions.add_review(
                project=project, note=form.cleaned_data["note"], confirmed=form.confirmed, by=request.user
            ),
        )
        messages.success(request, f"{project.name} is marked as reviewed.")
        return redirect(page_to_go_back_to(request, reverse("pages:advisor")))
    context = {
        "title": f"Review {project.name}",
        "submit": "Save review",
        "cancel_url": page_to_go_back_to(request, _list_page(project)),
        "crumbs": _crumbs(project, "Write a review"),
    }
    return render_form(request, "components/form_page.html", form, context)


def _own_review(request, project, pk):
    """A review the reader wrote. 403 for somebody else's."""
    review = get_object_or_404(project.reviews.current(), pk=pk)
    if review.by_id != request.user.pk:
        raise PermissionDenied
    return review


@require_http_methods(GET_POST)
@project_view(P.REVIEW_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def review_edit(request, project, pk):
    """Change the note of one's own review."""
    review = _own_review(request, project, pk)
    form = ReviewEditForm(request.POST or None, instance=copy(review))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_review(
            review=review,
            note=form.cleaned_data["note"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The review is saved.")
        return redirect(_list_page(project))
    context = {
        "title": "Edit your review",
        "submit": "Save review",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Edit your review"),
    }
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.REVIEW_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def review_withdraw(request, project, pk):
    """Ask before one's own review goes."""
    review = _own_review(request, project, pk)
    form = WithdrawRowForm(request.POST or None, row=review)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_review(
            review=review,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The review is withdrawn.")
        return redirect(_list_page(project))
    context = {
        "question": "Withdraw this review?",
        "consequences": ["The team no longer sees it. The reason is kept."],
        "submit": "Withdraw review",
        "cancel_url": _list_page(project),
        "crumbs": _crumbs(project, "Withdraw your review"),
    }
    return render_form(request, "components/confirm.html", form, context)


@require_POST
@project_view(P.DATA_ENTER, seen_with=P.TEAM_SPACE_VIEW)
def review_seen(request, project, pk):
    """Somebody of the team has read it."""
    review = get_object_or_404(project.reviews.current(), pk=pk)
    actions.mark_review_seen(review=review, by=request.user)
    messages.success(request, "The review is marked as seen.")
    return redirect(page_to_go_back_to(request, _list_page(project)))
