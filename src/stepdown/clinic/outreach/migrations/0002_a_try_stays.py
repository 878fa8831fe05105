"""A try stays as it was written, and belongs to its person."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

TABLE = "outreach_outreachtry"


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial"), ("people", "0002_one_record_of_one_person")]
    operations = [
        stays_with_its_person(TABLE),
        *closed_when_merged(TABLE),
        refuse(
            name="outreach_try_stays",
            table=TABLE,
            event="UPDATE OF outcome, words, next_on, tried_at, tried_by_id",
            when="1 = 1",
            message="A try stays as it was written; write the next one.",
        ),
    ]
