"""Nobody is marked as joined by video before it was confirmed where they are."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

MARK, PLACE = "clinic_sessions_attendance", "clinic_sessions_videoplace"
NO_PLACE = (
    "NEW.status = 'video' AND NOT EXISTS (SELECT 1 FROM clinic_sessions_videoplace v"
    " WHERE v.session_id = NEW.session_id AND v.patient_id = NEW.patient_id)"
)
MESSAGE = "Confirm where this person is before they join by video."


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_sessions", "0009_video_place"),
        ("people", "0001_initial"),
    ]
    operations = [
        stays_with_its_person(PLACE),
        *closed_when_merged(PLACE),
        refuse(
            name="video_needs_a_place", table=MARK, event="INSERT", when=NO_PLACE, message=MESSAGE
        ),
        refuse(
            name="video_later_needs_a_place",
            table=MARK,
            event="UPDATE OF status",
            when=f"OLD.status <> 'video' AND {NO_PLACE}",
            message=MESSAGE,
        ),
    ]
