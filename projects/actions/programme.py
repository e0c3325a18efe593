"""Set up a programme: its facts, years, lists of names, parties."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from ftc_qi.accounts.models import User
from ftc_qi.core import history
from ftc_qi.core.forms import Refused
from ftc_qi.core.templatetags.ftc import money
from ftc_qi.core.unique import free_slug, refusing

from ..london import LONDON_BOROUGHS
from ..models import (
    Area,
    Invitation,
    PopulationGroup,
    Programme,
    ProgrammeParty,
    ProgrammeRole,
    ProgrammeYear,
    Theme,
)
from . import invitations
from .funding import awarded_in

NamedRow = Theme | PopulationGroup | Area


@transaction.atomic
def start_programme(
    *, name: str, email: str, display_name: str, link: Callable[[str], str], by: User | None = None
) -> tuple[Programme, ProgrammeRole | Invitation]:
    """Make a programme and its first fund manager: a role where `email` has an account, else an invitation.

    link: the secret of an invitation → the address that takes it up. A second call for a programme that
    nobody has taken up yet renews the invitation. Raises Refused where the name is taken.
    """
    existing = Programme.objects.filter(name__iexact=name.strip()).first()
    if existing:
        waiting = existing.invitations.filter(
            role=ProgrammeRole.Role.FUND_MANAGER, email__iexact=email, accepted_at__isnull=True
        ).first()
        if existing.roles.exists() or waiting is None:
            raise Refused(f"There is a programme called “{existing.name}” already. Choose another name.")
        return existing, invitations.resend(invitation=waiting, link=link, by=by)
    programme = history.create(
        Programme(name=name.strip(), slug=free_slug(Programme.objects.all(), name, otherwise="programme")),
        by=by,
        event="programme_started",
    )
    user = User.objects.filter(email__iexact=email).first()
    if user:
        role = ProgrammeRole(programme=programme, user=user, role=ProgrammeRole.Role.FUND_MANAGER)
        return programme, history.create(role, by=by, event="role_given")
    return programme, invitations.invite_to_programme(
        programme=programme,
        role=ProgrammeRole.Role.FUND_MANAGER,
        email=email,
        display_name=display_name,
        link=link,
        by=by,
    )


def change_programme(*, programme: Programme, values: Mapping, version: int | None, by: User, confirmed=()):
    """Change name, summary or days to log. The slug stays: addresses keep working."""
    with refusing("Another programme has this name. Choose a different one.", "name"):
        return history.change(
            programme,
            values=values,
            version=version,
            by=by,
            event="programme_changed",
            confirmed=confirmed,
        )


def _refuse_overlap(programme, values, without=None):
    """Years of a programme share no day: what is awarded in one must not count in another."""
    other = (
        programme.years.current()
        .exclude(pk=without)
        .filter(starts_on__lte=values["ends_on"], ends_on__gte=values["starts_on"])
        .first()
    )
    if other:
        raise Refused(f"These dates overlap the year {other.label}. Change one of the two.", "starts_on")


@transaction.atomic
def add_year(*, programme: Programme, values: Mapping, by: User) -> ProgrammeYear:
    """Add a budget year. Refused where it shares a day with another."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    _refuse_overlap(programme, values)
    return history.create(ProgrammeYear(programme=programme, **values), by=by, event="year_added")


@transaction.atomic
def change_year(*, year: ProgrammeYear, values: Mapping, version: int | None, by: User) -> ProgrammeYear:
    """Change a year's dates or budget. Refused where it would share a day with another, or where more is
    awarded already than the budget would be."""
    programme = Programme.objects.select_for_update().get(pk=year.programme_id)
    _refuse_overlap(programme, values, without=year.pk)
    awarded = awarded_in(ProgrammeYear.objects.select_for_update().get(pk=year.pk))
    if values.get("budget", year.budget) < awarded:
        raise Refused(f"{money(awarded)} of this year is awarded already. Give at least that.", "budget")
    return history.change(year, values=values, version=version, by=by, event="year_changed")


