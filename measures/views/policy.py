"""How a programme protects small numbers."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from measures.actions.policy import set_policy
from measures.forms.policy import PolicyForm
from measures.models import DisclosurePolicy
from projects.permissions import Permission, programme_view


@require_http_methods(["GET", "POST"])
@programme_view(Permission.PROGRAMME_MANAGE)
def policy(request, programme):
    """Below which number figures about people are hidden from others."""
    stored = DisclosurePolicy.objects.filter(programme=programme).first()
    now = stored.hide_below if stored else DisclosurePolicy().hide_below
    form = PolicyForm(request.POST or None, instance=stored)
    if form.is_valid() and (
        saved := run(
            form,
            lambda: set_policy(
                programme=programme,
                hide_below=form.cleaned_data["hide_below"],
                version=form.cleaned_data.get("version"),
                by=request.user,
            ),
        )
    ):
        messages.success(
            request, f"Saved. Numbers about people from 1 to {saved.hide_below - 1} are hidden from others."
        )
        return redirect(f"{reverse('measures:policy')}?programme={programme.slug}")
    context = {
        "title": "Protected numbers",
        "lede": f"{programme.name}. Small counts of people can tell who somebody is, so others don’t see them.",
        "hide_below": now,
        "most_hidden": now - 1,
        "is_set": stored is not None,
        "submit": "Save what is hidden",
        "cancel_url": reverse("projects:programme"),
        "crumbs": [
            {"label": "Programme", "url": reverse("projects:programme")},
            {"label": "Protected numbers", "url": ""},
        ],
    }
    return render_form(request, "measures/policy.html", form, context)
