from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "stepdown.clinic.sessions"
    label = "clinic_sessions"  # Django has an app of this name
