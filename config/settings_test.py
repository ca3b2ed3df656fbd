"""What tests change: a server and a key of their own, fast hashes, nothing on disk."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from config.embedded import Embedded
from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, DATABASES, MIDDLEWARE

DATABASES["default"] |= {"ENGINE": "tests.postgresql", "OPTIONS": {}, "CONN_HEALTH_CHECKS": False, "NAME": "renkei"}
if DATABASES["default"]["EMBEDDED"]:  # its data is thrown away: it needs not survive a power cut
    speed = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
    DATABASES["default"]["EMBEDDED"] = Embedded(DATA_DIR / "test", speed)

_SCRATCH = tempfile.mkdtemp(prefix="renkei-test-")
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)
DESTROYED_COPY = Path(_SCRATCH) / "destroyed.list"
KEY_DIR, HEAD_DIR = Path(_SCRATCH) / "keys", Path(_SCRATCH) / "audit-heads"
SECRET_KEY = "for tests only, nothing is kept under it"  # noqa: S105
WALL_KEY = "for tests only too"
OMNISCIENT_SYSTEMS = ["tests"]  # what tests do without a request; each request runs with the wall up
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
MAIL_ON = False  # tests of the mails switch it on
PUBLIC_URL = "https://renkei.example.jp"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS = False
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
DEMO = False
GALLERY = True
MIDDLEWARE = ["tests.postgresql.middleware.WallUpMiddleware", *MIDDLEWARE]
