"""A signed plan stays in its chart with its goals and criteria as they were signed; a yes of the
person stays."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

PLAN, GOAL = "plans_treatmentplan", "plans_plangoal"
NOT_ITS_OWN = (
    "NEW.{column}_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.{column}_id AND e.patient_id = NEW.patient_id AND e.kind = '{kind}')"
)
NOT_OF_THIS_CARE = (
    "NOT EXISTS (SELECT 1 FROM treatment_episode e"
    " WHERE e.id = NEW.episode_id AND e.patient_id = NEW.patient_id)"
)
SIGNED = f"EXISTS (SELECT 1 FROM {PLAN} p WHERE p.id = OLD.plan_id AND p.entry_id IS NOT NULL)"
ADDED_LATER = (
    f"EXISTS (SELECT 1 FROM {PLAN} p JOIN chart_entry e ON e.id = p.entry_id"
    " WHERE p.id = NEW.plan_id AND e.signed_at < NEW.written_at)"
)
STAYS = "This version is signed. Begin a new one."
ENTRIES = {"entry": "treatment_plan", "answer": "plan_answer"}


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0001_initial"),
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
        ("treatment", "0001_initial"),
    ]
    operations = [
        stays_with_its_person(PLAN),
        *closed_when_merged(PLAN),
        refuse(
            name="plan_of_this_care",
            table=PLAN,
            event="INSERT",
            when=NOT_OF_THIS_CARE,
            message="This plan belongs to the care of somebody else.",
        ),
        *(
            refuse(
                name=f"plan_{column}_of_its_own_{event.split()[0].lower()}",
                table=PLAN,
                event=event,
                when=NOT_ITS_OWN.format(column=column, kind=kind),
                message="This signature belongs to somebody else, or to something else.",
            )
            for column, kind in ENTRIES.items()
            for event in ("INSERT", f"UPDATE OF {column}_id")
        ),
        refuse(
            name="plan_stays_as_signed",
            table=PLAN,
            event="UPDATE OF entry_id, episode_id, number, replaced_at",
            when=(
                "OLD.entry_id IS NOT NULL AND (NEW.entry_id IS NULL"
                " OR NEW.entry_id <> OLD.entry_id OR NEW.episode_id <> OLD.episode_id"
                " OR NEW.number <> OLD.number"
                " OR OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS NULL)"
            ),
            message=STAYS,
        ),
        refuse(
            name="plan_yes_stays",
            table=PLAN,
            event="UPDATE OF answer_id, agrees",
            when=(
                "OLD.answer_id IS NOT NULL AND (NEW.answer_id IS NULL"
                " OR OLD.agrees AND (NEW.answer_id <> OLD.answer_id OR NOT NEW.agrees))"
            ),
            message="The person signed this plan. Begin a new version.",
        ),
        refuse(
            name="plan_signed_stays",
            table=PLAN,
            event="DELETE",
            when="OLD.entry_id IS NOT NULL",
            message=STAYS,
        ),
        *(
            refuse(
                name=f"plan_goal_{event.lower()}", table=GOAL, event=event, when=when, message=STAYS
            )
            for event, when in (("UPDATE", SIGNED), ("DELETE", SIGNED), ("INSERT", ADDED_LATER))
        ),
        refuse(
            name="plan_criteria_stay",
            table=PLAN,
            event="UPDATE OF criteria",
            when=(
                "OLD.entry_id IS NOT NULL"
                " AND COALESCE(CAST(NEW.criteria AS TEXT), '')"
                " <> COALESCE(CAST(OLD.criteria AS TEXT), '')"
            ),
            message=STAYS,
        ),
    ]
