"""The fishbone of a project: its page, its files, its problem and its bones."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ftc_qi.core import ordering
from ftc_qi.core.forms import Refused, WithdrawForm, render_form, run
from ftc_qi.pages.cause_tree import short_label, tree_of
from ftc_qi.pages.diagrams import fishbone
from ftc_qi.pages.drawing_answers import drawing_answer
from measures.charts.pareto import ParetoItem, pareto_chart, pareto_rows, pareto_words
from measures.values import plural
from projects.actions import causes as actions
from projects.actions.cause_places import whys_under
from projects.crumbs import form_page
from projects.forms.causes import BoneForm, ProblemForm
from projects.models import Driver
from projects.models.causes import KnownFrom
from projects.permissions import Permission, access_of, can, project_view
from projects.tabs import project_tabs

WRITE = ["GET", "HEAD", "POST"]
LEDE = "Why is it so? Ask everybody who knows, also the people who use the service, before you choose what to change."


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def causes(request, project):
    """The fishbone as an outline to edit and as a drawing, and the chart of what was counted."""
    tree = tree_of(project, request.user)
    items = tree.counted()
    labelled = [ParetoItem(short_label(item.label), item.count, item.hidden) for item in items]
    rows = pareto_rows(items)
    context = {
        "project": project,
        "project_tabs": project_tabs(request.user, project, "causes"),
        "project_section": "Causes",
        "lede": LEDE,
        "tree": tree,
        "has_causes": any(bone.causes for bone in tree.bones),
        "may_add": can(request.user, Permission.CONTRIBUTE, project),
        "may_edit": can(request.user, Permission.METHOD_EDIT, project),
        "may_vote": project.pk in access_of(request.user).memberships,
        "sources": KnownFrom.choices,
        "driver_levels": Driver.Level.choices,
        "rows": rows,
    }
    if context["has_causes"]:
        context["drawing"] = fishbone.on_page(tree.drawn())
    if items:
        context |= {
            "has_shares": rows[0].share is not None,
            "pareto_words": pareto_words(
                [ParetoItem(f"“{item.label}”", item.count, item.hidden) for item in items]
            ),
            "wide": pareto_chart(labelled),
            "phone": pareto_chart(labelled, phone=True),
        }
    return render(request, "pages/causes.html", context)


def _file(request, project, ending):
    tree = tree_of(project, request.user)
    title = f"{project.name}: causes of “{tree.problem}”" if tree.fishbone else f"{project.name}: causes"
    svg, paper = fishbone.as_file(tree.drawn(), title)
    return drawing_answer(
        svg,
        ending,
        name=f"{project.slug}-causes",
        title=title,
        described=_as_text(tree),
        paper="a3" if request.GET.get("paper") == "a3" else paper,
    )


def _as_text(tree) -> str:
    """The fishbone read out: bone by bone, whys in brackets."""

    def said(node):
        whys = "; ".join(map(said, node.whys))
        return f"{node.cause.text} (why: {whys})" if whys else node.cause.text

    bones = (f"{bone.row.name}: {'; '.join(map(said, bone.causes)) or 'none yet'}." for bone in tree.bones)
    return f"A fishbone of the problem “{tree.problem}”. {' '.join(bones)}"


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def causes_svg(request, project):
    """The drawing as a picture that stands alone."""
    return _file(request, project, "svg")


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def causes_png(request, project):
    """The same in dots."""
    return _file(request, project, "png")


@require_safe
@project_view(Permission.TEAM_SPACE_VIEW, seen_with=Permission.TEAM_SPACE_VIEW)
def causes_pdf(request, project):
    """The same on one page across: A4, or A3 where it could not be read on A4 or with `?paper=a3`."""
    return _file(request, project, "pdf")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def problem_edit(request, project):
    """Name the problem, or change its words."""
    fishbone_row = project.fishbones.current().first()
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and fishbone_row is not None:
        # The form was opened when there was no problem yet: somebody else named it since.
        data.setdefault("version", "0")
    form = ProblemForm(data, instance=fishbone_row)
    if form.is_valid() and run(
        form,
        lambda: actions.save_problem(
            project=project,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The problem is saved.")
        return redirect("pages:causes", project.slug)
    title = "Change the problem" if fishbone_row else "Name the problem"
    context = causes_form_page(project, title) | {"submit": "Save the problem"}
    return render_form(request, "components/form_page.html", form, context)


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def bones_start(request, project):
    """Add the six bones, or the four; those that are there stay."""
    names = actions.STARTS.get(request.POST.get("bones", ""))
    if names:
        try:
            added = actions.start_bones(project=project, names=names, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{plural(len(added), 'bone')} added. Now add what you know.")
    return redirect("pages:causes", project.slug)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def bone_add(request, project):
    """Add a bone of the team's own."""
    form = BoneForm(request.POST or None)
    if form.is_valid():
        bone = run(
            form,
            lambda: actions.add_bone(
                project=project, name=form.cleaned_data["name"], confirmed=form.confirmed, by=request.user
            ),
        )
        if bone:
            messages.success(request, f"The bone “{bone.name}” is there.")
            return back_to(project, f"bone-{bone.pk}")
    context = causes_form_page(project, "Add a bone") | {"submit": "Add the bone"}
    return render_form(request, "components/form_page.html", form, context)


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def bone_rename(request, project, bone_id):
    """Give a bone another name."""
    bone = get_object_or_404(project.cause_categories.current(), pk=bone_id)
    form = BoneForm(request.POST or None, instance=bone)
    if form.is_valid() and run(
        form,
        lambda: actions.rename_bone(
            bone=bone,
            name=form.cleaned_data["name"],
            version=form.cleaned_data["version"],
            confirmed=form.confirmed,
            by=request.user,
        ),
    ):
        messages.success(request, "The bone has its new name.")
        return back_to(project, f"bone-{bone.pk}")
    context = causes_form_page(project, "Rename the bone") | {"submit": "Save the name"}
    return render_form(request, "components/form_page.html", form, context)


