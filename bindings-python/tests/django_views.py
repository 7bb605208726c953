"""The pages of the Django site in sites.py."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.cache import cache_page, never_cache
from notifizz_token.django import dispatch_view, widget_options


def page(request: HttpRequest, name: str = "page.html") -> HttpResponse:
    return render(request, name)


def lazy_page(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "page.html")


def own_view(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"options": widget_options(request)})


class WrappedRequest:
    """As Django REST framework's: attributes that it does not have are those of Django's."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


def rest_view(request: HttpRequest) -> HttpResponse:
    return own_view(cast("HttpRequest", WrappedRequest(request)))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(render_to_string(name, {}, request) for name in ("page.html",))


async def async_page(request: HttpRequest) -> HttpResponse:
    if request.GET:
        await request.auser()
    return render(request, "page.html")


def failing_view(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("the view fails")


# The events that the views below got.
EVENTS: list[Any] = []


@dispatch_view
def webhook(_: HttpRequest, event: Any) -> None:
    EVENTS.append(event)


@dispatch_view
async def async_webhook(_: HttpRequest, event: Any, name: str) -> HttpResponse:
    EVENTS.append(event)
    return HttpResponse(f"for {name}", status=202)


VIEWS = {"page": page, "lazy-page": lazy_page, "own-view": own_view, "rest-view": rest_view}
urlpatterns = [
    path("notifizz/", include("notifizz_token.django.urls")),
    *(path(name, view) for name, view in VIEWS.items()),
    *(path(f"cached-{name}", cache_page(600)(view)) for name, view in VIEWS.items()),
    path("named", page, {"name": "named.html"}),
    path("stream", stream),
    path("uncached-stream", never_cache(stream)),
    path("async-page", async_page),
    path("failing", failing_view),
    path("templates/<name>", page),
    path("jinja2/<name>", lambda request, name: HttpResponse(engines["jinja2"].get_template(name).render({}, request))),
    path("webhook", webhook),
    path("async-webhook/<name>", async_webhook),
]
