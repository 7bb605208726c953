"""The two who can log in."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations


def create_users(apps: Any, _: Any) -> None:
    user = apps.get_model("auth", "User")
    for pk, name, password in ((42, "alice", "wonderland"), (43, "bob", "builder")):
        user.objects.create(pk=pk, username=name, email=f"{name}@example.com", password=make_password(password))


class Migration(migrations.Migration):
    dependencies = (("auth", "0012_alter_user_first_name_max_length"),)
    operations = (migrations.RunPython(create_users, migrations.RunPython.noop),)
