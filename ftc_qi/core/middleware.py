"""What wraps every request: one log line, and the headers no other middleware sends."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def log_requests(get_response: GetResponse) -> GetResponse:
    """Log method, route, status and time of each request.

    The route is the pattern ("projects/<slug:slug>/"), not the path: a path may hold a project's name or the key of an
    invitation.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "(no route)"
        logger.info(
            "%s /%s %s %.0f ms",
            request.method,
            route,
            response.status_code,
            (perf_counter() - started) * 1000,
        )
        return response

    return middleware


def add_headers(get_response: GetResponse) -> GetResponse:
    """Refuse device features nobody here uses, and keep pages out of shared caches.

    A page is asked for again when it is revisited (`no-cache`) but may stay in the browser, so that going back keeps
    typed text. A view that says otherwise wins.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware
