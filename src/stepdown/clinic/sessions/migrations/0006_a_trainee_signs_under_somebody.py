"""A co-signature is another person's, in the same chart, and stays."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

TABLE = "clinic_sessions_cosignature"
NOT_THEIRS = (
    "NEW.signed_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry s JOIN chart_entry n"
    " ON n.id = NEW.entry_id WHERE s.id = NEW.signed_id AND s.kind = 'co_signature'"
    " AND s.author_id = NEW.supervisor_id AND s.author_id <> n.author_id"
    " AND s.patient_id = n.patient_id)"
)
MESSAGE = "A co-signature is the supervisor''s own, under a note in the same chart."


class Migration(migrations.Migration):
    dependencies = [("clinic_sessions", "0005_cosignature"), ("chart", "0001_initial")]
    operations = [
        *(
            refuse(
                name=f"co_signature_{event.split()[0].lower()}",
                table=TABLE,
                event=event,
                when=NOT_THEIRS,
                message=MESSAGE,
            )
            for event in ("INSERT", "UPDATE OF signed_id, supervisor_id")
        ),
        refuse(
            name="co_signature_of_one_note",
            table=TABLE,
            event="UPDATE OF entry_id, signed_id",
            when="NEW.entry_id <> OLD.entry_id OR OLD.signed_id IS NOT NULL",
            message="A co-signature stays with its note.",
        ),
        refuse(
            name="co_signature_stays",
            table=TABLE,
            event="DELETE",
            when="1 = 1",
            message="What waits for a co-signature stays.",
        ),
    ]
