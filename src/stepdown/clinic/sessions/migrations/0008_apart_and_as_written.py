"""Counseling notes and reports of incidents stay with their person, as they were written."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

NOTE, INCIDENT = "clinic_sessions_counselingnote", "clinic_sessions_incident"
NOT_THEIR_STEP = (
    "NEW.step_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.step_id AND e.patient_id = NEW.patient_id AND e.kind = 'unfit')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_sessions", "0007_apart_from_the_chart"),
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
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
    ]
