"""What a person says and keeps belongs to them, and a merged record takes no more of it."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, stays_with_its_person

FEED, ANSWER = "coming_calendarfeed", "coming_sessionanswer"


class Migration(migrations.Migration):
    dependencies = [("coming", "0001_initial"), ("people", "0002_one_record_of_one_person")]
    operations = [
        *(stays_with_its_person(table) for table in (FEED, ANSWER)),
        *(step for table in (FEED, ANSWER) for step in closed_when_merged(table)),
    ]
