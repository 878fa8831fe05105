"""A seat holds one person at a time, no group has more seats than it has, and who is kept apart
never shares a group."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

TAKEN = (
    "EXISTS (SELECT 1 FROM timetable_seat s WHERE s.series_id = NEW.series_id"
    " AND s.place = NEW.place AND s.id <> NEW.id"
    " AND s.starts_on < COALESCE(s.ends_on, '9999-12-31')"
    " AND s.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND COALESCE(s.ends_on, '9999-12-31') > NEW.starts_on)"
)
BEYOND = "NEW.place > (SELECT seats FROM timetable_series WHERE id = NEW.series_id)"
APART = (
    "NEW.ends_on IS NULL AND EXISTS (SELECT 1 FROM treatment_nocontact n"
    " JOIN timetable_seat s ON s.series_id = NEW.series_id AND s.ends_on IS NULL"
    " AND s.patient_id <> NEW.patient_id"
    " WHERE n.lifted_at IS NULL"
    " AND ((n.patient_id = NEW.patient_id AND n.other_id = s.patient_id)"
    " OR (n.other_id = NEW.patient_id AND n.patient_id = s.patient_id)))"
)

# also where one of them is there for one day
APART_FOR_A_DAY = (
    "EXISTS (SELECT 1 FROM treatment_nocontact n"
    " JOIN timetable_seat s ON s.series_id = NEW.series_id AND s.patient_id <> NEW.patient_id"
    " WHERE n.lifted_at IS NULL AND (NEW.is_make_up OR s.is_make_up)"
    " AND s.starts_on < COALESCE(s.ends_on, '9999-12-31')"
    " AND NEW.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND s.starts_on < COALESCE(NEW.ends_on, '9999-12-31')"
    " AND COALESCE(s.ends_on, '9999-12-31') > NEW.starts_on"
    " AND ((n.patient_id = NEW.patient_id AND n.other_id = s.patient_id)"
    " OR (n.other_id = NEW.patient_id AND n.patient_id = s.patient_id)))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("timetable", "0001_initial"),
        ("treatment", "0001_initial"),
    ]
    operations = [
        *(
            refuse(
                name=f"seat_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=f"{TAKEN} OR {BEYOND}",
                message="This seat is taken.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"apart_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=APART,
                message="This session is not open to this person.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        *(
            refuse(
                name=f"apart_for_a_day_{event.lower()}",
                table="timetable_seat",
                event=event,
                when=APART_FOR_A_DAY,
                message="This session is not open to this person.",
            )
            for event in ("INSERT", "UPDATE")
        ),
    ]
