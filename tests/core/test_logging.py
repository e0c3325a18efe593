"""Log lines hold no personal data."""

import logging

import pytest

from ftc_qi.core.logging import PrivateFormatter, redact


def formatted(
    formatter: PrivateFormatter, message: str = "Refused", error: BaseException | None = None
) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return formatter.format(logging.LogRecord("app", logging.ERROR, __file__, 1, message, None, exc_info))


@pytest.fixture
def error() -> Exception:
    try:
        try:
            raise KeyError("amy.b@example.org")
        except KeyError as cause:
            raise ValueError("Key (name)=(Amy Brown) already exists") from cause
    except ValueError as raised:
        return raised


@pytest.mark.parametrize(
    "text, expected",
    [
        ("sent to amy.o'brien+qi@mail.example.org today", "sent to [e-mail] today"),
        ("GET /projects/?q=Amy&page=2 200", "GET /projects/?… 200"),
        ('"GET /x?y=z HTTP/1.1" 200', '"GET /x?… HTTP/1.1" 200'),
        ("Is it ready? Yes", "Is it ready? Yes"),
        ("@media is not an address", "@media is not an address"),
        ("Error: /invitations/uJx-9_k2Zq/", "Error: /invitations/…/"),
        ("Error: /accounts/password/reset/key/1-abc-def/", "Error: /accounts/password/reset/key/…/"),
    ],
)
def test_addresses_and_query_strings_are_taken_out(text, expected):
    assert redact(text) == expected


def test_an_exception_is_logged_by_class_and_line_without_its_words(error):
    line = formatted(PrivateFormatter(), error=error)
    assert "builtins.KeyError\n" in line
    assert "which led to\nbuiltins.ValueError\n" in line
    assert "test_logging.py:" in line
    assert "Amy" not in line
    assert "example.org" not in line


def test_another_formatters_text_of_the_exception_is_not_reused(error):
    record = logging.LogRecord("app", logging.ERROR, __file__, 1, "Refused", None, (type(error), error, None))
    logging.Formatter().format(record)
    assert "Amy" not in PrivateFormatter().format(record)


def test_while_developing_the_exceptions_words_are_shown(error):
    assert "Amy Brown" in formatted(PrivateFormatter(show_messages=True), error=error)
