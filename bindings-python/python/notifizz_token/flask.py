"""The Notifizz widget in Flask: an extension with a route and a template global.

    app.config["NOTIFIZZ_AUTH_SECRET_KEY"] = os.environ["NOTIFIZZ_AUTH_SECRET_KEY"]
    app.config["NOTIFIZZ_FRONT_API_KEY"] = "..."              # public; optional if the page has it already
    app.config["NOTIFIZZ_TOKEN_SCHEME"] = "hmac-sha256"       # the default
    app.config["NOTIFIZZ_GET_USER_ID"] = "shop.ids.public_id" # a function of the user, or its name; optional
    app.config["NOTIFIZZ_URL_PREFIX"] = "/notifizz"           # the default

    notifizz = Notifizz(app)  # or Notifizz(), and later notifizz.init_app(app)

    @notifizz.get_user  # not needed with Flask-Login
    def signed_in_user():
        return User.get(session["user"]) if "user" in session else None

GET /notifizz/widget-options answers with the widget options of that user as JSON, with 401 and
{"error": "login_required"} for a visitor, and with 409 and {"error": "empty_user_email"} for a user
without an e-mail address; always with Cache-Control: no-store.

{{ notifizz_widget_options() }} writes them into a page, as JSON in a
<script type="application/json"> element with the ID "notifizz-widget-options", or another ID
that is given to it, and makes that page no-store; for a visitor it writes nothing.

A user is any object with .id and .email. The ID is str(user.id), so an integer primary key and a
UUID become text in one way everywhere; NOTIFIZZ_GET_USER_ID replaces that.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Flask, Response, after_this_request, current_app, jsonify
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from werkzeug.utils import import_string

from . import NotifizzClient, NotifizzTokenError

if TYPE_CHECKING:
    from . import WidgetOptions

__all__ = ["EmailMissingError", "Notifizz", "user_id"]

GetUser = TypeVar("GetUser", bound=Callable[[], Any])


def user_id(user: Any) -> str:
    """The ID that is signed, and that the widget gets: the user's id as text.

    42 becomes "42"; a UUID becomes 36 lower-case characters with dashes. Notifizz knows users by
    this text, so set NOTIFIZZ_GET_USER_ID from the start if you may ever change the IDs. It is not
    Flask-Login's get_id(), which may be a session token.
    """
    return str(user.id)


class EmailMissingError(Exception):
    """The signed-in user has no e-mail address, without which the widget does not work."""


class Notifizz:
    """The extension; one can serve several apps. See the module."""

    def __init__(self, app: Flask | None = None) -> None:
        self._get_user: Callable[[], Any] | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Checks the configuration, and adds the route and the template global.

        Raises RuntimeError if the configuration is wrong.
        """
        # No local variable for the key: debuggers and error trackers show those.
        app.config.setdefault("NOTIFIZZ_AUTH_SECRET_KEY", "")
        app.config.setdefault("NOTIFIZZ_FRONT_API_KEY", None)
        app.config.setdefault("NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256")
        app.config.setdefault("NOTIFIZZ_GET_USER_ID", user_id)
        app.config.setdefault("NOTIFIZZ_URL_PREFIX", "/notifizz")
        try:
            client = NotifizzClient(
                app.config["NOTIFIZZ_AUTH_SECRET_KEY"], token_scheme=app.config["NOTIFIZZ_TOKEN_SCHEME"]
            )
        except (NotifizzTokenError, TypeError) as error:
            raise RuntimeError(f"NOTIFIZZ_AUTH_SECRET_KEY or NOTIFIZZ_TOKEN_SCHEME: {error}") from None
        if app.config["NOTIFIZZ_FRONT_API_KEY"] == app.config["NOTIFIZZ_AUTH_SECRET_KEY"]:
            raise RuntimeError(
                "NOTIFIZZ_FRONT_API_KEY is the auth secret key, and would be sent to every browser: set it to the"
                " Front API Key"
            )
        if isinstance(app.config["NOTIFIZZ_GET_USER_ID"], str):
            app.config["NOTIFIZZ_GET_USER_ID"] = import_string(app.config["NOTIFIZZ_GET_USER_ID"])
        if not callable(app.config["NOTIFIZZ_GET_USER_ID"]):
            raise RuntimeError("NOTIFIZZ_GET_USER_ID is neither a function nor the name of one")
        app.extensions["notifizz_token"] = client
        blueprint = Blueprint("notifizz_token", __name__, url_prefix=app.config["NOTIFIZZ_URL_PREFIX"])
        blueprint.add_url_rule("/widget-options", view_func=self._view, endpoint="widget_options")
        app.register_blueprint(blueprint)
        app.add_template_global(self._script, "notifizz_widget_options")

    def get_user(self, function: GetUser) -> GetUser:
        """Decorates the function that returns the user of the session, or None for a visitor."""
        self._get_user = function
        return function

    def widget_options(self) -> "WidgetOptions | None":
        """The options for the user of the session, or None for a visitor.

        Raises EmailMissingError.
        """
        user = self._user()
        if user is None:
            return None
        if not user.email:
            raise EmailMissingError
        client: NotifizzClient = current_app.extensions["notifizz_token"]
        return client.widget_options(
            current_app.config["NOTIFIZZ_GET_USER_ID"](user),
            user.email,
            api_key=current_app.config["NOTIFIZZ_FRONT_API_KEY"],
        )

    def _user(self) -> Any:
        if self._get_user is not None:
            return self._get_user()
        if not hasattr(current_app, "login_manager"):
            raise RuntimeError(
                "notifizz_token does not know the user: decorate the function that returns the user of the session"
                " with @notifizz.get_user, or set Flask-Login up"
            )
        from flask_login import current_user  # type: ignore[import-untyped]

        return current_user if current_user.is_authenticated else None

    def _view(self) -> Response:
        after_this_request(no_store)
        try:
            options = self.widget_options()
        except EmailMissingError:
            return failed(409, "empty_user_email")
        return failed(401, "login_required") if options is None else jsonify(options)

    def _script(self, element_id: str = "notifizz-widget-options") -> Markup:
        try:
            options = self.widget_options()
        except EmailMissingError:
            return Markup("<!-- Notifizz: the signed-in user has no e-mail address -->")
        if options is None:
            return Markup("")
        after_this_request(no_store)
        # format() of a Markup escapes the ID, and leaves the JSON, which is safe already.
        return Markup('<script id="{}" type="application/json">{}</script>').format(
            element_id, htmlsafe_json_dumps(options)
        )


def failed(status: int, error: str) -> Response:
    response = jsonify(error=error)
    response.status_code = status
    return response


def no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
