"""A signed mark follows its note when two records are merged; nothing else about it changes."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import drop, refuse

NOT_THEIR_NOTE = (
    "NEW.note_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.patient_id = NEW.patient_id AND e.kind = 'session_note')"
)
NOT_ITS_CORRECTION = (
    "OLD.note_id IS NOT NULL AND (NEW.note_id IS NULL OR NEW.session_id <> OLD.session_id"
    " OR NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.corrects_id = OLD.note_id))"
)
NOT_MERGED = (
    "NEW.patient_id <> OLD.patient_id AND NOT EXISTS (SELECT 1 FROM people_merge m"
    " WHERE (m.merged_id = OLD.patient_id AND m.kept_id = NEW.patient_id)"
    " OR (m.kept_id = OLD.patient_id AND m.merged_id = NEW.patient_id))"
)
TABLE = "clinic_sessions_attendance"
SIGNED = (
    "id, version, session_id, status, late_minutes, left_early_minutes, attended_minutes,"
    " video_confirmed, participation, own_line, plan_line, note_id, correction_reason, marked_at,"
    " marked_by_id"
)
MESSAGE = "This note is signed, or belongs to somebody else."


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_sessions", "0002_a_signed_note_stays"),
        ("people", "0003_two_records_of_one_person"),
    ]
    operations = [
        drop(name="attendance_signed", table=TABLE),
        refuse(
            name="attendance_signed",
            table=TABLE,
            event=f"UPDATE OF {SIGNED}",
            when=f"{NOT_ITS_CORRECTION} OR {NOT_THEIR_NOTE}",
            message=MESSAGE,
        ),
        refuse(
            name="attendance_of_the_person",
            table=TABLE,
            event="UPDATE OF patient_id",
            when=f"{NOT_MERGED} OR {NOT_THEIR_NOTE}",
            message=MESSAGE,
        ),
    ]
