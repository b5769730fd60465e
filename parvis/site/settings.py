"""Settings from the environment: nothing to edit for one machine, few variables for several.

PARVIS_DATA      folder of the database, keys and uploads (default: ~/.local/share/parvis)
PARVIS_DATABASE  postgresql://… (default: SQLite in the data folder)
PARVIS_LOG       DEBUG, INFO, WARNING (default), ERROR; PARVIS_LOG_FORMAT=json: one object a line
PARVIS_STREAM_PARTS  parts that a stream of everything is split into, one a process (default: 1)
PARVIS_METRICS_TOKEN  whoever shows it may read /metrics (default: nobody)
PARVIS_HOSTS     comma list of host names served (default: this machine)
PARVIS_SMTP      smtp://user:password@host:587 or smtps://…, for invitations and alerts (default: none, links are copied)
PARVIS_SMTP_FROM the sender's address of those mails (default: the user of PARVIS_SMTP)
PARVIS_URL       where people reach the house, for links in mails (default: the first of PARVIS_HOSTS)
PARVIS_CONTACT   where sites that are explored find who asks (default: the first public name of PARVIS_HOSTS)
PARVIS_OIDC      file of the single sign-on providers (default: oidc.toml in the data folder, when it is there)
PARVIS_SECOND_FACTOR 1 = every team signs in with more than a password
PARVIS_DEBUG     1 = tracebacks in the page; never on a public address
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from parvis.core.folder import data_folder
from parvis.site.databases import database
from parvis.site.keys import secret_key
from parvis.site.logs import configured
from parvis.site.mail import mail_settings
from parvis.site.signing_in import APPS as SIGNING_IN
from parvis.site.signing_in import providers

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_folder()

SECRET_KEY = secret_key(DATA)
DEBUG = os.environ.get("PARVIS_DEBUG") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("PARVIS_HOSTS", "").split(",") if h] or ["127.0.0.1", "localhost", "[::1]"]

DATABASES = {"default": database(os.environ.get("PARVIS_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ON_POSTGRES = DATABASES["default"]["ENGINE"].endswith("postgresql")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *SIGNING_IN,
    "parvis.core",
    "parvis.people",
    "parvis.conversations",
    "parvis.listening",
    "parvis.boards",
    "parvis.community",
    "parvis.outbox",
    "parvis.engagement",
    *(["procrastinate.contrib.django"] if ON_POSTGRES else []),
]
AUTH_USER_MODEL = "core.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

MIDDLEWARE = [
    "parvis.site.asked.requests",  # outermost: it tells and measures what all the others did
    "parvis.site.packing.packed",
    "parvis.web.ui.assets.announced",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # above all that answers: files and errors carry it too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "parvis.site.files.FreshFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "parvis.web.ui.language.LanguageMiddleware",
    "parvis.web.ui.uploads.SizeMiddleware",  # before anything reads a body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "parvis.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "parvis.web.ui.environment.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "parvis.web.ui.environment.page",
            ],
        },
    },
]

# What of django-allauth is used, and how: `parvis.site.signing_in`.
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "parvis.core.factors.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
SOCIALACCOUNT_ADAPTER = "parvis.web.porch.oidc.Doorkeeper"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": providers(DATA, os.environ)}
}
SECOND_FACTOR_FOR_ALL = os.environ.get("PARVIS_SECOND_FACTOR") == "1"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # our own registry knows the tasks

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = sorted(PACKAGE.glob("**/locale"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web/static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+-[\w-]{8}\.(js|css)$"
"""Islands: their names carry their hash."""

LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "parvis.core.sessions"
SESSION_COOKIE_NAME = "parvis_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "parvis_csrf"
CSRF_COOKIE_HTTPONLY = True  # pages carry their token themselves
CSRF_FAILURE_VIEW = "parvis.web.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("PARVIS_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # the default of 300 thrashes
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
"""Bytes of a form beside its files: twice what a draft may hold."""
LARGEST_UPLOAD = 110_000_000
"""Bytes of one request with its files: the largest table that can be imported, and its envelope."""

MAILS, _mail = mail_settings(os.environ)
"""Whether the house can send mail of its own, and Django's settings for it."""
globals().update(_mail)
HOUSE = (
    os.environ.get("PARVIS_URL")
    or f"http{'s' * (os.environ.get('PARVIS_HTTPS') == '1')}://{ALLOWED_HOSTS[0].lstrip('.')}"
).rstrip("/")
"""Where people reach the house: links in mails begin so."""
_parts = os.environ.get("PARVIS_STREAM_PARTS", "")
STREAM_PARTS = min(max(int(_parts), 1), 256) if _parts.isdecimal() else 1
METRICS_TOKEN = os.environ.get("PARVIS_METRICS_TOKEN", "")
"""Whoever shows it may read /metrics; "" = nobody."""
LOGGING = configured(os.environ.get("PARVIS_LOG", "WARNING"), os.environ.get("PARVIS_LOG_FORMAT", "text"))
