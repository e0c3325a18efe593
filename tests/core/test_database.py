"""The database is the one that was asked for."""

import os
import threading

import pytest
from django.core.cache import cache
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_asked_for():
    asked = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == asked


@pytest.mark.postgres
@pytest.mark.django_db
def test_tests_marked_postgres_run_on_postgresql():
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_sign_in_limits_are_counted_for_all_threads_together():
    """The cache is a table, so that every process counts the same attempts."""
    thread = threading.Thread(target=lambda: (cache.set("attempts", 3), connection.close()))
    thread.start()
    thread.join()
    assert cache.get("attempts") == 3
