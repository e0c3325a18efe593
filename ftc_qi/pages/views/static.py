"""Pages about the site itself, the same for everybody."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ftc_qi.core.access import public


@require_safe
@public
def about(request):
    """What the site answers, how a chart is read, and its words."""
    return render(request, "pages/about.html")


@require_safe
@public
def accessibility(request):
    """What works for whom, what does not yet, and whom to tell."""
    return render(request, "pages/accessibility.html")


@require_safe
@public
def privacy(request):
    """What is kept about whom, and who sees it."""
    return render(request, "pages/privacy.html")
