import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).parents[1]

# The key that signs Django's own cookies. Keep one, or every restart ends all sessions.
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "accounts",
    "notifizz_token.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "project.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# If it is not set, `manage.py check` says so, and no server starts.
NOTIFIZZ_AUTH_SECRET_KEY = os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY")
NOTIFIZZ_FRONT_API_KEY = os.environ.get("NOTIFIZZ_FRONT_API_KEY")
NOTIFIZZ_TOKEN_SCHEME = os.environ.get("NOTIFIZZ_TOKEN_SCHEME") or "hmac-sha256"
# Notifizz knows users by an ID of their profile; without this, by the primary key.
NOTIFIZZ_GET_USER_ID = "accounts.ids.notifizz_id"
# For the webhook, in project/views.py.
NOTIFIZZ_WEBHOOK_SIGNING_SECRET = os.environ.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET")
