"""Constraints of people and organisations, each broken once."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from ftc_qi.accounts.models import OrganisationIdentifier, User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_address_is_unique_in_any_case():
    UserFactory(email="ama@example.org")
    with pytest.raises(IntegrityError):
        UserFactory(email="AMA@example.org")


def test_theme_is_one_of_three():
    person = UserFactory()
    with pytest.raises(IntegrityError):
        User.objects.filter(pk=person.pk).update(theme="pink")


def test_organisation_name_is_unique_in_any_case():
    OrganisationFactory(name="Riverside Trust")
    with pytest.raises(IntegrityError):
        OrganisationFactory(name="RIVERSIDE trust")


def test_withdrawn_organisation_does_not_hold_its_name():
    OrganisationFactory(name="Riverside Trust", withdrawn_at=timezone.now())
    OrganisationFactory(name="Riverside Trust")


def test_official_number_is_unique():
    OrganisationIdentifier.objects.create(
        organisation=OrganisationFactory(), scheme="GB-CHC", number="1164883"
    )
    with pytest.raises(IntegrityError):
        OrganisationIdentifier.objects.create(
            organisation=OrganisationFactory(), scheme="GB-CHC", number="1164883"
        )
