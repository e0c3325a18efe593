"""A person's own settings."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ftc_qi.core.access import signed_in
from ftc_qi.core.asked import page_to_go_back_to
from ftc_qi.core.forms import render_form
from ftc_qi.core.kept import forget, kept_for

from . import actions
from .models import User
from .person_forms import NameForm, ThemeForm


@require_http_methods(["GET", "POST"])
@signed_in
def me(request):
    """The name people see, the address, the colours, the way to a new password."""
    form = NameForm(request.POST or None, initial={"display_name": request.user.display_name})
    if form.is_valid():
        actions.rename_person(user=request.user, display_name=form.cleaned_data["display_name"])
        messages.success(request, "Your name is saved.")
        return redirect("accounts:me")
    return render_form(request, "accounts/me.html", form, {"themes": User.Theme.choices})


@require_POST
@signed_in
def theme_set(request):
    """Store the colours and go back to the page the person came from."""
    form = ThemeForm(request.POST)
    if form.is_valid():
        actions.set_theme(user=request.user, theme=form.cleaned_data["theme"])
    return redirect(page_to_go_back_to(request, "/"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def kept(request):
    """The form that was sent after the sign-in had run out: send it now, or leave it (POST)."""
    waiting = kept_for(request)
    if request.method == "POST":
        forget(request)
    if waiting is None or request.method == "POST":
        return redirect("/")
    fields = [(name, value) for name, values in waiting["typed"] for value in values]
    # Choices and keys go along unseen; words are shown, so that people know what they send.
    words = [value for _, value in fields if " " in value.strip() or "\n" in value.strip()]
    context = {"path": waiting["path"], "fields": fields, "words": words, "files": waiting["files"]}
    return render(request, "accounts/kept.html", context)
