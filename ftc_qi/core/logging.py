"""Log lines without personal data.

Who did what is in the audit history, where access is controlled; logs travel further, so they never hold e-mail
addresses, query strings, form data or the text of an exception (a database's message quotes the values it refused).
"""

import logging
import re
from types import TracebackType

EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
KEYS = re.compile(r"(?<=/)(invitations|key)/[^/\s\"')\]]+")
"""In a path: the secret of an invitation's link, or of a new password's."""
QUERY_STRING = re.compile(r"(?<=[\w/\-.])\?[^\s\"')\]]+")


_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def redact(text: str) -> str:
    """Replace e-mail addresses by [e-mail], keys in paths by … and query strings by ?…"""
    return QUERY_STRING.sub("?…", KEYS.sub(r"\1/…", EMAIL.sub("[e-mail]", text)))


class PrivateFormatter(logging.Formatter):
    """One line per record; exceptions as their class and the lines of code they passed, without their message.

    show_messages: keep the exception's own text (development only).
    """

    def __init__(self, *, show_messages: bool = False) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self.show_messages = show_messages

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's formatter may have stored its own, with the message
        return redact(super().format(record))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802
        if self.show_messages or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(_outline(ei[1]))


def _outline(error: BaseException) -> list[str]:
    lines = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += [*_outline(cause), "which led to"]
    lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return lines
