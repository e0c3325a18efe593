"""A driver's level: a primary driver becomes a secondary one, or the other way round."""

from django.contrib import messages
from django.views.decorators.http import require_http_methods

from ftc_qi.core.forms import render_form, run
from ftc_qi.pages.views.driver_outline import WRITE, find_driver, outline_form_page, to_row
from projects.actions import driver_lines
from projects.forms.drivers import LevelForm
from projects.models import Driver
from projects.permissions import Permission, project_view

Level = Driver.Level
WORDS = {Level.PRIMARY: "a primary driver", Level.SECONDARY: "a secondary driver"}
CONSEQUENCES = {
    Level.PRIMARY: "It then hangs on the aim, and no longer on other drivers.",
    Level.SECONDARY: "It then hangs on primary drivers, and no longer on the aim.",
}


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def driver_level(request, project, driver_id):
    """Make a primary driver a secondary one, or a secondary one primary."""
    driver = find_driver(project, driver_id)
    level = Level.SECONDARY if driver.level == Level.PRIMARY else Level.PRIMARY
    form = LevelForm(request.POST or None, instance=driver)
    if form.is_valid():
        changed = run(
            form,
            lambda: driver_lines.change_level(
                driver=driver,
                level=level,
                parent=form.cleaned_data.get("parent"),
                version=form.cleaned_data["version"],
                by=request.user,
            ),
        )
        if changed:
            messages.success(request, f"“{driver.title}” is {WORDS[level]} now.")
            return to_row(project, changed)
    title = f"Make it {WORDS[level]}"
    context = outline_form_page(project, title) | {
        "question": f"Make “{driver.title}” {WORDS[level]}?",
        "consequences": [CONSEQUENCES[level], "Its change ideas and measures stay with it."],
        "submit": title,
        "danger": False,
    }
    return render_form(request, "components/confirm.html", form, context)
