"""Withdraw an organisation: the only change to one that must look at programmes and projects."""

from django.db import transaction

from ftc_qi.accounts.models import Organisation, User
from ftc_qi.core import history
from ftc_qi.core.forms import Refused

from ..models import Project


@transaction.atomic
def withdraw_organisation(*, organisation: Organisation, why: str, by: User) -> Organisation:
    """Withdraw an organisation nobody uses, and free its official numbers for another row.

    Refused while it has a part anywhere, naming the places `by` may know of.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.is_withdrawn:
        return organisation
    programmes = list(organisation.programme_parts.current().select_related("programme"))
    parts = list(organisation.project_parts.current().select_related("project"))
    if programmes or parts:
        visible = Project.objects.visible_to(by)
        mine = set(visible.values_list("pk", flat=True))
        known = {
            party.programme.name for party in programmes if party.programme.roles.filter(user=by).exists()
        }
        known |= {party.project.name for party in parts if party.project_id in mine}
        where = ", ".join(sorted(known)[:5]) or "another programme"
        raise Refused(f"It has a part in {where}. Take it out there first.")
    numbers = [str(row) for row in organisation.identifiers.all()]
    if numbers:
        organisation.identifiers.all().delete()
        changes = {"identifiers": [numbers, []]}
        history.record("organisation_numbers_freed", target=organisation, by=by, changes=changes)
    return history.withdraw(organisation, by=by, why=why, event="organisation_withdrawn")
