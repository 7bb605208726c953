from django.apps import AppConfig
from django.core import checks
from django.core.signals import setting_changed

from . import log, middleware, widget
from .checks import check_settings


class NotifizzTokenConfig(AppConfig):
    name = "notifizz_token.django"
    label = "notifizz_token"
    verbose_name = "Notifizz"

    def ready(self) -> None:
        checks.register(check_settings, checks.Tags.security)
        middleware.install()
        setting_changed.connect(follow, dispatch_uid="notifizz_token")


def follow(*, setting: str, **_: object) -> None:
    """Settings change in tests only."""
    if setting.startswith("NOTIFIZZ_"):
        widget.client.cache_clear()
        log.forget()
    elif setting == "MIDDLEWARE":
        middleware.install()
