"""The Notifizz widget in Flask: an extension with a route and a template global, and a view for webhooks.

    app.config["NOTIFIZZ_AUTH_SECRET_KEY"] = os.environ.get("NOTIFIZZ_AUTH_SECRET_KEY")
    app.config["NOTIFIZZ_FRONT_API_KEY"] = "..."                # public; optional if the page has it already
    app.config["NOTIFIZZ_TOKEN_SCHEME"] = "hmac-sha256"         # the default
    app.config["NOTIFIZZ_GET_USER_ID"] = "shop.ids.public_id"   # a function of the user, or its name; optional
    app.config["NOTIFIZZ_GET_USER_EMAIL"] = "shop.ids.email"    # the same for the e-mail address
    app.config["NOTIFIZZ_URL_PREFIX"] = "/notifizz"             # the default
    app.config["NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS"] = [...]    # while the key is being replaced
    app.config["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"] = "..."       # or a list; for dispatch_view

    notifizz = Notifizz(app)  # or Notifizz(), and later notifizz.init_app(app)

    @notifizz.get_user  # not needed with Flask-Login
    def signed_in_user():
        return User.get(session["user"]) if "user" in session else None

A wrong setting raises at the start.

GET /notifizz/widget-options answers with the widget options of that user as JSON, with 401 and
{"error": "login_required"} for a visitor, and with 409 and {"error": "empty_user_id"} or
{"error": "empty_user_email"} for a user without an ID or an e-mail address.

{{ notifizz_widget_options() }} writes them into a page, as JSON in a
<script type="application/json"> element with the ID "notifizz-widget-options", or another ID
that is given to it; for a visitor it writes nothing. notifizz.widget_options() returns them as a
dict, or None for a visitor.

A token never expires, so no cache may keep it. All three of them make the response Cache-Control:
no-store, private. They raise RuntimeError where that is too late, in a stream whose response does not have
that header already, and where Flask-Caching would keep the token: in its {% cache %}, and in what
its decorators cache, which is to be left to visitors, by a function that returns True for others:

    @cache.cached(unless=lambda: signed_in_user() is not None)

A user is any object with .id and .email; its is_authenticated counts if it has one, and whatever
is false, such as None, stands for a visitor. The ID is user.id: text as it is, an integer in
decimal, a UUID as 36 lower-case characters; no other type. NOTIFIZZ_GET_USER_ID replaces it, and
NOTIFIZZ_GET_USER_EMAIL the e-mail address. All these functions may be async, except in an async view,
which cannot wait for another one inside a template.

A dispatch webhook needs no extension, only its secret:

    @app.post("/notifizz/webhook")
    @dispatch_view
    def webhook(event):
        ...  # queue the event
"""

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.utils import import_string

from . import DispatchReceiver, NotifizzClient, NotifizzTokenError, _web
from ._web import INCOMPLETE_USER, NO_STORE, EmailMissingError

if TYPE_CHECKING:
    from . import WidgetOptions

__all__ = ["EmailMissingError", "Notifizz", "dispatch_view", "user_email", "user_id"]

GetUser = TypeVar("GetUser", bound=Callable[[], Any])

# Keys of a request's environment. The first: its response must become no-store. The second: its
# response is finished and is not no-store.
NO_STORE_REQUIRED = "notifizz_token.no_store"
FINISHED = "notifizz_token.finished"


def user_id(user: Any) -> str | None:
    """The ID that is signed, and that the widget gets: the user's id as text, or None without one.

    Text stays as it is, 42 becomes "42", and a UUID becomes 36 lower-case characters with dashes.
    Every other type raises TypeError. Notifizz knows users by this text, so set
    NOTIFIZZ_GET_USER_ID from the start if you may ever change the IDs. It is not Flask-Login's
    get_id(), which may be a session token.
    """
    return _web.id_text(getattr(user, "id", None))


def user_email(user: Any) -> Any:
    """The e-mail address: the user's email, or None without one."""
    return getattr(user, "email", None)


