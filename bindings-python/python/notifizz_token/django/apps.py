from django.apps import AppConfig
from django.core import checks
from django.core.signals import setting_changed

from . import dispatch, log, middleware, widget
from .checks import check_settings


class NotifizzTokenConfig(AppConfig):
    name = "notifizz_token.django"
    label = "notifizz_token"
    verbose_name = "Notifizz"

    def ready(self) -> None:
        checks.register(check_settings, checks.Tags.security)
        middleware.install()
        setting_changed.connect(apply_changed_setting, dispatch_uid="notifizz_token")


def apply_changed_setting(*, setting: str, **_: object) -> None:
    """Applies a setting that a test changes; servers read settings once."""
    if setting.startswith("NOTIFIZZ_"):
        widget.client.cache_clear()
        dispatch.receiver.cache_clear()
        log.forget()
    elif setting == "MIDDLEWARE":
        middleware.install()
