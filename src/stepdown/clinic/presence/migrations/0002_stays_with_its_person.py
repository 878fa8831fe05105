"""What a person said at the door belongs to them, and a merged record takes no more of it."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, stays_with_its_person

TABLE = "presence_presence"


class Migration(migrations.Migration):
    dependencies = [("presence", "0001_initial"), ("people", "0002_one_record_of_one_person")]
    operations = [stays_with_its_person(TABLE), *closed_when_merged(TABLE)]
