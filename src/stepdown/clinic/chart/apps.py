from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "stepdown.clinic.chart"
    label = "chart"
