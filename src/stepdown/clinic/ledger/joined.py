"""What an answer joins to its rows is made once: a week of 150 sessions in five rooms has five."""

from typing import Any

from django.db.models import Model

How = dict[str, Any] | None  # how a compiler of Django makes objects of a row


def joined_once(how: How) -> How:
    """The same, for one answer, with one object for each joined row, however many rows join it."""
    if how is None:
        return None
    joined = [
        {**(joined_once(one) or {}), "model": _OneEach(one["model"])}
        for one in how.get("related_klass_infos", ())
    ]
    return {**how, "related_klass_infos": joined}


class _OneEach:
    """Stands in the place of a model where Django makes its objects."""

    def __init__(self, model: type[Model]) -> None:
        self.model, self._meta = model, model._meta
        self.key = model._meta.pk.attname
        self.made: dict[Any, Model] = {}

    def from_db(self, database: str, names: list[str], values: tuple[Any, ...]) -> Model:
        key = values[names.index(self.key)]
        if key not in self.made:
            self.made[key] = self.model.from_db(database, names, values)
        return self.made[key]
