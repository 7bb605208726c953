"""The Jinja2 templates of the tests' Django project."""

from typing import Any

from jinja2 import DictLoader, Environment

PAGES = {
    "jinja2-page": "{{ notifizz_widget_options() }}",
    "jinja2-named": "{% macro m() %}{{ notifizz_widget_options(request.GET.id) }}{% endmacro %}{{ m() }}",
}


def environment(**options: Any) -> Environment:
    return Environment(**{**options, "loader": DictLoader(PAGES)})  # noqa: S701 - Django passes autoescape
