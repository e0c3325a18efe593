"""What somebody had typed when their sign-in ran out: kept while they sign in again, for them alone.

A form sent without a sign-in would be lost, since the sign-in page knows nothing of it. So it waits in the visitor's
session, for an hour at the most, and is shown to the person who was signed in there before and to nobody else: a
signed cookie says who that was. Signing out takes the cookie away. Files and passwords are never kept.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

KEY = "kept"
SALT = "ftc_qi.core.kept"
MONTH, HOUR = 30 * 24 * 60 * 60, 60 * 60
MOST = 200_000
"""Letters of a form that is kept; nobody types more."""


class KeepTyped(LoginRequiredMiddleware):
    """Send visitors to the sign-in page, and keep the form they sent."""

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs):
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.method == "POST" and request.user.is_authenticated:
            kept = request.session.get(KEY)
            if kept and kept["path"] == request.get_full_path():
                forget(request)  # sent again
        return answer

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponseRedirect:
        if request.method == "POST" and _keep(request):
            return redirect_to_login(reverse("accounts:kept"), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Remember who is signed in here, without asking where no view asked; forget it when they sign out."""
        user = getattr(request, "_cached_user", None)
        match = request.resolver_match
        if match and match.url_name == "account_logout" and not request.user.is_authenticated:
            response.delete_cookie(settings.WRITER_COOKIE_NAME, samesite="Lax")
        elif user is not None and user.is_authenticated and _writer(request) != str(user.pk):
            response.set_signed_cookie(
                settings.WRITER_COOKIE_NAME,
                str(user.pk),
                salt=SALT,
                max_age=MONTH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def kept_for(request: HttpRequest) -> dict[str, Any] | None:
    """{path, typed [[name, values]], files} of the form that waits here for who is signed in; another's is dropped."""
    kept = request.session.get(KEY)
    if kept and kept["who"] != str(request.user.pk):
        forget(request)
        return None
    return kept


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _writer(request: HttpRequest) -> str | None:
    """Key of whoever was signed in at this browser last."""
    return request.get_signed_cookie(settings.WRITER_COOKIE_NAME, default=None, salt=SALT, max_age=MONTH)


def _keep(request: HttpRequest) -> bool:
    """Keep a form that a person sent by a button; not what a script sends as they type."""
    who = _writer(request)
    if who is None or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    typed = [
        [name, values]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    if not typed or sum(len(value) for _, values in typed for value in values) > MOST:
        return False
    request.session[KEY] = {
        "who": who,
        "path": request.get_full_path(),
        "typed": typed,
        "files": bool(request.FILES),
    }
    request.session.set_expiry(HOUR)
    return True
