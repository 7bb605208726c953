from django.urls import path

from .views import widget_options

app_name = "notifizz_token"
urlpatterns = [path("widget-options", widget_options, name="widget_options")]
