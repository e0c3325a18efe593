"""Read what an address or a hidden field asks for: keys of rows, and the page to go back to."""

from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LARGEST_KEY = 2**63 - 1
"""What a key's column holds; a database falls over a larger number."""


def row_key(text: str | None) -> int | None:
    """The key that `text` writes in plain digits; None for anything that can be no row's."""
    if not text or len(text) > 19 or not (text.isascii() and text.isdecimal()):
        return None
    return int(text) if int(text) <= LARGEST_KEY else None


def refuse_large_keys(numbers: dict[str, object]) -> None:
    """Raise Http404 where a number of the address can be no row's key."""
    if any(isinstance(number, int) and number > LARGEST_KEY for number in numbers.values()):
        raise Http404


def page_to_go_back_to(request: HttpRequest, otherwise: str) -> str:
    """The address named by the form's (or the page's) `next` if it is one of ours, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else otherwise
