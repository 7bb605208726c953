from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from notifizz_token import NotifizzTokenError
from notifizz_token._web import INCOMPLETE_USER, NO_STORE

from . import widget


def answer(request: HttpRequest) -> JsonResponse:
    try:
        options = widget.widget_options(request)
    except NotifizzTokenError as error:
        if error.code not in INCOMPLETE_USER:
            raise
        return JsonResponse({"error": error.code}, status=409)
    if options is None:
        return JsonResponse({"error": "login_required"}, status=401)
    return JsonResponse(options)


@require_safe
def widget_options(request: HttpRequest) -> HttpResponse:
    """The widget options of the signed-in user, as JSON. Nothing in the request but the session counts."""
    response = answer(request)
    response.headers["Cache-Control"] = NO_STORE
    return response


# LoginRequiredMiddleware would redirect to the login page, but a script needs the 401.
widget_options.login_required = False  # type: ignore[attr-defined]
