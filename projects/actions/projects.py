"""Writes about a project itself: making and editing it, its organisations.

Who may do it is checked before, in `projects.permissions`. The project's row is locked first.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.accounts.models import Organisation
from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.unique import free_slug, refusing
from projects.actions.locks import lock
from projects.models import Programme, Project, ProjectParty, TeamMember
from projects.models.project import RESERVED_SLUGS

from . import invitations

Status = Project.Status

RESERVED_WORDS = RESERVED_SLUGS | {"edit", "export", "help", "import", "new", "search", "settings"}
"""Never a project's address: words that pages use or may use after /projects/."""


def _free(text: str) -> str:
    return free_slug(Project.objects.all(), text, otherwise="project", reserved=RESERVED_WORDS)


def _refuse_taken(programme: Programme, *, name=None, slug=None, but=None):
    others = Project.objects.exclude(pk=but)
    if name and others.filter(programme=programme, name__iexact=name).exists():
        raise Refused("Another project of this programme has that name. Choose a different one.", "name")
    if slug in RESERVED_WORDS:
        raise Refused(f"“{slug}” is a word the site uses itself. Choose another address.", "slug")
    if slug and others.filter(slug=slug).exists():
        raise Refused(f"Another project has that address. “{_free(slug)}” is free.", "slug")


@transaction.atomic
def add_project(
    *,
    programme: Programme,
    values: Mapping[str, Any],
    by,
    many: Mapping[str, Any] | None = None,
    lead_organisation: Organisation | None = None,
    lead_email: str = "",
    lead_name: str = "",
    link: invitations.Link | None = None,
    confirmed: Collection[str] = (),
) -> Project:
    """Make a planned project, with its lead organisation where known, and invite its lead.

    values: name, and any of slug (made from the name when empty), summary, starts_on, ends_on. many: themes,
    population_groups, areas. link: an invitation's secret → the address of its page; needed with lead_email.
    Raises Refused for a name or an address that is taken.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    values = dict(values)
    _refuse_taken(programme, name=values["name"], slug=values.get("slug"))
    values["slug"] = values.get("slug") or _free(values["name"])
    # Addresses are the installation's: another programme may be quicker.
    with refusing("Another project took that address a moment ago. Choose another.", "slug"):
        project = history.create(
            Project(programme=programme, **values),
            by=by,
            event="project_added",
            many=many,
            confirmed=confirmed,
        )
    if lead_organisation is not None:
        add_party(
            project=project,
            values={"organisation": lead_organisation, "role": ProjectParty.Role.LEAD},
            by=by,
        )
    if lead_email and link:
        invitations.invite_to_team(
            project=project,
            role=TeamMember.Role.LEAD,
            email=lead_email,
            display_name=lead_name,
            link=link,
            by=by,
        )
    return project


@transaction.atomic
def edit_project(
    *,
    project: Project,
    values: Mapping[str, Any],
    version: int | None,
    by,
    many: Mapping[str, Any] | None = None,
    confirmed: Collection[str] = (),
) -> Project:
    """Change what is written about a project. Its address may change only until it starts."""
    stored = lock(project)
    values = dict(values)
    if "slug" in values and not values["slug"]:
        del values["slug"]
    slug = values.get("slug", stored.slug)
    if slug != stored.slug and stored.status != Status.PLANNED:
        raise Refused(
            "The address can't change once the project has started: people keep links to it.", "slug"
        )
    _refuse_taken(
        stored.programme,
        name=values.get("name"),
        slug=slug if slug != stored.slug else None,
        but=stored.pk,
    )
    return history.change(
        stored, values=values, many=many, by=by, event="project_edited", version=version, confirmed=confirmed
    )


# --- organisations -----------------------------------------------------------------------------------------


def _refuse_party(project: Project, *, organisation, role, but=None):
    others = project.parties.current().exclude(pk=but).select_related("organisation")
    for other in others:
        if other.organisation_id == organisation.pk:
            raise Refused(f"{organisation} is already here. Edit that entry instead.", "organisation")
        if role == ProjectParty.Role.LEAD and other.role == ProjectParty.Role.LEAD:
            raise Refused(
                f"{other.organisation} leads the project. Make it a partner first, then choose the new lead.",
                "role",
            )


@transaction.atomic
def add_party(*, project: Project, values: Mapping[str, Any], by) -> ProjectParty:
    """Give an organisation a part. values: organisation, role, and starts_on, ends_on where known."""
    lock(project)
    _refuse_party(project, organisation=values["organisation"], role=values["role"])
    return history.create(ProjectParty(project=project, **values), by=by, event="project_party_added")


@transaction.atomic
def edit_party(*, party: ProjectParty, values: Mapping[str, Any], version: int | None, by) -> ProjectParty:
    """Change an organisation's part in a project."""
    lock(party.project)
    _refuse_party(party.project, organisation=values["organisation"], role=values["role"], but=party.pk)
    return history.change(party, values=values, by=by, event="project_party_edited", version=version)


@transaction.atomic
def withdraw_party(*, party: ProjectParty, why: str, version: int | None, by) -> ProjectParty:
    """Take an entry back that was wrong. An organisation that has left gets an end date instead."""
    return history.withdraw(party, by=by, why=why, event="project_party_withdrawn", version=version)
