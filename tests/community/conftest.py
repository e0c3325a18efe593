"""Fixtures for the tests of what teams see of each other."""

import pytest
import time_machine

from tests.community.shared import shared_measure


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2025-05-10 10:00", tick=False):
        yield


@pytest.fixture
def shared(programme):
    return shared_measure(programme)
