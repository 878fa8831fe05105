from django.apps import AppConfig


class FamilyConfig(AppConfig):
    name = "stepdown.web.family"
    label = "web_family"
