"""What a person says and keeps belongs to them, and a merged record takes no more of it."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, stays_with_its_person

TABLES = [
    f"coming_{name}"
    for name in ("calendarfeed", "sessionanswer", "reminderwish", "sessionreminder")
]


class Migration(migrations.Migration):
    dependencies = [("coming", "0001_initial"), ("people", "0002_one_record_of_one_person")]
    operations = [
        *(stays_with_its_person(table) for table in TABLES),
        *(step for table in TABLES for step in closed_when_merged(table)),
    ]
