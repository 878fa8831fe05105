"""Every row of every table, to say that nothing else changed."""

from typing import Any

from django.apps import apps
from django.db import models

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.merging.models import MovedRows
from stepdown.clinic.people.models import Merge

NOT_COMPARED = (LedgerEvent, Merge, MovedRows)
Rows = dict[str, list[dict[str, Any]]]


def every_row() -> Rows:
    """By the model's label, in the order of the ids; without the ledger and the merges."""
    return {model._meta.label: _rows(model) for model in apps.get_models() if _is_ours(model)}


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("stepdown.") and model not in NOT_COMPARED


def _rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())
