"""A Django project with the usual middleware, for the tests."""

from common import KEY

SECRET_KEY = "django-own-key"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "notifizz_token.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "django_views"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
NOTIFIZZ_AUTH_SECRET_KEY = KEY
NOTIFIZZ_FRONT_API_KEY = "front-api-key"

TAG = "{% load notifizz cache %}{% notifizz_widget_options %}"
PAGES = {
    "page.html": TAG,
    "named.html": "{% load notifizz %}{% notifizz_widget_options request.GET.id %}",
    "500.html": "{% extends 'base.html' %}{% block content %}sorry{% endblock %}",
    "base.html": TAG + "{% block content %}{% endblock %}",
    "includes.html": "{% with name='page.html' %}{% include name %}{% endwith %}",
    "block.html": "{% load cache %}{% cache 600 block %}{% block header %}{% endblock %}{% endcache %}",
}
# The tag is inside a {% cache %} in several ways.
CACHED_PAGES = {
    "direct.html": "{% load notifizz cache %}{% cache 600 direct %}{% notifizz_widget_options %}{% endcache %}",
    "forever.html": "{% load cache %}{% cache None forever using='default' %}" + TAG + "{% endcache %}",
    "include.html": "{% load cache %}{% cache 600 include %}{% include 'includes.html' %}{% endcache %}",
    "fills-block.html": "{% extends 'block.html' %}{% block header %}" + TAG + "{% endblock %}",
    "fills-block-again.html": "{% extends 'fills-block.html' %}{% block header %}{{ block.super }}{% endblock %}",
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "loaders": [("django.template.loaders.locmem.Loader", {**PAGES, **CACHED_PAGES})],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "OPTIONS": {
            "extensions": ["notifizz_token.django.jinja2.NotifizzExtension"],
            # By its name, because not every Python that runs the tests has Jinja2.
            "environment": "django_jinja2.environment",
        },
    },
]