@require_POST
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def bone_move(request, project, bone_id):
    """One place up or down."""
    bone = get_object_or_404(project.cause_categories.current(), pk=bone_id)
    if (way := request.POST.get("way")) in (ordering.UP, ordering.DOWN):
        actions.move_bone(bone=bone, way=way, by=request.user)
    return back_to(project, f"bone-{bone.pk}")


@require_http_methods(WRITE)
@project_view(Permission.METHOD_EDIT, seen_with=Permission.TEAM_SPACE_VIEW)
def bone_withdraw(request, project, bone_id):
    """Withdraw a bone with the causes on it."""
    bone = get_object_or_404(project.cause_categories.current(), pk=bone_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and run(
        form, lambda: actions.withdraw_bone(bone=bone, why=form.cleaned_data["why"], by=request.user)
    ):
        messages.success(request, f"The bone “{bone.name}” is withdrawn.")
        return redirect("pages:causes", project.slug)
    causes_on_it = list(project.causes.current())
    own = [cause for cause in causes_on_it if cause.category_id == bone.pk]
    count = len(own) + sum(len(whys_under(cause, causes_on_it)) for cause in own)
    consequences = ["It leaves the fishbone."]
    if count:
        consequences = [
            (
                f"{plural(count, 'cause')} on it, answers to “Why?” among them, "
                f"{'is' if count == 1 else 'are'} withdrawn with it. To keep some, move them to another bone first."
            ),
            "Drivers and ideas made from them stay.",
        ]
    context = causes_form_page(project, "Withdraw the bone") | {
        "question": f"Withdraw the bone “{bone.name}”?",
        "submit": "Withdraw the bone",
        "consequences": consequences,
    }
    return render_form(request, "components/confirm.html", form, context)


def back_to(project, row=""):
    """Back to the outline, at a row, which gets the focus."""
    url = reverse("pages:causes", args=[project.slug])
    return redirect(f"{url}#{row}" if row else url)


def causes_form_page(project, title):
    """What every form of the fishbone shows round itself."""
    return form_page(project, title, ("Causes", reverse("pages:causes", args=[project.slug])))
