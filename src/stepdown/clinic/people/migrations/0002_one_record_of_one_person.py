"""A merged record stays merged, into one that is not merged itself; what was said about text
messages stays with its person."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import (
    CLOSED,
    closed_when_merged,
    refuse,
    stays_with_its_person,
)

TABLE, AGREEMENT = "people_patient", "people_textagreement"
NO_LIVING_RECORD = (
    "NEW.merged_into_id IS NOT NULL AND (NEW.merged_into_id = NEW.id OR EXISTS ("
    "SELECT 1 FROM people_patient p WHERE p.id = NEW.merged_into_id AND p.merged_into_id IS NOT NULL))"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        refuse(
            name="patient_merged_stays",
            table=TABLE,
            event="UPDATE",
            when="OLD.merged_into_id IS NOT NULL AND NEW.merged_into_id IS NOT NULL",
            message=CLOSED,
        ),
        refuse(
            name="patient_merged_into_living",
            table=TABLE,
            event="UPDATE OF merged_into_id",
            when=NO_LIVING_RECORD,
            message="A record is merged only into one that is not merged itself.",
        ),
        stays_with_its_person(AGREEMENT),
        *closed_when_merged(AGREEMENT),
    ]
