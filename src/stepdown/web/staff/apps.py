from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "stepdown.web.staff"
    label = "web_staff"
