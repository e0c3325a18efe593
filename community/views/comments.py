"""Comments of a project: the list of all, writing, changing, withdrawing, marking as read."""

import datetime
from copy import copy

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import comments as reading
from community.actions import comments as actions
from community.comments import Place
from community.forms.comments import CommentForm
from community.models import Comment
from ftc_qi.core.asked import page_to_go_back_to, row_key
from ftc_qi.core.forms import render_form, run
from measures.models import DataPoint, Event
from measures.values import plural
from projects.crumbs import form_page
from projects.forms.projects import WithdrawRowForm
from projects.models import PDSACycle
from projects.permissions import Permission, can, can_in, project_view
from projects.tabs import project_tabs

P = Permission
GET_POST = ["GET", "HEAD", "POST"]
A_PAGE = 25


@require_safe
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def comment_list(request, project):
    """Every comment of the project, newest first, wherever it stands; `?show=unread` for those not yet read."""
    only_unread = request.GET.get("show") == "unread"
    unread = reading.unread(reading.readable_by(request.user, project), request.user)
    waiting, up_to = unread.aggregate(count=Count("pk"), newest=Max("pk")).values()
    rows = reading.listed(project, request.user, only_unread=only_unread)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    said = list(reading.said_in(page.object_list, request.user, project))
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "comments"),
        "project_section": "Comments",
        "lede": "What the team and its advisor say to each other: here, beside a measure or in a cycle.",
        "page_obj": page,
        "said": said,
        "only_unread": only_unread,
        "waiting": waiting,
        "up_to": up_to,
        "may_write": can(request.user, P.COMMENT_WRITE, project),
        "form": CommentForm(initial={"up_to": max((one.id for one in said), default=0)}),
    }
    return render(request, "community/comment_list.html", context)


def place_asked(project, asked) -> Place:
    """The place named in an address, looked up inside the project; 404 for anything else."""
    if cycle_id := asked.get("cycle"):
        cycles = PDSACycle.objects.current().filter(change_idea__project=project)
        return Place(project, cycle=get_object_or_404(cycles, pk=_key(cycle_id)))
    if not asked.get("measure"):
        return Place(project)
    measure = get_object_or_404(project.measures.current(), pk=_key(asked["measure"]))
    if event_id := asked.get("event"):
        events = Event.objects.current().filter(measure=measure)
        return Place(project, measure, event=get_object_or_404(events, pk=_key(event_id)))
    if period := asked.get("period"):
        day = _day(period)
        if not DataPoint.objects.filter(measure=measure, period_start=day).exists():
            raise Http404
        return Place(project, measure, period_start=day)
    return Place(project, measure)


def _key(text):
    key = row_key(text)
    if key is None:
        raise Http404
    return key


def _day(text) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _place_for(request, project) -> Place:
    """The place asked for, where the person may read what is said there; 404 otherwise."""
    place = place_asked(project, request.GET)
    if place.is_point and not can(request.user, P.NUMBERS_EXACT, project):
        raise Http404
    return place


@require_http_methods(GET_POST)
@project_view(P.COMMENT_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def comment_add(request, project):
    """Say something: about the project, or where `?cycle=`, `?measure=` with `&period=` or `&event=` says."""
    place = _place_for(request, project)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        comment = actions.add_comment(
            place=place,
            text=form.cleaned_data["text"],
            up_to=row_key(form.cleaned_data["up_to"]),
            confirmed=form.confirmed,
            by=request.user,
        )
        messages.success(
            request, "Your comment is saved. The others find it in their work until they read it."
        )
        return redirect(reading.url_of(comment.pk, request.user, project))
    context = _form_page(project, "Write a comment") | {
        "lede": f"About {place.words}.",
        "submit": "Save comment",
        "cancel_url": page_to_go_back_to(request, _list_page(project)),
    }
    return render_form(request, "components/form_page.html", form, context)


def _comment(request, project, pk) -> Comment:
    return get_object_or_404(reading.readable_by(request.user, project), pk=pk)


@require_http_methods(GET_POST)
@project_view(P.COMMENT_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def comment_edit(request, project, pk):
    """Change one's own words."""
    comment = _comment(request, project, pk)
    if comment.by_id != request.user.pk:
        raise PermissionDenied
    back = reading.url_of(comment.pk, request.user, project)
    form = CommentForm(request.POST or None, instance=copy(comment))
    if form.is_valid() and run(
        form,
        lambda: actions.edit_comment(
            comment=comment,
            text=form.cleaned_data["text"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "Your comment is changed.")
        return redirect(back)
    context = _form_page(project, "Change your comment") | {"submit": "Save comment", "cancel_url": back}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(GET_POST)
@project_view(P.COMMENT_WRITE, seen_with=P.TEAM_SPACE_VIEW)
def comment_withdraw(request, project, pk):
    """Ask before a comment goes: one's own, or any for a fund manager."""
    comment = _comment(request, project, pk)
    own = comment.by_id == request.user.pk
    if not own and not can_in(request.user, P.PROGRAMME_MANAGE, project.programme):
        raise PermissionDenied
    url = reading.url_of(comment.pk, request.user, project)
    form = WithdrawRowForm(request.POST or None, row=comment)
    if form.is_valid() and run(
        form,
        lambda: actions.withdraw_comment(
            comment=comment,
            why=form.cleaned_data["why"],
            version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        messages.success(request, "The comment is withdrawn.")
        return redirect(url.partition("#")[0])
    context = _form_page(project, "Withdraw a comment") | {
        "question": "Withdraw this comment?",
        "text": comment.text if len(comment.text) < 200 else "",
        "consequences": ["Nobody sees it any more. It stays in the history, with your reason."],
        "submit": "Withdraw comment",
        "cancel_url": url,
    }
    return render_form(request, "components/confirm.html", form, context)


@require_POST
@project_view(P.TEAM_SPACE_VIEW, seen_with=P.TEAM_SPACE_VIEW)
def comments_read(request, project):
    """Mark as read: the one named by `comment`, else all at the place of the address; with `up_to` only those
    that stood on the page when it was opened."""
    if request.POST.get("comment"):
        rows = reading.readable_by(request.user, project).filter(pk=_key(request.POST["comment"]))
        if not rows.exists():
            raise Http404
    else:
        rows = reading.at_place(_place_for(request, project), request.user)
        if request.POST.get("up_to"):
            rows = rows.filter(pk__lte=_key(request.POST["up_to"]))
    count = actions.mark_read(comments=rows, by=request.user)
    if count:
        messages.success(request, f"{plural(count, 'comment')} marked as read.")
    return redirect(page_to_go_back_to(request, _list_page(project)))


def _list_page(project):
    return reverse("community:comment_list", args=[project.slug])


def _form_page(project, title):
    return form_page(project, title, ("Comments", _list_page(project)))
