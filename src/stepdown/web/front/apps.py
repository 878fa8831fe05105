from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "stepdown.web.front"
    label = "web_front"
