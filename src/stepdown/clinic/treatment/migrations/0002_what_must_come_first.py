"""What no episode can begin without, what settles a detox need, and what stays as it was made."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import refuse, stays_with_its_person

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
RULES = "treatment_placementrules"
CHANGED = (
    "OLD.approved_at IS NOT NULL OR NEW.content <> OLD.content OR NEW.version <> OLD.version"
    " OR NEW.number <> OLD.number OR NEW.site_id <> OLD.site_id OR NEW.made_at <> OLD.made_at"
)
NOT_APPROVED = (
    "NOT EXISTS (SELECT 1 FROM treatment_placementrules r"
    " WHERE r.site_id = NEW.site_id AND r.approved_at IS NOT NULL)"
)
OPEN = "NOT IN ('returned', 'declined', 'no_show')"
OPEN_REFERRAL = (
    "EXISTS (SELECT 1 FROM treatment_detoxreferral f"
    f" WHERE f.patient_id = NEW.patient_id AND f.status {OPEN})"
)
SAID = "UPDATE OF id, placement_id, agrees, words, told_by_id, is_own, told_at"
NOT_SIGNED = (
    "NOT EXISTS (SELECT 1 FROM chart_entry e WHERE e.patient_id = OLD.patient_id"
    " AND e.kind = 'examination' AND e.signed_at >= OLD.saved_at)"
)
UNDER_WAY = "A referral to detox is under way. Note first that the person is back."


class Migration(migrations.Migration):
    dependencies = [
        ("treatment", "0001_initial"),
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
    ]
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
        refuse(
            name="episode_after_approved_rules",
            table="treatment_episode",
            event="INSERT",
            when=NOT_APPROVED,
            message="The rules of placement are not approved here. Approve them under Rules first.",
        ),
        refuse(
            name="rules_stay_as_made",
            table=RULES,
            event="UPDATE",
            when=CHANGED,
            message="A version of the rules cannot be changed. Make a new one.",
        ),
        refuse(
            name="rules_stay",
            table=RULES,
            event="DELETE",
            when="1 = 1",
            message="A version of the rules cannot be removed.",
        ),
        refuse(
            name="episode_after_referral",
            table="treatment_episode",
            event="INSERT",
            when=OPEN_REFERRAL,
            message=UNDER_WAY,
        ),
        refuse(
            name="episode_back_after_referral",
            table="treatment_episode",
            event="UPDATE",
            when=f"NEW.status = 'active' AND OLD.status <> 'active' AND {OPEN_REFERRAL}",
            message=UNDER_WAY,
        ),
        refuse(
            name="need_settled_after_referral",
            table="treatment_detoxneed",
            event="UPDATE",
            when=f"NEW.state <> 'open' AND OLD.state = 'open' AND {OPEN_REFERRAL}",
            message=UNDER_WAY,
        ),
        refuse(
            name="referral_of_an_open_need",
            table="treatment_detoxreferral",
            event="INSERT",
            when=(
                f"NEW.status {OPEN} AND NOT EXISTS (SELECT 1 FROM treatment_detoxneed d"
                " WHERE d.id = NEW.need_id AND d.patient_id = NEW.patient_id AND d.state = 'open')"
            ),
            message="Only for an open need of detox is somebody referred.",
        ),
        refuse(
            name="referral_stays",
            table="treatment_detoxreferral",
            event="DELETE",
            when="1 = 1",
            message="A referral cannot be removed.",
        ),
        refuse(
            name="no_contact_stays",
            table="treatment_nocontact",
            event="DELETE",
            when="1 = 1",
            message="Who is kept apart is lifted with a reason, never removed.",
        ),
        refuse(
            name="no_contact_stays_as_made",
            table="treatment_nocontact",
            event="UPDATE OF other_id, other_name, kind, entry_id, lifted_at",
            when=(
                "OLD.lifted_at IS NOT NULL"
                " OR COALESCE(NEW.other_id, 0) <> COALESCE(OLD.other_id, 0)"
            ),
            message="Who is kept apart is lifted with a reason, never changed.",
        ),
        stays_with_its_person("treatment_nocontact"),
        *(
            refuse(
                name=name,
                table="treatment_personsview",
                event=event,
                when="1 = 1",
                message="What a person said stays as they said it.",
            )
            for name, event in (("view_stays_as_said", SAID), ("view_stays", "DELETE"))
        ),
        stays_with_its_person("treatment_personsview"),
        stays_with_its_person("treatment_partinwork"),
        refuse(
            name="part_stays_until_signed",
            table="treatment_partinwork",
            event="DELETE",
            when=NOT_SIGNED,
            message="What was told goes only when an examination was signed after it.",
        ),
    ]
