import os

from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="x",
    ALLOWED_HOSTS=["127.0.0.1"],
    NOTIFIZZ_WEBHOOK_SIGNING_SECRET=os.environ["NOTIFIZZ_WEBHOOK_SIGNING_SECRET"],
)

# snippet: webhooks.md | Django | python | 1

from wsgiref.simple_server import make_server

from django.core.wsgi import get_wsgi_application
from django.urls import path

urlpatterns = [path("notifizz/webhook", webhook)]
make_server("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application()).serve_forever()
