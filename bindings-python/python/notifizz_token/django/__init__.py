"""The Notifizz widget in Django: settings, system checks, a view and a template tag, and a view for webhooks.

    INSTALLED_APPS = [..., "notifizz_token.django"]
    NOTIFIZZ_AUTH_SECRET_KEY = os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY")
    NOTIFIZZ_FRONT_API_KEY = "..."                # public; optional if the page has it already
    NOTIFIZZ_TOKEN_SCHEME = "hmac-sha256"         # the default
    NOTIFIZZ_GET_USER_ID = "shop.ids.public_id"   # a function of the user, or its name; optional
    NOTIFIZZ_GET_USER_EMAIL = "shop.ids.email"    # the same for the e-mail address
    NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS = [...]    # while the key is being replaced
    NOTIFIZZ_WEBHOOK_SIGNING_SECRET = "..."       # or a list; for dispatch_view

If any of them is wrong, manage.py check says so, and a WSGI or ASGI server does not start.

The view, in urls.py:

    path("notifizz/", include("notifizz_token.django.urls"))

GET notifizz/widget-options answers with the widget options of the signed-in user as JSON, with
401 and {"error": "login_required"} for a visitor, and with 409 and {"error": "empty_user_id"} or
{"error": "empty_user_email"} for a user without an ID or an e-mail address; always with
Cache-Control: no-store, private.

The template tag, for a page that has them in it from the start:

    {% load notifizz %}{% notifizz_widget_options %}

writes the widget options into the page, as JSON in a <script type="application/json"> element
with the ID "notifizz-widget-options", or another ID that is given to it; for a visitor it writes
nothing. It never raises: where it cannot write the options it writes nothing, and the logger
"notifizz_token" says why.

In a Jinja2 template, {{ notifizz_widget_options() }} does the same, with this extension:

    TEMPLATES = [{..., "OPTIONS": {"extensions": ["notifizz_token.django.jinja2.NotifizzExtension"]}}]

In Python, widget_options(request) returns the same as a dict, or None for a visitor, and
get_client() returns the NotifizzClient of the process.

A token never expires, so no cache may keep it. All three of them make the response no-store,
whatever decorators its view has; for that the app puts a middleware of its own last in MIDDLEWARE.
Inside {% cache %} the tag writes nothing, and into a stream only if its response is no-store
already. In an async view, `await request.auser()` before the page is rendered.

The user is request.user, and nothing else in the request counts. The ID is the primary key: text
as it is, an integer in decimal, a UUID as 36 lower-case characters; no other type.
NOTIFIZZ_GET_USER_ID replaces it; user_id() in notifizz_token.django.widget is the default. The
e-mail address is the field that the user model calls its e-mail field, or user.email without such
a model; NOTIFIZZ_GET_USER_EMAIL replaces it.

A dispatch webhook needs nothing in INSTALLED_APPS, only its secret, and in urls.py
path("notifizz/webhook", webhook):

    @dispatch_view
    def webhook(request, event):
        ...  # queue the event
"""

from .dispatch import dispatch_view
from .widget import client as get_client
from .widget import widget_options

__all__ = ["dispatch_view", "get_client", "widget_options"]
