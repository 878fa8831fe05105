"""A draft of a note is about one session and one writer's, for good."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("clinic_sessions", "0003_individual_notes")]
    operations = [
        refuse(
            name="individual_note_stays",
            table="clinic_sessions_individualnote",
            event="UPDATE OF attendance_id, writer_id",
            when="1 = 1",
            message="A draft stays with its session and its writer.",
        ),
    ]
