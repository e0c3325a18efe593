"""The site's addresses and an empty page behind sign-in."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ftc_qi.urls import urlpatterns as site


def empty(request: HttpRequest) -> HttpResponse:
    """The least a signed-in page does: look at who asks."""
    return HttpResponse("signed in" if request.user.is_authenticated else "not signed in")


urlpatterns = [path("bench/empty/", empty), *site]
