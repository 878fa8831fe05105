"""Signed is immutable: no program error and no stray SQL changes or removes an entry."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

TABLE = "chart_entry"


class Migration(migrations.Migration):
    dependencies = [("chart", "0001_initial")]
    operations = [
        refuse(
            name="chart_entry_keeps",
            table=TABLE,
            event="UPDATE",
            when="1 = 1",
            message="A signed entry cannot be changed. Write a correction.",
        ),
        refuse(
            name="chart_entry_stays",
            table=TABLE,
            event="DELETE",
            when="1 = 1",
            message="A signed entry cannot be removed.",
        ),
    ]