@transaction.atomic
def withdraw_year(*, year: ProgrammeYear, why: str, by: User) -> ProgrammeYear:
    """Withdraw a year no grant draws on."""
    Programme.objects.select_for_update().get(pk=year.programme_id)
    grants = year.grant_years.current().count()
    if grants:
        draws = "1 grant draws" if grants == 1 else f"{grants} grants draw"
        raise Refused(f"{draws} on this year. Take it off the grants first.")
    return history.withdraw(year, by=by, why=why, event="year_withdrawn")


def _names_now(model, programme) -> set[str]:
    return {
        name.casefold()
        for name in model.objects.current().filter(programme=programme).values_list("name", flat=True)
    }


@transaction.atomic
def add_names(
    *,
    programme: Programme,
    model: type[NamedRow],
    names: Iterable[str],
    by: User,
    codes: Mapping[str, str] | None = None,
    confirmed: Iterable[str] = (),
) -> list[NamedRow]:
    """Add themes, population groups or areas; names there already (in any case) are passed over.

    codes: name → ONS code, for areas. Returns the new rows.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    there, added = _names_now(model, programme), []
    for name in names:
        if name.casefold() in there:
            continue
        there.add(name.casefold())
        extra: dict[str, Any] = {"gss_code": codes[name]} if codes else {}
        row = model(programme=programme, name=name, **extra)
        added.append(history.create(row, by=by, event=f"{model._meta.model_name}_added", confirmed=confirmed))
    return added


def add_london_boroughs(*, programme: Programme, by: User) -> list[NamedRow]:
    """Add the London boroughs that are not among the programme's areas yet. Returns the new rows."""
    codes = dict(LONDON_BOROUGHS)
    return add_names(programme=programme, model=Area, names=list(codes), codes=codes, by=by)


@transaction.atomic
def change_name(*, row: NamedRow, values: Mapping, version: int | None, by: User, confirmed=()) -> NamedRow:
    """Rename a theme, population group or area; its projects follow."""
    Programme.objects.select_for_update().get(pk=row.programme_id)
    others = type(row).objects.current().filter(programme=row.programme_id).exclude(pk=row.pk)
    if others.filter(name__iexact=values["name"]).exists():
        raise Refused("There is one with this name already. Choose a different one.", "name")
    event = f"{row._meta.model_name}_changed"
    return history.change(row, values=values, version=version, by=by, event=event, confirmed=confirmed)


@transaction.atomic
def withdraw_name(*, row: NamedRow, why: str, by: User) -> NamedRow:
    """Withdraw a theme, population group or area that no project has."""
    names = list(row.projects.order_by("name").values_list("name", flat=True)[:4])
    if names:
        listed = ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")
        raise Refused(f"Projects still have it: {listed}. Take it off them first.")
    return history.withdraw(row, by=by, why=why, event=f"{row._meta.model_name}_withdrawn")


PARTY_TAKEN = "This organisation has that part already. Change its dates instead."


def add_party(*, programme: Programme, values: Mapping, by: User) -> ProgrammeParty:
    """Give an organisation a part in the programme: funder, administrator or QI partner."""
    with refusing(PARTY_TAKEN, "organisation"):
        return history.create(ProgrammeParty(programme=programme, **values), by=by, event="party_added")


def change_party(*, party: ProgrammeParty, values: Mapping, version: int | None, by: User) -> ProgrammeParty:
    """Change a part or its dates."""
    with refusing(PARTY_TAKEN, "organisation"):
        return history.change(party, values=values, version=version, by=by, event="party_changed")


def withdraw_party(*, party: ProgrammeParty, why: str, by: User) -> ProgrammeParty:
    """Take an organisation's part out, as entered by mistake; a part that ended gets an end date instead."""
    return history.withdraw(party, by=by, why=why, event="party_withdrawn")
