"""What was said of medicines belongs to its person, and a merged record takes no more of it."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

MEDICINE, NALOXONE = "medicines_medicine", "medicines_naloxoneword"


class Migration(migrations.Migration):
    dependencies = [("medicines", "0001_initial"), ("people", "0001_initial")]
    operations = [
        stays_with_its_person(MEDICINE),
        stays_with_its_person(NALOXONE),
        *closed_when_merged(MEDICINE),
        *closed_when_merged(NALOXONE),
        refuse(
            name="naloxone_stays_as_said",
            table=NALOXONE,
            event="UPDATE OF standing, said_at, said_by_id",
            when="1 = 1",
            message="What was said about naloxone stays; say it anew.",
        ),
    ]
