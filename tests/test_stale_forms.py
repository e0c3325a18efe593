"""A form opened before somebody else saved never overwrites: it comes back with what was typed, whichever form."""

import pytest
from django.db import transaction
from django.urls import reverse

from ftc_qi.core.models import AuditEvent
from tests.access_table import ALLOWED, ANSWERS, world_of
from tests.forms_on_page import forms_on
from tests.test_bad_input import likely

WITHOUT_VERSIONS = {"projects:identifier_remove"}
"""An official number is added or taken off, never changed: what is gone is not found."""


@pytest.fixture
def world(cast, project, other_project, programme):
    return world_of(cast=cast, project=project, other_project=other_project, programme=programme)


def versioned_forms(client, role, world):
    """(address, form) of every form that carries the version it was drawn from."""
    for name, answers in sorted(ANSWERS.items()):
        url = reverse(name, args=world.get(name, ()))
        if answers[role] != ALLOWED or (response := client.get(url)).status_code != 200:
            continue
        if "html" in response["Content-Type"]:
            for form in forms_on(response.content.decode()):
                if form.kinds.get("version") == "hidden" and name not in WITHOUT_VERSIONS:
                    yield form.action or url, form


def changed(form, **also):
    """The form as a person would send it who changed its texts; what is required but empty is filled."""
    data = {}
    for name, values in form.fields.items():
        kind = form.kinds[name]
        data[name] = values
        if kind == "textarea":
            data[name] = [f"{values[0]} later"]
        elif kind in ("text", "date") and values == [""]:
            data[name] = [likely(name, kind)]
        elif kind == "radio" and not values:
            data[name] = form.choices[name][:1]
    return data | dict(form.buttons[:1]) | also


@pytest.mark.parametrize("role", ["lead", "fund_manager", "finance", "advisor"])
def test_a_form_drawn_from_another_version_changes_nothing(as_role, world, role):
    client, wrong, tried = as_role(role), [], 0
    for url, form in versioned_forms(client, role, world):
        tried += 1
        for version in ("99", "0", ""):
            before = AuditEvent.objects.count()
            with transaction.atomic():
                response = client.post(url, changed(form, version=version))
                written = AuditEvent.objects.count() - before
                transaction.set_rollback(True)
            # A button alone (send again, call back) says so on the page it goes back to.
            alone = response.status_code == 302 and len(form.fields) == 1
            if written or not (alone or response.status_code == 422):
                words = f"{response.status_code}, {written} written"
                wrong.append(f"{url} {sorted(form.fields)} from version {version!r}: {words}")
    assert not wrong, "\n".join(wrong)
    assert tried
