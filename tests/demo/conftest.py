"""The demo's programme, loaded once for all tests that only read it."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from .loading import TODAY, load


@pytest.fixture(scope="module")
def demo_for_module(django_db_setup, django_db_blocker):
    """What the command printed. The data stay for the module; each test undoes what it changes itself."""
    with (
        django_db_blocker.unblock(),
        override_settings(FTC_QI_DEMO=True),
        time_machine.travel(TODAY, tick=False),
        transaction.atomic(),
    ):
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def demo(demo_for_module, db):
    return demo_for_module


@pytest.fixture
def today() -> datetime.date:
    return TODAY.date()
