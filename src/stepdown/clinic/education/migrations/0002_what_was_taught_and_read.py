"""After the roll a lesson changes with a reason only; what a person read stays theirs."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

CHOICE, OWN = "education_lessonchoice", "education_ownlesson"
IS_CLOSED = (
    "EXISTS (SELECT 1 FROM clinic_sessions_session s WHERE s.series_id = {row}.series_id"
    ' AND s."on" = {row}."on" AND s.state = \'closed\')'
)


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0001_initial"),
        ("clinic_sessions", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        *(
            refuse(
                name=f"lesson_after_the_roll_{event.lower()}",
                table=CHOICE,
                event=event,
                when=f"NEW.because = '' AND {IS_CLOSED.format(row='NEW')}",
                message="This roll is closed: say why the lesson changes.",
            )
            for event in ("INSERT", "UPDATE")
        ),
        refuse(
            name="lesson_choice_stays_with_its_meeting",
            table=CHOICE,
            event='UPDATE OF series_id, "on"',
            when="1 = 1",
            message="A choice belongs to its meeting.",
        ),
        refuse(
            name="lesson_choice_stays",
            table=CHOICE,
            event="DELETE",
            when=IS_CLOSED.format(row="OLD"),
            message="This roll is closed: the lesson it gave stays.",
        ),
        stays_with_its_person(OWN),
        *closed_when_merged(OWN),
        refuse(
            name="own_lesson_stays_read",
            table=OWN,
            event="UPDATE OF read_at, lesson",
            when="OLD.lesson <> NEW.lesson OR (OLD.read_at IS NOT NULL AND NEW.read_at IS NULL)",
            message="What was read stays read.",
        ),
    ]
