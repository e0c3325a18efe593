"""Access that can't be forgotten: every URL of ours × every role, held against the table below.

A new page without a declared rule, or without a row here, fails.
"""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from projects.actions.team import remove_member
from tests.access_table import (
    ALLOWED,
    ANSWERS,
    FORBIDDEN,
    NOT_OURS,
    PUBLIC,
    SIGN_IN,
    UNSEEN,
    world_of,
)
from tests.cast import ROLES


def patterns(resolver=None, namespace=""):
    """Every (name with namespace, pattern) of ours; those of packages are listed in NOT_OURS."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace) if part)
            if entry.namespace not in NOT_OURS and not str(entry.urlconf_name).startswith("<module 'allauth"):
                yield from patterns(entry, inner)
        elif isinstance(entry, URLPattern):
            yield (f"{namespace}:{entry.name}" if namespace else entry.name), entry


OURS = dict(patterns())


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _ in patterns()]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_view_declares_its_access_rule(name):
    view = OURS[name].callback
    assert hasattr(view, "access_rule"), f"{name} declares no rule: use a decorator of projects.permissions"
    assert (view.access_rule == "public") == (name in PUBLIC)


def test_table_holds_every_address_and_no_other():
    assert set(ANSWERS) == set(OURS)


def answer_of(response):
    """One word for what the reader was told."""
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code == 404:
        return UNSEEN
    if response.status_code == 403:
        return FORBIDDEN
    assert response.status_code < 500
    return ALLOWED


@pytest.fixture
def world(cast, project, other_project, programme):
    """One of everything that has an address, with the arguments of every address."""
    return world_of(cast=cast, project=project, other_project=other_project, programme=programme)


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_the_table_says(as_role, world, role):
    client = as_role(role)
    wrong = []
    for name, expected in sorted(ANSWERS.items()):
        url = reverse(name, args=world.get(name, ()))
        for method in ("get", "post"):
            with transaction.atomic():  # what one request writes must not change the next one's answer
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            if response.status_code == 405:
                continue
            told = answer_of(response)
            if told != expected[role]:
                wrong.append(
                    f"{method.upper()} {name} {url}: {told} ({response.status_code}), not {expected[role]}"
                )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["lead", "member", "contributor"])
def test_whoever_is_taken_off_the_team_reaches_nothing_of_it_in_a_session_that_is_open(
    client, cast, project, world, role
):
    """Pages, files and downloads alike, from the very next request."""
    client.force_login(getattr(cast, role))
    assert client.get(f"/projects/{project.slug}/team/").status_code == 200
    member = project.team.get(user=getattr(cast, role))
    remove_member(member=member, by=cast.fund_manager, without_lead=True)
    reached = []
    for name, expected in sorted(ANSWERS.items()):
        if expected[role] == UNSEEN or expected["outsider"] != UNSEEN:
            continue
        url = reverse(name, args=world.get(name, ()))
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            if response.status_code not in (404, 405):
                reached.append(f"{method.upper()} {url}: {response.status_code}")
    assert not reached, "\n".join(reached)
