from typing import Any

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """What Notifizz knows a user by, beside Django's own user."""

    user: "models.OneToOneField[Any, Any]" = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    # Chosen once and never changed. Null until there is one: such a user gets no token.
    notifizz_id: "models.CharField[Any, Any]" = models.CharField(max_length=64, unique=True, null=True)
