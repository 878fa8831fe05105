"""The address of a calendar belongs to its person, and a merged record gets no other."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, stays_with_its_person

FEED = "coming_calendarfeed"


class Migration(migrations.Migration):
    dependencies = [("coming", "0001_initial"), ("people", "0002_one_record_of_one_person")]
    operations = [stays_with_its_person(FEED), *closed_when_merged(FEED)]
