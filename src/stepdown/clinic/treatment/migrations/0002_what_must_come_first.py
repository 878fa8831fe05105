"""What no episode can begin without, and what no detox need can be settled without."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse

OPEN_NEED = (
    "EXISTS (SELECT 1 FROM treatment_detoxneed d"
    " WHERE d.patient_id = NEW.patient_id AND d.state = 'open')"
)
NOT_READY = (
    "EXISTS (SELECT 1 FROM people_patient p WHERE p.id = NEW.patient_id"
    " AND (p.is_deceased OR NOT p.is_confirmed))"
)
NO_DECISION = (
    "NOT EXISTS (SELECT 1 FROM chart_entry e WHERE e.id = NEW.placement_id"
    " AND e.patient_id = NEW.patient_id AND e.kind = 'placement')"
)
NO_WITHDRAWAL_DECISION = (
    "NEW.state <> 'open' AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.settled_by_id AND e.patient_id = NEW.patient_id"
    " AND e.kind = 'withdrawal' AND e.signed_as = 'medical')"
)
EPISODE, NEED = "treatment_episode", "treatment_detoxneed"
DETOX_FIRST = "Detox comes first. A medical professional clears it or signs that it is handled."


class Migration(migrations.Migration):
    dependencies = [("treatment", "0001_initial"), ("chart", "0002_signed_is_immutable")]
    operations = [
        refuse(
            name="episode_after_detox",
            table=EPISODE,
            event="INSERT",
            when=OPEN_NEED,
            message=DETOX_FIRST,
        ),
        refuse(
            name="episode_back_after_detox",
            table=EPISODE,
            event="UPDATE",
            when=f"NEW.status = 'active' AND OLD.status <> 'active' AND {OPEN_NEED}",
            message=DETOX_FIRST,
        ),
        refuse(
            name="episode_of_a_living_person",
            table=EPISODE,
            event="INSERT",
            when=NOT_READY,
            message="This person is not confirmed, or is recorded as having died.",
        ),
        refuse(
            name="episode_after_decision",
            table=EPISODE,
            event="INSERT",
            when=NO_DECISION,
            message="A signed placement decision comes first.",
        ),
        refuse(
            name="need_settled_by_medical",
            table=NEED,
            event="UPDATE",
            when=NO_WITHDRAWAL_DECISION,
            message="Only a signed withdrawal decision settles a detox need.",
        ),
        refuse(
            name="need_begins_open",
            table=NEED,
            event="INSERT",
            when=NO_WITHDRAWAL_DECISION,
            message="Only a signed withdrawal decision settles a detox need.",
        ),
        refuse(
            name="need_stays",
            table=NEED,
            event="DELETE",
            when="1 = 1",
            message="A detox need cannot be removed.",
        ),
    ]
