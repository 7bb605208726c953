import os
from pathlib import Path
from typing import Any

from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST
from django.views.static import serve
from notifizz_token.django import dispatch_view


@dispatch_view
def webhook(request: HttpRequest, event: dict[str, Any]) -> None:
    """Called only for a webhook that Notifizz signed in the last five minutes. Yours: queue the event."""


@require_POST
def login(request: HttpRequest) -> HttpResponse:
    user = auth.authenticate(
        request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
    )
    if user is None:
        return HttpResponse(status=401)
    auth.login(request, user)
    return HttpResponse(status=204)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return HttpResponse(status=204)


@require_GET
@ensure_csrf_cookie  # its script sends it back with every POST
def page(request: HttpRequest) -> HttpResponseBase:
    try:
        return asset(request, "index.html")
    except Http404:
        return HttpResponse(
            "The page is not built: set WIDGET_DIR to the folder that has it.\n", content_type="text/plain"
        )


@require_GET
def asset(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the page: no hidden one, and none that a link leads to outside of its folder."""
    if "WIDGET_DIR" not in os.environ:
        raise Http404
    folder = Path(os.environ["WIDGET_DIR"]).resolve()
    try:
        file = (folder / name).resolve()
    except ValueError:  # a NUL in the name
        raise Http404 from None
    if not file.is_relative_to(folder) or any(part.startswith(".") for part in Path(name).parts):
        raise Http404
    return serve(request, str(file.relative_to(folder)), document_root=str(folder))
