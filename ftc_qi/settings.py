"""Settings: one file, read from the environment, safe when nothing is set.

Variables (all optional but SECRET_KEY; lists are separated by commas, yes/no ones take 1/0, true/false, yes/no):

SECRET_KEY              required unless DEBUG is on
DEBUG                   no
HTTPS                   yes, unless DEBUG is on: redirect to https, secure cookies, HSTS
ALLOWED_HOSTS           localhost,127.0.0.1,[::1]
CSRF_TRUSTED_ORIGINS    none
TRUSTED_PROXIES         0: how many proxies of your own stand in front (their X-Forwarded-* headers are believed)
DATABASE_URL            e.g. postgres://user:password@host:5432/name; without it, SQLite in FTC_QI_DB
FTC_QI_DB               db.sqlite3 beside manage.py
FTC_QI_STATIC_ROOT      staticfiles beside manage.py
FTC_QI_MEDIA_ROOT       media beside manage.py
FTC_QI_DEMO             no: say on every page that the data are made up
EMAIL_URL               consolemail://, which prints e-mails; e.g. smtp+tls://user:password@host:587
DEFAULT_FROM_EMAIL      FTC QI <noreply@localhost>
LOG_LEVEL               INFO
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent


def refuse(reason: str) -> SystemExit:
    """An exception which ends the process with one line instead of a traceback."""
    return SystemExit(f"FTC QI cannot start: {reason}")


def flag(name: str, *, default: bool) -> bool:
    """Read a yes/no variable. Anything unclear stops the start, so that a typing error never opens a door."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise refuse(f"{name} is {value!r}. Set it to 1 or 0.")


def number(name: str, *, default: int) -> int:
    """Read a whole number, zero or more."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise refuse(f"{name} is {value!r}. Set it to a whole number.")
    return int(value)


def words(name: str, *, default: str = "") -> list[str]:
    """Read a list separated by commas."""
    return [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]


def place(name: str, *, default: str) -> Path:
    """Read a file or folder; a relative one is taken from the project's own folder."""
    return BASE_DIR / (os.environ.get(name) or default)


# --- Safety -----------------------------------------------------------------------------------------------

DEBUG = flag("DEBUG", default=False)
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise refuse("SECRET_KEY is not set. Set it to a long random text (or DEBUG=1 while you develop).")
    SECRET_KEY = "insecure-and-only-for-development-" + "x" * 32

HTTPS = flag("HTTPS", default=not DEBUG)
FTC_QI_DEMO = flag("FTC_QI_DEMO", default=False)

ALLOWED_HOSTS = words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")

ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", default=0)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a probe inside the machine speaks plain http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
# Whether other sites under the same domain speak https is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_NAME = "__Host-ftc_qi_session" if HTTPS else "ftc_qi_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # for those who tick "remember me"; else until the browser closes
WRITER_COOKIE_NAME = "__Host-ftc_qi_writer" if HTTPS else "ftc_qi_writer"  # ftc_qi.core.kept
CSRF_COOKIE_NAME = "__Host-ftc_qi_csrf" if HTTPS else "ftc_qi_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# Plotly writes two style sheets from its script, while a chart is explored: an empty one which it then fills
# through the CSSOM, and MapLibre's. Their hashes belong to the locked version of plotly.
PLOTLY_STYLE_SHEETS = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, *PLOTLY_STYLE_SHEETS],
        # data: for the small pictures inside Bootstrap's style sheet, blob: for a chart saved as a picture
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Application ------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come first, so that our templates win over those of packages.
    "ftc_qi.core",
    "ftc_qi.accounts",
    "projects",
    "measures",
    "community",
    "ftc_qi.pages",
    "ftc_qi.demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ftc_qi.core.middleware.add_headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ftc_qi.core.middleware.log_requests",  # past static files
    # Pages are compressed; against BREACH, Django masks its tokens and pads every answer by a random length.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ftc_qi.core.kept.KeepTyped",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "ftc_qi.urls"
WSGI_APPLICATION = "ftc_qi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ftc_qi.pages.context.navigation",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Data -------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dict(environ.Env.db_url_config(os.environ["DATABASE_URL"]))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": place("FTC_QI_DB", default="db.sqlite3"),
        }
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing with "database is locked", and readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
            "PRAGMA mmap_size = 134217728; PRAGMA cache_size = -20000;"
        ),
    }

# Sign-in limits are counted in the cache, so it is shared by all processes: a table (`manage.py createcachetable`).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

MEDIA_ROOT = place(
    "FTC_QI_MEDIA_ROOT", default="media"
)  # no MEDIA_URL: a view serves each file, never a path
# What comes of a file beyond the largest that is taken is dropped while it arrives; the form then says so.
FILE_UPLOAD_HANDLERS = [
    "ftc_qi.core.files.OnlySoMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10

STATIC_URL = "/static/"
STATIC_ROOT = place("FTC_QI_STATIC_ROOT", default="staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ftc_qi.core.assets.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- People and sign-in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Nobody signs up: people are invited, and opening the invitation proves the address.
ACCOUNT_ADAPTER = "ftc_qi.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "ftc_qi.accounts.forms.SignInForm",
    "reset_password": "ftc_qi.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "ftc_qi.accounts.forms.NewPasswordForm",
    "change_password": "ftc_qi.accounts.forms.ChangePasswordForm",
    "set_password": "ftc_qi.accounts.forms.SetPasswordForm",
    "reauthenticate": "ftc_qi.accounts.forms.ConfirmItIsYouForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {
    # A learning session may sign in from one address at once; wrong passwords are held far tighter.
    "login": "120/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "signup": "20/m/ip",
    "confirm_email": "1/3m/key",
}

# --- Words and times --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "British English")]
FORMAT_MODULE_PATH = ["ftc_qi.formats"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- E-mail and logging -----------------------------------------------------------------------------------

for _name, _value in environ.Env.email_url_config(os.environ.get("EMAIL_URL") or "consolemail://").items():
    if _name.startswith("EMAIL_"):
        globals()[_name] = _value
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "FTC QI <noreply@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# To standard output, without personal data: see ftc_qi.core.logging.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "ftc_qi.core.logging.PrivateFormatter", "show_messages": DEBUG}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "private"}
    },
    "root": {"handlers": ["stdout"], "level": os.environ.get("LOG_LEVEL") or "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": DEBUG},
        # "Not Found: /…" and "Forbidden: /…" repeat paths, which may hold keys; our own line names the route.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
