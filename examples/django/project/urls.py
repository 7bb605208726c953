from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.page),
    path("login", views.login),
    path("logout", views.logout),
    path("notifizz/", include("notifizz_token.django.urls")),  # serves notifizz/widget-options
    path("notifizz/webhook", views.webhook),
    path("<path:name>", views.asset),
]
