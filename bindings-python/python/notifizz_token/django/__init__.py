"""The Notifizz widget in Django: settings, system checks, a view and a template tag.

    INSTALLED_APPS = [..., "notifizz_token.django"]
    NOTIFIZZ_AUTH_SECRET_KEY = os.environ["NOTIFIZZ_AUTH_SECRET_KEY"]
    NOTIFIZZ_FRONT_API_KEY = "..."              # public; optional if the page has it already
    NOTIFIZZ_TOKEN_SCHEME = "hmac-sha256"       # the default
    NOTIFIZZ_GET_USER_ID = "shop.ids.public_id" # a function of the user, or its name; optional

The view, in urls.py:

    path("notifizz/", include("notifizz_token.django.urls"))

GET notifizz/widget-options answers with the widget options of the signed-in user as JSON, with
401 and {"error": "login_required"} for a visitor, and with 409 and {"error": "empty_user_email"}
for a user without an e-mail address; always with Cache-Control: no-store.

The template tag, for a page that has them in it from the start:

    {% load notifizz %}{% notifizz_widget_options %}

writes the widget options into the page, as JSON in a <script type="application/json"> element
with the ID "notifizz-widget-options", or another ID that is given to it; for a visitor it writes
nothing. A token never expires, so no cache may keep such a page: decorate its view with
django.views.decorators.cache.never_cache.

Both take the user from the session only. The ID is str(user.pk), so an integer primary key and a
UUID become text in one way everywhere; it is what user_id() in notifizz_token.django.widget
returns, or NOTIFIZZ_GET_USER_ID in its place. The e-mail address is the field that the user model
calls its e-mail field.
"""