class Notifizz:
    """The extension; one can serve several apps. See the module."""

    def __init__(self, app: Flask | None = None) -> None:
        self._get_user: Callable[[], Any] | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Checks the configuration, and adds the route and the template global.

        Raises RuntimeError if the configuration is wrong, or ImportError if it names a function
        that cannot be imported.
        """
        # The key is in no local variable, because debuggers and error trackers show those.
        app.config.setdefault("NOTIFIZZ_AUTH_SECRET_KEY", "")
        app.config.setdefault("NOTIFIZZ_FRONT_API_KEY", None)
        app.config.setdefault("NOTIFIZZ_TOKEN_SCHEME", "hmac-sha256")
        app.config.setdefault("NOTIFIZZ_GET_USER_ID", user_id)
        app.config.setdefault("NOTIFIZZ_GET_USER_EMAIL", user_email)
        app.config.setdefault("NOTIFIZZ_URL_PREFIX", "/notifizz")
        app.config.setdefault("NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS", None)
        app.config.setdefault("NOTIFIZZ_WEBHOOK_SIGNING_SECRET", None)
        # One setting after the other, so that the error names the one that is wrong.
        create_client(app, 0, "NOTIFIZZ_AUTH_SECRET_KEY or NOTIFIZZ_TOKEN_SCHEME")
        create_client(app, 1, "NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS")
        client = create_client(app, 2, "NOTIFIZZ_WEBHOOK_SIGNING_SECRET")
        try:
            _web.check_front_api_key(client, app.config["NOTIFIZZ_FRONT_API_KEY"])
        except (NotifizzTokenError, TypeError) as error:
            raise RuntimeError(f"NOTIFIZZ_FRONT_API_KEY: {error}") from None
        for name in ("NOTIFIZZ_GET_USER_ID", "NOTIFIZZ_GET_USER_EMAIL"):
            if isinstance(app.config[name], str):
                app.config[name] = import_string(app.config[name])
            if not callable(app.config[name]):
                raise RuntimeError(f"{name} is neither a function nor the name of one")
        app.extensions["notifizz_token"] = client
        blueprint = Blueprint("notifizz_token", __name__, url_prefix=app.config["NOTIFIZZ_URL_PREFIX"])
        blueprint.add_url_rule("/widget-options", view_func=self._view, endpoint="widget_options")
        app.register_blueprint(blueprint)
        app.add_template_global(self._script, "notifizz_widget_options")
        # Flask calls the first function last, so that no other one changes the header after it.
        app.after_request_funcs.setdefault(None, []).insert(0, finish)

    def get_user(self, function: GetUser) -> GetUser:
        """Decorates the function that returns the user of the session, or None for a visitor."""
        self._get_user = function
        return function

    def widget_options(self) -> "WidgetOptions | None":
        """The options for the user of the session, or None for a visitor.

        The response to the request becomes Cache-Control: no-store, private.

        Raises NotifizzTokenError with the code "empty_user_id" or "empty_user_email" (this one is
        an EmailMissingError) for a user without an ID or an e-mail address, and RuntimeError if a
        cache could keep the token.
        """
        user = self._user()
        if user is None:
            return None
        if flask_caching_keeps_it():
            raise RuntimeError(
                "notifizz_token: Flask-Caching would give the token of one user to others; cache for visitors only,"
                " with @cache.cached(unless=...), and move the widget options out of {% cache %}"
            )
        keep_out_of_caches()
        return _web.widget_options(
            current_app.extensions["notifizz_token"],
            resolved(current_app.config["NOTIFIZZ_GET_USER_ID"](user)),
            resolved(current_app.config["NOTIFIZZ_GET_USER_EMAIL"](user)),
            current_app.config["NOTIFIZZ_FRONT_API_KEY"],
        )

    def _user(self) -> Any:
        if self._get_user is not None:
            user = resolved(self._get_user())
        elif hasattr(current_app, "login_manager"):
            from flask_login import current_user  # type: ignore[import-untyped]

            user = current_user
        else:
            raise RuntimeError(
                "notifizz_token does not know the user: decorate the function that returns the user of the session"
                " with @notifizz.get_user, or set Flask-Login up"
            )
        return user if user and getattr(user, "is_authenticated", True) else None

    def _view(self) -> Response:
        keep_out_of_caches()
        try:
            options = self.widget_options()
        except NotifizzTokenError as error:
            if error.code not in INCOMPLETE_USER:
                raise
            return error_response(409, error.code)
        return error_response(401, "login_required") if options is None else jsonify(options)

    def _script(self, element_id: str = "notifizz-widget-options") -> Markup:
        try:
            options = self.widget_options()
        except NotifizzTokenError as error:
            if error.code not in INCOMPLETE_USER:
                raise
            return Markup("<!-- Notifizz: the signed-in user has no {} -->").format(INCOMPLETE_USER[error.code])
        if options is None:
            return Markup("")
        # format() of a Markup escapes the ID, and leaves the JSON, which is safe already.
        return Markup('<script id="{}" type="application/json">{}</script>').format(
            element_id, htmlsafe_json_dumps(options)
        )


def create_client(app: Flask, more: int, setting: str) -> NotifizzClient:
    """A client of the key, and of as many of the other secrets. The error names the setting."""
    try:
        return NotifizzClient(
            app.config["NOTIFIZZ_AUTH_SECRET_KEY"],
            token_scheme=app.config["NOTIFIZZ_TOKEN_SCHEME"],
            previous_auth_secret_keys=app.config["NOTIFIZZ_PREVIOUS_AUTH_SECRET_KEYS"] if more > 0 else None,
            webhook_signing_secret=app.config["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"] if more > 1 else None,
        )
    except (NotifizzTokenError, TypeError) as error:
        raise RuntimeError(f"{setting}: {error}") from None


def dispatch_view(function: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a function of the event a view that receives dispatch webhooks, for the method POST.

    The function is called only for a webhook that Notifizz signed in the last five minutes; if it
    returns None, the answer is 204. Every other request gets 400 and {"error": "dispatch_rejected"},
    and the logger "notifizz_token" says why. The same webhook may arrive twice within the five minutes.

    Raises RuntimeError if NOTIFIZZ_WEBHOOK_SIGNING_SECRET is wrong or missing. With Flask-WTF's
    CSRFProtect, exempt the view: @csrf.exempt above @app.post.
    """

    @wraps(function)
    def view(**arguments: Any) -> Any:
        receiver = dispatch_receiver()
        try:
            event = _web.receive_dispatch(receiver, request.get_data())
        except RequestEntityTooLarge:
            _web.reject_dispatch("the body is larger than MAX_CONTENT_LENGTH")
            event = None
        if event is None:
            return error_response(400, _web.DISPATCH_REJECTED)
        response = current_app.ensure_sync(function)(event, **arguments)
        return Response(status=204) if response is None else response

    return view


