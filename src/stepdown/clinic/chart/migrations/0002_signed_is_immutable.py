"""Signed is immutable: no program error and no stray SQL changes or removes an entry, or
takes it out of its chart unless two records are merged."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import MERGED, refuse

TABLE = "chart_entry"
CONTENT = (
    "id, kind, happened_at, body, author_id, signed_as, credential_id, signed_at, digest,"
    " corrects_id, reason"
)
OTHER_SIGNATURE = (
    "COALESCE(NEW.signed_for_id, NEW.patient_id) <> COALESCE(OLD.signed_for_id, OLD.patient_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        refuse(
            name="chart_entry_keeps",
            table=TABLE,
            event=f"UPDATE OF {CONTENT}",
            when="1 = 1",
            message="A signed entry cannot be changed. Write a correction.",
        ),
        refuse(
            name="chart_entry_signature",
            table=TABLE,
            event="UPDATE OF patient_id, signed_for_id",
            when=f"{OTHER_SIGNATURE} OR NOT {MERGED}",
            message="A signed entry stays in its chart, unless two records are merged.",
        ),
        refuse(
            name="chart_entry_begins_at_home",
            table=TABLE,
            event="INSERT",
            when="NEW.signed_for_id IS NOT NULL",
            message="An entry is signed in the chart it is about.",
        ),
        refuse(
            name="chart_entry_stays",
            table=TABLE,
            event="DELETE",
            when="1 = 1",
            message="A signed entry cannot be removed.",
        ),
    ]
