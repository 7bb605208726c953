"""The widget options in Jinja2 templates of Django."""

from jinja2 import Environment, pass_context
from jinja2.ext import Extension

from .templatetags.notifizz import notifizz_widget_options


class NotifizzExtension(Extension):
    """Adds notifizz_widget_options() to a Jinja2 environment, with the rules of the template tag."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["notifizz_widget_options"] = pass_context(notifizz_widget_options)
