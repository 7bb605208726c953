"""Those who can log in, some of whom lack what a token needs."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import migrations, models

# name, password, ID at Notifizz, e-mail address
USERS = (
    ("alice", "wonderland", "user_42", "alice@example.com"),
    ("bob", "builder", "user_43", "bob@example.com"),
    ("carol", "unsaved", None, "carol@example.com"),
    ("dave", "unsaved", None, "dave@example.com"),
    ("erin", "postless", "user_44", ""),
)


def create_users(apps: Any, _: Any) -> None:
    for name, password, notifizz_id, email in USERS:
        user = apps.get_model("auth", "User").objects.create(
            username=name, email=email, password=make_password(password)
        )
        apps.get_model("accounts", "Profile").objects.create(user=user, notifizz_id=notifizz_id)


class Migration(migrations.Migration):
    initial = True
    dependencies = (("auth", "0012_alter_user_first_name_max_length"),)
    operations = (
        migrations.CreateModel(
            "Profile",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notifizz_id", models.CharField(max_length=64, null=True, unique=True)),
                ("user", models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)),
            ],
        ),
        migrations.RunPython(create_users, migrations.RunPython.noop),
    )
