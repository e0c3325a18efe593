"""Markers that say who may call a view. A test fails for any view that carries none."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required


def declares(rule) -> Callable:
    """Mark a view with its access rule, read by tests/test_access.py. The rule itself acts elsewhere."""

    def mark(view):
        view.access_rule = rule
        return view

    return mark


def public(view):
    """A view anybody may call, signed in or not."""
    return declares("public")(login_not_required(view))


def signed_in(view):
    """A view every signed-in person may call; it shows them only what is theirs."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    return declares("signed in")(wrapped)
