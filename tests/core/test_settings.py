"""The settings are safe when nothing is set, and say in one line what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOW = """
import json
from ftc_qi import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()}, default=str))
"""


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a fresh process with nothing but these variables set."""
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def settings_with(**variables: str) -> dict:
    done = run("-c", SHOW, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "command", [("manage.py", "check"), ("-c", "import ftc_qi.wsgi")], ids=["manage", "wsgi"]
)
def test_without_a_secret_key_it_refuses_to_start_in_one_line(command):
    done = run(*command)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "SECRET_KEY is not set" in done.stderr
    assert done.stdout == ""


def test_an_unclear_yes_or_no_stops_the_start():
    done = run("manage.py", "check", SECRET_KEY="x" * 60, DEBUG="flase")
    assert done.returncode == 1
    assert done.stderr == "FTC QI cannot start: DEBUG is 'flase'. Set it to 1 or 0.\n"


def test_an_unclear_number_stops_the_start():
    done = run("manage.py", "check", SECRET_KEY="x" * 60, TRUSTED_PROXIES="one")
    assert "TRUSTED_PROXIES is 'one'" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("empty", [{}, {"DEBUG": "", "HTTPS": "", "ALLOWED_HOSTS": "", "DATABASE_URL": ""}])
def test_nothing_set_but_the_key_is_the_safest(empty):
    settings = settings_with(SECRET_KEY="k" * 60, **empty)
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_HSTS_SECONDS"] > 0
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["FTC_QI_DEMO"] is False
    assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_a_secret_key_is_taken_as_it_is():
    assert settings_with(SECRET_KEY="$HOME'# {x}" + "k" * 60)["SECRET_KEY"].startswith("$HOME'# {x}")


def test_django_finds_nothing_to_warn_of_in_a_deployment():
    done = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="Jx7_" + "k3vQ-9zP" * 8
    )
    assert done.returncode == 0, done.stderr


def test_sqlite_is_tuned_for_several_writers():
    database = settings_with(SECRET_KEY="k" * 60, FTC_QI_DB="elsewhere/x.sqlite3")["DATABASES"]["default"]
    assert database["NAME"].endswith("elsewhere/x.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode = WAL" in database["OPTIONS"]["init_command"]


def test_database_url_names_a_postgresql_server():
    database = settings_with(SECRET_KEY="k" * 60, DATABASE_URL="postgres://me:p%40ss@db.example:5433/qi")[
        "DATABASES"
    ]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"], database["HOST"], database["PORT"], database["NAME"]) == (
        "me",
        "p@ss",
        "db.example",
        5433,
        "qi",
    )
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "OPTIONS" not in database


def test_email_url_names_a_mail_server():
    settings = settings_with(SECRET_KEY="k" * 60, EMAIL_URL="smtp+tls://me:word@mail.example:587")
    assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )


def test_behind_a_proxy_its_headers_are_believed():
    settings = settings_with(SECRET_KEY="k" * 60, TRUSTED_PROXIES="1")
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
