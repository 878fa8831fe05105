"""What a note was signed about changes only together with a signed correction of that note, and a
co-signature is another person's. Notes and reports of incidents stay with whom they are about, and
nobody is marked as joined by video before it was confirmed where they are."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import (
    MERGED,
    closed_when_merged,
    refuse,
    stays_with_its_person,
)

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
ATTENDANCE = "clinic_sessions_attendance"
SIGNED = (
    "id, version, session_id, status, late_minutes, left_early_minutes, attended_minutes,"
    " video_confirmed, participation, own_line, plan_line, goal_id, note_id, correction_reason, marked_at,"
    " marked_by_id"
)
SIGNED_ALREADY = "This note is signed, or belongs to somebody else."
CO_SIGNATURE = "clinic_sessions_cosignature"
NOT_THEIRS = (
    "NEW.signed_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry s JOIN chart_entry n"
    " ON n.id = NEW.entry_id WHERE s.id = NEW.signed_id AND s.kind = 'co_signature'"
    " AND s.author_id = NEW.supervisor_id AND s.author_id <> n.author_id"
    " AND s.patient_id = n.patient_id)"
)
NOT_A_CO_SIGNATURE = "A co-signature is the supervisor''s own, under a note in the same chart."
NOTE, INCIDENT = "clinic_sessions_counselingnote", "clinic_sessions_incident"
NOT_THEIR_STEP = (
    "NEW.step_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.step_id AND e.patient_id = NEW.patient_id AND e.kind = 'unfit')"
)
PLACE = "clinic_sessions_videoplace"
NO_PLACE = (
    "NEW.status = 'video' AND NOT EXISTS (SELECT 1 FROM clinic_sessions_videoplace v"
    " WHERE v.session_id = NEW.session_id AND v.patient_id = NEW.patient_id)"
)
PLACE_FIRST = "Confirm where this person is before they join by video."


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
            table=ATTENDANCE,
            event=f"UPDATE OF {SIGNED}",
            when=f"{NOT_ITS_CORRECTION} OR {NOT_THEIR_NOTE}",
            message=SIGNED_ALREADY,
        ),
        refuse(
            name="attendance_of_the_person",
            table=ATTENDANCE,
            event="UPDATE OF patient_id",
            when=f"{NOT_MERGED} OR {NOT_THEIR_NOTE}",
            message=SIGNED_ALREADY,
        ),
        refuse(
            name="attendance_signed_stays",
            table=ATTENDANCE,
            event="DELETE",
            when="OLD.note_id IS NOT NULL",
            message="This note is signed.",
        ),
        refuse(
            name="attendance_begins_unsigned",
            table=ATTENDANCE,
            event="INSERT",
            when=NOT_THEIR_NOTE,
            message="This note belongs to somebody else.",
        ),
        *(
            refuse(
                name=f"attendance_goal_{event.split()[0].lower()}",
                table=ATTENDANCE,
                event=event,
                when=NOT_THEIR_GOAL,
                message="This goal is in no signed plan of this person.",
            )
            for event in ("INSERT", "UPDATE OF goal_id")
        ),
        refuse(
            name="individual_note_stays",
            table="clinic_sessions_individualnote",
            event="UPDATE OF attendance_id, writer_id",
            when="1 = 1",
            message="A draft stays with its session and its writer.",
        ),
        *(
            refuse(
                name=f"co_signature_{event.split()[0].lower()}",
                table=CO_SIGNATURE,
                event=event,
                when=NOT_THEIRS,
                message=NOT_A_CO_SIGNATURE,
            )
            for event in ("INSERT", "UPDATE OF signed_id, supervisor_id")
        ),
        refuse(
            name="co_signature_of_one_note",
            table=CO_SIGNATURE,
            event="UPDATE OF entry_id, signed_id",
            when="NEW.entry_id <> OLD.entry_id OR OLD.signed_id IS NOT NULL",
            message="A co-signature stays with its note.",
        ),
        refuse(
            name="co_signature_stays",
            table=CO_SIGNATURE,
            event="DELETE",
            when="1 = 1",
            message="What waits for a co-signature stays.",
        ),
        stays_with_its_person(NOTE),
        stays_with_its_person(INCIDENT),
        *closed_when_merged(NOTE),
        *closed_when_merged(INCIDENT),
        refuse(
            name="counseling_note_stays",
            table=NOTE,
            event='UPDATE OF writer_id, "on", text, kept_at',
            when="1 = 1",
            message="A counseling note stays as it was written; write another one.",
        ),
        refuse(
            name="incident_stays",
            table=INCIDENT,
            event=(
                "UPDATE OF happened_at, words, told, follow_up, owed_by_id, due_on,"
                " reported_by_id, reported_at, step_id"
            ),
            when="1 = 1",
            message="A report stays as it was written.",
        ),
        refuse(
            name="incident_done_stays",
            table=INCIDENT,
            event="UPDATE OF done_at, done_by_id, done_words",
            when="OLD.done_at IS NOT NULL",
            message="This follow-up is done.",
        ),
        refuse(
            name="incident_of_their_step",
            table=INCIDENT,
            event="INSERT",
            when=NOT_THEIR_STEP,
            message="This step is of somebody else.",
        ),
        refuse(
            name="incident_is_kept",
            table=INCIDENT,
            event="DELETE",
            when="1 = 1",
            message="A report is kept.",
        ),
        stays_with_its_person(PLACE),
        *closed_when_merged(PLACE),
        refuse(
            name="video_needs_a_place",
            table=ATTENDANCE,
            event="INSERT",
            when=NO_PLACE,
            message=PLACE_FIRST,
        ),
        refuse(
            name="video_later_needs_a_place",
            table=ATTENDANCE,
            event="UPDATE OF status",
            when=f"OLD.status <> 'video' AND {NO_PLACE}",
            message=PLACE_FIRST,
        ),
    ]
