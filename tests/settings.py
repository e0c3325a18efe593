"""The project's own settings, with the environment that tests run in: nothing outside decides but DATABASE_URL."""

import os
import tempfile
from pathlib import Path

for _name in ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXIES", "EMAIL_URL", "LOG_LEVEL"):
    os.environ.pop(_name, None)
os.environ.update(
    SECRET_KEY="only-for-tests-" + "x" * 50, HTTPS="0", FTC_QI_DEMO="0", FTC_QI_DB="test.sqlite3"
)
# Playwright runs an event loop in the thread of the test, where Django would refuse to query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from ftc_qi.settings import *  # noqa: E402, F403
from ftc_qi.settings import DATABASES, STORAGES  # noqa: E402

_folder = tempfile.TemporaryDirectory(prefix="ftc-qi-tests-")  # removed when the process ends
MEDIA_ROOT = Path(_folder.name, "media")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the threads of the live server then have their own connections, as when it is real.
    DATABASES["default"]["TEST"] = {"NAME": _folder.name + "/test.sqlite3"}

# Fast, and never a secret.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Most tests need no collected files; those of the browser collect them (tests/browser/conftest.py).
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
