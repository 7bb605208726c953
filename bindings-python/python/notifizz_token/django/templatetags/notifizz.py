from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from notifizz_token import NotifizzTokenError
from notifizz_token._web import INCOMPLETE_USER
from notifizz_token.django import log, widget

register = template.Library()


@register.simple_tag(takes_context=True)
def notifizz_widget_options(context: Context, element_id: str = "notifizz-widget-options") -> SafeString:
    """Writes the signed-in user's widget options into the page, for its script to read:

        JSON.parse(document.getElementById("notifizz-widget-options").textContent)

    Writes nothing for a visitor, and only a comment for a user without an ID or an e-mail address.
    json_script escapes what could end the element, whatever is in an ID or an e-mail address.

    Never raises, because the page of an error may have it, too: it writes nothing, and the logger
    "notifizz_token" says why.
    """
    try:
        if "request" not in context:
            raise ImproperlyConfigured(
                "the template has no request; render it with one, and add"
                " django.template.context_processors.request to the context processors"
            )
        options = widget.widget_options(context["request"])
        return mark_safe("") if options is None else json_script(options, element_id)
    except NotifizzTokenError as error:
        if error.code in INCOMPLETE_USER:
            return format_html("<!-- Notifizz: the signed-in user has no {} -->", INCOMPLETE_USER[error.code])
        log.error_once(error)
    except Exception as error:  # noqa: BLE001 - it is logged
        log.error_once(error)
    return mark_safe("")
