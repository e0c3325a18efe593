"""The front page: the landing page signed out; a team's My work; everybody else's own start page."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ftc_qi.core.access import public
from ftc_qi.core.today import today
from ftc_qi.pages.context import places_of, start_url
from ftc_qi.pages.published import published_cards
from ftc_qi.pages.tasks import invitation_task
from ftc_qi.pages.work import gather_work, greeting, invitations_of
from projects.models import Programme


@require_safe
@public
def home(request):
    """Send each person to where their role begins (DECISIONS 9)."""
    if not request.user.is_authenticated:
        return _landing(request)
    places = [key for key, *_ in places_of(request.user)]
    if "work" in places:
        return _my_work(request)
    start = start_url(request.user)
    if start != request.path:
        return redirect(start)
    waiting = invitations_of(request.user).select_related("project", "programme")
    return render(request, "pages/home_no_role.html", {"tasks": [invitation_task(row) for row in waiting]})


def _my_work(request):
    work = gather_work(request.user, today())
    return render(
        request,
        "pages/my_work.html",
        {"greeting": greeting(timezone.localtime()), "name": request.user.get_short_name(), "work": work},
    )


def _landing(request):
    programmes = list(Programme.objects.order_by("pk").values_list("name", flat=True)[:2])
    return render(
        request,
        "pages/landing.html",
        {
            "published": published_cards(today()),
            "programme_name": programmes[0] if len(programmes) == 1 else "",
            "sign_in_url": reverse("account_login"),
        },
    )
