from django.apps import AppConfig
from django.core import checks
from django.core.signals import setting_changed

from . import widget
from .checks import check_settings


class NotifizzTokenConfig(AppConfig):
    name = "notifizz_token.django"
    label = "notifizz_token"
    verbose_name = "Notifizz"

    def ready(self) -> None:
        checks.register(check_settings, checks.Tags.security)
        setting_changed.connect(widget.forget_client, dispatch_uid="notifizz_token")
