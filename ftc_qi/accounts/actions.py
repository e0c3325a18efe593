"""Writes to people's own settings and to organisations."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.db import transaction

from ftc_qi.core import history
from ftc_qi.core.unique import refusing

from .models import Organisation, OrganisationIdentifier, User


@transaction.atomic
def create_person(*, email: str, display_name: str, password: str) -> User:
    """Make an account whose address is proven (the person opened a link sent to it)."""
    user = User.objects.create_user(email, password, display_name=display_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    history.record("account_made", target=user, by=user)
    return user


def set_theme(*, user: User, theme: str) -> User:
    """Store the colours a person reads in. Nobody else's matter, so it leaves no history."""
    user.theme = theme
    user.save(update_fields=["theme"])
    return user


@transaction.atomic
def rename_person(*, user: User, display_name: str) -> User:
    """Change the name people see. Names in teams stay as they are: each team has its own."""
    before = user.display_name
    if before != display_name:
        user.display_name = display_name
        user.save(update_fields=["display_name"])
        history.record(
            "person_renamed", target=user, by=user, changes={"display_name": [before, display_name]}
        )
    return user


NAME_TAKEN = "An organisation with this name is here already. Look for it in the list."


@transaction.atomic
def add_organisation(
    *, values: Mapping, by: User | None, scheme: str = "", number: str = "", confirmed=()
) -> Organisation:
    """Add an organisation, with its first official number where one is given."""
    with refusing(NAME_TAKEN, "name"):
        organisation = history.create(
            Organisation(**values), by=by, event="organisation_added", confirmed=confirmed
        )
    if number:
        add_identifier(organisation=organisation, scheme=scheme, number=number, by=by)
    return organisation


def change_organisation(
    *, organisation: Organisation, values: Mapping, version: int | None, by: User, confirmed=()
) -> Organisation:
    """Change name, kind or website."""
    with refusing(NAME_TAKEN, "name"):
        return history.change(
            organisation,
            values=values,
            version=version,
            by=by,
            event="organisation_changed",
            confirmed=confirmed,
        )


def add_identifier(
    *, organisation: Organisation, scheme: str, number: str, by: User | None
) -> OrganisationIdentifier:
    """Add an official number. Refused where any organisation has it: one body, one row."""
    holder = Organisation.objects.filter(identifiers__scheme=scheme, identifiers__number=number).first()
    whose = f"“{holder}”" if holder else "Another organisation"
    with refusing(f"{whose} has this number already. Is it the same organisation?", "number"):
        row = OrganisationIdentifier(organisation=organisation, scheme=scheme, number=number)
        return history.create(row, by=by, event="organisation_number_added")


@transaction.atomic
def remove_identifier(*, identifier: OrganisationIdentifier, by: User) -> None:
    """Take an official number off an organisation; the history keeps it."""
    changes = {"number": [str(identifier), None]}
    history.record("organisation_number_removed", target=identifier.organisation, by=by, changes=changes)
    identifier.delete()
