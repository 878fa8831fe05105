"""How the tables of an area are made."""

from typing import Any

from django.db import migrations


class Tables(migrations.Migration):
    """A migration whose steps only make tables. Django's own would build all models anew after
    each of them, which takes most of the time that an empty database needs; this one, once."""

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        before = project_state.clone()
        vars(project_state).pop("apps", None)  # the models as built so far; built when asked for
        for step in self.operations:
            step.state_forwards(self.app_label, project_state)
        for step in self.operations:
            step.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
