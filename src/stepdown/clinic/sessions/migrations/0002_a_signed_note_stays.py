"""What a note was signed about changes only together with a signed correction of that note. A
note belongs to the person it is about and follows only a merge."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import MERGED, refuse

NOT_THEIR_NOTE = (
    "NEW.note_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.patient_id = NEW.patient_id AND e.kind = 'session_note')"
)
NOT_ITS_CORRECTION = (
    "OLD.note_id IS NOT NULL AND (NEW.note_id IS NULL OR NEW.session_id <> OLD.session_id"
    " OR NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.note_id AND e.corrects_id = OLD.note_id))"
)
NOT_THEIR_GOAL = (
    "NEW.goal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_plangoal g"
    " JOIN plans_treatmentplan p ON p.id = g.plan_id"
    " WHERE g.id = NEW.goal_id AND p.patient_id = NEW.patient_id AND p.entry_id IS NOT NULL)"
)
NOT_MERGED = f"NEW.patient_id <> OLD.patient_id AND NOT {MERGED}"
TABLE = "clinic_sessions_attendance"
SIGNED = (
    "id, version, session_id, status, late_minutes, left_early_minutes, attended_minutes,"
    " video_confirmed, participation, own_line, plan_line, goal_id, note_id, correction_reason, marked_at,"
    " marked_by_id"
)
MESSAGE = "This note is signed, or belongs to somebody else."


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_sessions", "0001_initial"),
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
        ("plans", "0001_initial"),
    ]
    operations = [
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
        *(
            refuse(
                name=f"attendance_goal_{event.split()[0].lower()}",
                table=TABLE,
                event=event,
                when=NOT_THEIR_GOAL,
                message="This goal is in no signed plan of this person.",
            )
            for event in ("INSERT", "UPDATE OF goal_id")
        ),
    ]