def dispatch_receiver() -> DispatchReceiver:
    """The receiver of the app."""
    receiver: DispatchReceiver | None = current_app.extensions.get("notifizz_token.dispatch")
    if receiver is None:
        try:
            receiver = DispatchReceiver(current_app.config.get("NOTIFIZZ_WEBHOOK_SIGNING_SECRET"))  # type: ignore[arg-type]
        except (NotifizzTokenError, TypeError) as error:
            raise RuntimeError(f"NOTIFIZZ_WEBHOOK_SIGNING_SECRET: {error}") from None
        current_app.extensions["notifizz_token.dispatch"] = receiver
    return receiver


def resolved(value: Any) -> Any:
    """The result of a function of the app, which may have returned a coroutine."""
    # Only a coroutine is awaited: Flask-Login's current_user seems to be awaitable, too.
    if not inspect.iscoroutine(value):
        return value

    async def result() -> Any:
        return await value

    return current_app.ensure_sync(result)()


def flask_caching_keeps_it() -> bool:
    """Whether this is called while Flask-Caching renders something that it will keep, and has a key for."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if package == "flask_caching" and not {"cache_key", "key"}.isdisjoint(frame.f_locals):
            return True
    return False


def keep_out_of_caches() -> None:
    """Makes the response to the request no-store. Raises RuntimeError if it is too late for that."""
    if FINISHED in request.environ:
        raise RuntimeError(
            "notifizz_token: the response is finished, as in a stream, without Cache-Control: no-store; set that header"
            " on the response"
        )
    request.environ[NO_STORE_REQUIRED] = True


def finish(response: Response) -> Response:
    if NO_STORE_REQUIRED in request.environ:
        response.headers["Cache-Control"] = NO_STORE
    elif not response.cache_control.no_store:
        request.environ[FINISHED] = True
    return response


def error_response(status: int, code: str) -> Response:
    response = jsonify(error=code)
    response.status_code = status
    return response
