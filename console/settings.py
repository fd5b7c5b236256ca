"""Every setting, each from the environment and read nowhere else; a wrong one stops the start with one line."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from xstatic.pkg import opensans

from console import environment, keys, logs
from console.environment import Environment, Misconfigured

# `ModelAdmin[Operator]` and the like, which Django's classes do not understand by themselves.
django_stubs_ext.monkeypatch()

env = Environment.of_process()
BASE_DIR = Path(__file__).resolve().parent.parent

# Where it lives -------------------------------------------------------------------------------------------------------

POOLHOUSE_DATA = env.folder("POOLHOUSE_DATA", BASE_DIR / "data")
PORT = env.number("PORT", 8000, most=environment.LARGEST_PORT)
POOLHOUSE_BIND = env.text("POOLHOUSE_BIND", "127.0.0.1")
_base = env.url("POOLHOUSE_URL", f"http://localhost:{PORT}", schemes=("http", "https"))
if not _base.hostname or _base.path.strip("/") or _base.query or _base.fragment or _base.username:
    raise Misconfigured("POOLHOUSE_URL must be a scheme and a host only, such as https://login.example.com.")
POOLHOUSE_BASE_HOST = _base.netloc.lower()
POOLHOUSE_URL = f"{_base.scheme}://{POOLHOUSE_BASE_HOST}"
POOLHOUSE_REGION = env.text("POOLHOUSE_REGION", "us-east-1")
POOLHOUSE_ACCOUNT_ID = env.text("POOLHOUSE_ACCOUNT_ID", "0" * 12)
if not (POOLHOUSE_ACCOUNT_ID.isdecimal() and len(POOLHOUSE_ACCOUNT_ID) == 12):  # noqa: PLR2004  AWS account ids
    raise Misconfigured("POOLHOUSE_ACCOUNT_ID must be 12 digits.")
POOLHOUSE_ALLOWED_HOSTS = [name.lower() for name in env.words("POOLHOUSE_ALLOWED_HOSTS")]
if "*" in POOLHOUSE_ALLOWED_HOSTS:
    raise Misconfigured("POOLHOUSE_ALLOWED_HOSTS must name hosts; * would undo the check.")
POOLHOUSE_TRUSTED_PROXIES = env.networks("POOLHOUSE_TRUSTED_PROXIES")
if any(network.prefixlen == 0 for network in POOLHOUSE_TRUSTED_PROXIES):
    raise Misconfigured("POOLHOUSE_TRUSTED_PROXIES must not trust every address.")
if _base.scheme == "https" and not POOLHOUSE_TRUSTED_PROXIES:
    raise Misconfigured(
        "POOLHOUSE_URL is https, which a proxy in front must speak, but POOLHOUSE_TRUSTED_PROXIES names no proxy."
    )
# Which host answers as what is decided by console.hosts, which knows the pools' domains too.
ALLOWED_HOSTS = ["*"]

DEBUG = env.flag("POOLHOUSE_DEBUG")
if DEBUG and _base.hostname not in {"localhost", "127.0.0.1", "::1"}:
    raise Misconfigured("POOLHOUSE_DEBUG shows secrets in error pages; it goes with a POOLHOUSE_URL on localhost only.")

POOLHOUSE_DEVELOPMENT = env.flag("POOLHOUSE_DEVELOPMENT")
if POOLHOUSE_DEVELOPMENT and not environment.is_private_address(_base):
    raise Misconfigured(
        "POOLHOUSE_DEVELOPMENT gives codes away to whoever asks; it goes with a POOLHOUSE_URL that is http and on "
        "localhost, a name without dots or one that ends in .test or .localhost."
    )

# Keys -----------------------------------------------------------------------------------------------------------------

POOLHOUSE_VAULT_KEY_FILE = POOLHOUSE_DATA / "keys" / "vault"
SECRET_KEY = env.text("POOLHOUSE_SECRET_KEY") or keys.kept_in(POOLHOUSE_DATA / "keys" / "django", keys.new_secret_key)
if len(SECRET_KEY) < 32:  # noqa: PLR2004  256 bits, were they all random
    raise Misconfigured("POOLHOUSE_SECRET_KEY must have 32 characters or more.")
POOLHOUSE_VAULT_KEYS_FROM_ENVIRONMENT = bool(env.words("POOLHOUSE_VAULT_KEYS"))
if POOLHOUSE_VAULT_KEYS_FROM_ENVIRONMENT:
    POOLHOUSE_VAULT_KEYS = environment.vault_keys(env.words("POOLHOUSE_VAULT_KEYS"), source="POOLHOUSE_VAULT_KEYS")
else:
    POOLHOUSE_VAULT_KEYS = environment.vault_keys(
        keys.kept_in(POOLHOUSE_VAULT_KEY_FILE, keys.new_vault_key).split(), source=str(POOLHOUSE_VAULT_KEY_FILE)
    )
if len(set(POOLHOUSE_VAULT_KEYS)) != len(POOLHOUSE_VAULT_KEYS):
    raise Misconfigured("POOLHOUSE_VAULT_KEYS names one key twice.")

# Processes ------------------------------------------------------------------------------------------------------------

POOLHOUSE_WEB_WORKERS = env.number("POOLHOUSE_WEB_WORKERS", os.cpu_count() or 1, most=256)
POOLHOUSE_WEB_THREADS = env.number("POOLHOUSE_WEB_THREADS", 10, most=64)
POOLHOUSE_WORKER_THREADS = env.number("POOLHOUSE_WORKER_THREADS", 4, most=64)
# In each process; by default all web processes together hash as many passwords at once as there are cores.
POOLHOUSE_HASH_CONCURRENCY = env.number(
    "POOLHOUSE_HASH_CONCURRENCY",
    max(1, min((os.cpu_count() or 1) // POOLHOUSE_WEB_WORKERS, POOLHOUSE_WEB_THREADS - 2)),
    most=256,
)
# Beside them so many callers may wait, so that two threads are left for everything that hashes nothing.
POOLHOUSE_HASH_QUEUE = env.number(
    "POOLHOUSE_HASH_QUEUE", max(0, POOLHOUSE_WEB_THREADS - POOLHOUSE_HASH_CONCURRENCY - 2), least=0, most=1024
)
POOLHOUSE_ARGON2 = environment.argon2_costs(env.text("POOLHOUSE_ARGON2", "m=19456,t=2,p=1"))

# Database, broker, cache ----------------------------------------------------------------------------------------------

DATABASES = {
    "default": environment.database(
        env.url("DATABASE_URL", schemes=("postgres", "postgresql")),
        sqlite_file=POOLHOUSE_DATA / "poolhouse.sqlite3",
        # Beside the threads that answer there are a few that deliver, sweep and beat.
        pool_size=max(POOLHOUSE_WEB_THREADS, POOLHOUSE_WORKER_THREADS) + 4,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "console.Operator"

_redis = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
REDIS_URL = _redis.geturl()
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int | float | str] = {
        "visibility_timeout": 60,
        "unacked_restore_interval": 10,
        # kombu looks for what a dead worker held at every tenth interval only, unless told.
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    _broker = POOLHOUSE_DATA / "broker"
    for _folder in (_broker / "queue", _broker / "control"):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "poolhouse"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Seen by every process: the worker's sign of life. Nothing that must survive is kept here.
    "shared": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "poolhouse",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(POOLHOUSE_DATA / "cache"),
        }
    ),
}

# Mail, SMS and calls to the outside -----------------------------------------------------------------------------------

_mail = env.url("POOLHOUSE_EMAIL_URL", schemes=("smtp", "smtp+tls", "smtps"))
POOLHOUSE_EMAIL_URL = _mail.geturl()
if POOLHOUSE_EMAIL_URL and not _mail.hostname:
    raise Misconfigured("POOLHOUSE_EMAIL_URL must look like smtp://user:password@host:port.")
# Without a server mail goes nowhere by this way: the outbox is the mailbox then.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if POOLHOUSE_EMAIL_URL else 'dummy'}.EmailBackend"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or {"smtps": 465, "smtp+tls": 587}.get(_mail.scheme, 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.text("POOLHOUSE_EMAIL_FROM", f"no-reply@{_base.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
POOLHOUSE_SMS_SENDER = env.text("POOLHOUSE_SMS_SENDER", "outbox")
if POOLHOUSE_SMS_SENDER not in {"outbox", "sns"}:
    raise Misconfigured("POOLHOUSE_SMS_SENDER must be outbox or sns.")
POOLHOUSE_LOG_DELIVERY = env.text("POOLHOUSE_LOG_DELIVERY", "files")
if POOLHOUSE_LOG_DELIVERY not in {"files", "aws"}:
    raise Misconfigured("POOLHOUSE_LOG_DELIVERY must be files or aws.")
POOLHOUSE_OUTBOUND_ALLOW = env.words("POOLHOUSE_OUTBOUND_ALLOW")
POOLHOUSE_AWS_ENDPOINT_URL = env.url("POOLHOUSE_AWS_ENDPOINT_URL", schemes=("http", "https")).geturl()
POOLHOUSE_LAMBDA_ENDPOINT_URL = env.url("POOLHOUSE_LAMBDA_ENDPOINT_URL", schemes=("http", "https")).geturl()

POOLHOUSE_SENDING_LIMITS = environment.sending_limits(env.text("POOLHOUSE_SENDING_LIMITS"))

# How long a browser's sign-in on the hosted pages may lie idle; 0 means as long as it lives.
POOLHOUSE_SSO_IDLE_MINUTES = env.number("POOLHOUSE_SSO_IDLE_MINUTES", 10_080, least=0, most=129_600)
_breaches = env.url("POOLHOUSE_BREACHES_URL", schemes=("http", "https")).geturl()
POOLHOUSE_BREACHES_URL = f"{_breaches.rstrip('/')}/" if _breaches else ""
POOLHOUSE_PASSWORD_NOTICES = env.text("POOLHOUSE_PASSWORD_NOTICES", "hosted")
if POOLHOUSE_PASSWORD_NOTICES not in {"off", "hosted", "all"}:
    raise Misconfigured("POOLHOUSE_PASSWORD_NOTICES must be off, hosted or all.")

# Applications and the way of a request --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "console",
    "accounts",
    "pools",
    "console.admin_config.ConsoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "csp",
    "allauth.account",
    "allauth.socialaccount",
]
ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"
MIDDLEWARE = [
    "console.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.hosted.languages.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
# For tokens, discovery and health: no session, form or operator is known there, and none is needed.
LEAN_MIDDLEWARE = [
    "console.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "console.lean.ContentLengthMiddleware",
]
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
                "console.context.csp_nonce",
            ],
        },
    }
]
TIME_ZONE = "UTC"
USE_TZ = True

# Of the pages for the pools' users, by their own names: Cognito's and six more. Operators' pages are English.
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("id", "Bahasa Indonesia"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-br", "Português (Brasil)"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("he", "עברית"),
    ("ar", "العربية"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
]
# Before those of Django and of the libraries.
LOCALE_PATHS = [BASE_DIR / "accounts" / "locale"]

# Static files: hashed once `collectstatic` has run, as `up` does; straight from the source folders until then -----------

STATIC_URL = "/static/"
STATIC_ROOT = POOLHOUSE_DATA / "static"
# Of the font's many files only those of the weights that the stylesheets name.
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "static",
    *((f"opensans/fonts/{weight}", Path(opensans.BASE_DIR) / "fonts" / weight) for weight in ("Regular", "Bold")),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "console.static_files.StaticFiles"},
}
STATIC_ROOT.mkdir(mode=0o700, exist_ok=True)
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()

# Sign-in and cookies of the console -----------------------------------------------------------------------------------

HTTPS = _base.scheme == "https"
PASSWORD_HASHERS = ["accounts.crypto.argon2.PoolhouseArgon2Hasher"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "console:sign_in"
LOGIN_REDIRECT_URL = "console:user_pools"
_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}poolhouse_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_prefix}poolhouse_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "console.pages.errors.csrf_failure"
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing leaves this site; "no-referrer" would make browsers send `Origin: null` with our own forms, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# allauth speaks to the pools' external providers; nobody signs in to the console by it ------------------------------------

SOCIALACCOUNT_ADAPTER = "accounts.federation.adapter.PoolSocialAccountAdapter"
SOCIALACCOUNT_QUERY_EMAIL = True

# Said out loud --------------------------------------------------------------------------------------------------------

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logs.configuration(level=env.text("POOLHOUSE_LOG_LEVEL", "INFO").upper())
SILENCED_SYSTEM_CHECKS: list[str] = []
