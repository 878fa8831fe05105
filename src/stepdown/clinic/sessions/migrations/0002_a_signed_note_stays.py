"""What a note was signed about changes only together with a signed correction of that note, and a
note belongs to the person it is about."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

NOT_THEIR_NOTE = (
    "NEW.note_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.patient_id = NEW.patient_id AND e.kind = 'session_note')"
)
NOT_ITS_CORRECTION = (
    "OLD.note_id IS NOT NULL AND (NEW.note_id IS NULL OR NEW.session_id <> OLD.session_id"
    " OR NEW.patient_id <> OLD.patient_id OR NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.corrects_id = OLD.note_id))"
)
TABLE = "clinic_sessions_attendance"


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_sessions", "0001_initial"),
        ("chart", "0002_signed_is_immutable"),
    ]
    operations = [
        refuse(
            name="attendance_signed",
            table=TABLE,
            event="UPDATE",
            when=f"{NOT_ITS_CORRECTION} OR {NOT_THEIR_NOTE}",
            message="This note is signed, or belongs to somebody else.",
        ),
        refuse(
            name="attendance_signed_stays",
            table=TABLE,
            event="DELETE",
            when="OLD.note_id IS NOT NULL",
            message="This note is signed.",
        ),
        refuse(
            name="attendance_begins_unsigned",
            table=TABLE,
            event="INSERT",
            when=NOT_THEIR_NOTE,
            message="This note belongs to somebody else.",
        ),
    ]
