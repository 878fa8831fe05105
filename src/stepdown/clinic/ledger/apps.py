from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "stepdown.clinic.ledger"
    label = "ledger"
