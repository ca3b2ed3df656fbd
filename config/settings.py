"""Django's settings. Reads only the environment (the table of variables is in DEVELOPERS.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from config import env
from config.embedded import Embedded

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.flag("RENKEI_DEBUG", default=False)

# --- where state lives ---
DATA_DIR = env.data_dir(BASE_DIR)
KEY_DIR = DATA_DIR / "keys"
KEY_COPY_DAYS = env.number("RENKEI_KEY_COPY_DAYS", 30, low=1, high=366)  # a destroyed key is gone after so many days
DESTROYED_COPY = DATA_DIR / "destroyed.list"  # outlives a loss of the keys: what was destroyed never comes back
BACKUP_KEY_FILE = Path(env.text("RENKEI_BACKUP_KEY", str(KEY_DIR / "backup.key")))  # opens backups of the database
HEAD_DIR = DATA_DIR / "audit-heads"  # signed heads of the audit, kept outside the database
SECRET_KEY = env.text("RENKEI_SECRET_KEY", "") or env.secret_file(KEY_DIR / "django.key")
WALL_KEY = env.secret_file(KEY_DIR / "wall.key")  # seals sessions and tokens; PostgreSQL checks them (ADR 0006)

# --- database: the application's role; migrations connect as the owner (config/postgresql) ---
DATABASE_URL = env.text("DATABASE_URL", "")
DEMO = env.flag("RENKEI_DEMO", default=not DATABASE_URL)
OMNISCIENT_SYSTEMS = ["demo"] if DEMO else []  # before whom no wall stands: the maker of the demo's stories


def _login(url: str) -> dict[str, Any]:
    """What libpq understands of a connection URL."""
    return {key: value for key, value in conninfo_to_dict(url).items() if value is not None}


def _database() -> dict[str, Any]:
    app = _login(DATABASE_URL)
    owner_url = env.text("DATABASE_OWNER_URL", "")
    owner = {key: value for key, value in _login(owner_url).items() if key != "dbname"}
    known = {"dbname", "user", "password", "host", "port", "options"}
    return {
        "ENGINE": "config.postgresql",
        "NAME": app.get("dbname") or ("renkei_demo" if DEMO else "renkei"),
        "USER": app.get("user", ""),
        "PASSWORD": app.get("password", ""),
        "HOST": app.get("host", ""),
        "PORT": str(app.get("port", "")),
        "OPTIONS": {
            # One connection per blocking thread of the server, and one to spare.
            "pool": {"min_size": 1, "max_size": env.number("RENKEI_THREADS", 4, low=1, high=64) + 1, "timeout": 15},
            # The policies make a short query look dear (estimates beyond 100,000), so a server that can would compile each one.
            "options": f"-c jit=off {app.get('options', '')}".strip(),
            **{key: value for key, value in app.items() if key not in known},
        },
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,  # one transaction per request carries the actor; a page leaves after its audit row
        "EMBEDDED": None if DATABASE_URL else Embedded(DATA_DIR),
        "OWNER": owner,
        "BACKUP": {k: v for k, v in _login(env.text("DATABASE_BACKUP_URL", "")).items() if k != "dbname"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- applications, from screens down ---
INSTALLED_APPS = [
    "renkei.web",  # before allauth and django.forms: our templates win
    "renkei.jobs",
    "renkei.privacy",
    "renkei.stats",
    "renkei.inquiries",
    "renkei.consultation",
    "renkei.programme",
    "renkei.contacts",
    "renkei.coordination",
    "renkei.people",
    "renkei.offices",
    "renkei.disclosure",
    "renkei.cases",
    "renkei.accounts",
    "renkei.background",
    "renkei.audit",
    "renkei.notifications",
    "renkei.core",
    "procrastinate.contrib.django",  # jobs wait in our own database; renkei/jobs/tasks.py says which there are
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "renkei.web.middleware.HeadersMiddleware",  # these three stand outside: static files and error pages pass them too
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "renkei.web.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "renkei.web.middleware.BodyLimitMiddleware",  # before anything reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "renkei.web.middleware.ActorMiddleware",
    "renkei.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "renkei.web.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["renkei.web.templatetags.tickets"],  # {% csrf_token %} with the one-time id of the form
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "renkei.web.context.page",
            ],
        },
    }
]

# --- language and time ---
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# --- who signs in ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "renkei.accounts.queries.passwords.PasswordRules"},
]
BREACHED_PASSWORDS = env.text("RENKEI_BREACHED_PASSWORDS", "")
PASSWORD_RESET_TIMEOUT = 2 * 3600  # of the link one mails oneself
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "renkei.web.accounts.adapter.AccountAdapter"  # no sign-up: users are invited
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the organisation's manager enters the address
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; allauth's one would offer a sign-up
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the other sessions end (adapter.set_password)
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip"}  # an account's own lock: accounts.services
MFA_ADAPTER = "renkei.web.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "れんけい"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be 30 seconds off; a code is good once
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the organisation's manager enters the address
MFA_FORMS = {
    "authenticate": "renkei.web.accounts.factor_forms.SecondFactorForm",
    "reauthenticate": "renkei.web.accounts.factor_forms.ConfirmForm",
    "activate_totp": "renkei.web.accounts.factor_forms.AppForm",
    "add_webauthn": "renkei.web.accounts.factor_forms.PasskeyForm",
    "edit_webauthn": "renkei.web.accounts.factor_forms.PasskeyNameForm",
}

# --- sign-in by the organisation's own OpenID provider: off until an issuer is named ---
OIDC_ISSUER = env.text("RENKEI_OIDC_ISSUER", "").rstrip("/")
OIDC_NAME = env.text("RENKEI_OIDC_NAME", "組織のアカウント")
OIDC_STRONG = env.words("RENKEI_OIDC_STRONG")  # values of acr or amr that count as a second factor
SOCIALACCOUNT_ADAPTER = "renkei.web.accounts.oidc.OidcAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.text("RENKEI_OIDC_CLIENT_ID"),
                "secret": env.text("RENKEI_OIDC_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# --- the address, and what follows from it ---
PUBLIC_URL = env.url("RENKEI_PUBLIC_URL")  # set: one-time links are offered
PORT = env.number("RENKEI_PORT", 8000, low=1, high=65535)
ALLOWED_HOSTS = env.words("RENKEI_ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if PUBLIC_URL:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, str(urlsplit(PUBLIC_URL).hostname)]
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
IS_HTTPS = PUBLIC_URL.startswith("https://")
PROXIES = env.number("RENKEI_BEHIND_PROXY", 0, low=0, high=9)  # how many stand in front of us, each adding its line
if IS_HTTPS and PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag(
    "RENKEI_HSTS_SUBDOMAINS", default=True
)  # of Renkei's own name, not the city's
SECURE_REFERRER_POLICY = "same-origin"  # a stricter one takes away what Django's CSRF check reads
_HOST = "__Host-" if IS_HTTPS else ""  # a neighbouring name of the city can't plant such a cookie
SESSION_COOKIE_NAME = f"{_HOST}renkei_session"
SESSION_ENGINE = "config.sessions"
SESSION_COOKIE_AGE = 3600 * env.number("RENKEI_SESSION_HOURS", 10, low=1, high=24)  # absolute end: a working day
SESSION_IDLE_SECONDS = 60 * env.number("RENKEI_SESSION_IDLE_MINUTES", 30, low=5, high=480)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = f"{_HOST}renkei_csrf"
MESSAGE_STORAGE = "config.notices.NoticeStorage"
NOTICE_COOKIE_NAME = f"{_HOST}renkei_notices"
CSRF_FAILURE_VIEW = "renkei.web.gates.csrf_failure"

CSP_FORM_ACTIONS = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))] if OIDC_ISSUER else []
)  # where a form may lead besides ourselves: the provider of a single sign-on
CONTENT_SECURITY_POLICY = {  # nothing is allowed but what is named, and no report leaves the house
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],  # the script files our templates name, by a number of this answer; no file by its place
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code on the answer sheet
        "connect-src": [SELF],  # htmx
        "form-action": [SELF, *CSP_FORM_ACTIONS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        **({"upgrade-insecure-requests": True} if IS_HTTPS else {}),
    }
}

# --- files, mail, cache, log: all under the data folder, nothing leaves the machine by itself ---
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page uses our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # attachments are encrypted rows
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # attachments up to 20 MB
FILE_UPLOAD_MAX_MEMORY_SIZE = (
    DATA_UPLOAD_MAX_MEMORY_SIZE  # an upload never touches the disk unencrypted: more is refused unread,
)
# but for the published files of the directory (web/gates.py)
CLAMD = env.text("RENKEI_CLAMD", "")  # path of clamd's socket, or host:port

EMAIL_HOST = env.text("RENKEI_SMTP_HOST", "")
EMAIL_PORT = env.number("RENKEI_SMTP_PORT", 587, low=1, high=65535)
EMAIL_HOST_USER = env.text("RENKEI_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("RENKEI_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("RENKEI_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
env.make_private(EMAIL_FILE_PATH)  # a mail may carry the link to a new password
MAIL_ON = bool(EMAIL_HOST)  # without a mail server notices stay in the application, and nothing waits to be mailed
DEFAULT_FROM_EMAIL = env.text("RENKEI_MAIL_FROM", "renkei@localhost")
AUDIT_MAIL = env.words("RENKEI_AUDIT_MAIL")  # who keeps the daily head of the audit, outside this machine
EMAIL_SUBJECT_PREFIX = ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

CACHES = {  # shared by the server's workers: the sign-in rate limits count in it
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

LOGGING = {  # paths hold ids only; bodies, forms and statements are never logged
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "datefmt": "%Y-%m-%dT%H:%M:%S%z", "style": "{"}
    },
    "filters": {"secrets": {"()": "config.logs.HideSecrets"}},  # one-time links carry theirs in the path
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "renkei": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING"},
        "procrastinate": {
            "level": "CRITICAL"
        },  # it would write the error of a job with its text; tasks.py writes the kind
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
