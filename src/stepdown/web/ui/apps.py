from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "stepdown.web.ui"
    label = "ui"
