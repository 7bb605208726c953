from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from notifizz_token.django import widget

register = template.Library()


@register.simple_tag(takes_context=True)
def notifizz_widget_options(context: Context, element_id: str = "notifizz-widget-options") -> SafeString:
    """Writes the signed-in user's widget options into the page, for its script to read:

        JSON.parse(document.getElementById("notifizz-widget-options").textContent)

    Writes nothing for a visitor. json_script escapes what could end the element, whatever is in
    an ID or an e-mail address.
    """
    if "request" not in context:
        raise ImproperlyConfigured(
            "notifizz_widget_options: the template has no request; render it with one, and add"
            " django.template.context_processors.request to the context processors"
        )
    try:
        options = widget.widget_options(context["request"])
    except widget.EmailMissingError:
        return mark_safe("<!-- Notifizz: the signed-in user has no e-mail address -->")
    return mark_safe("") if options is None else json_script(options, element_id)
