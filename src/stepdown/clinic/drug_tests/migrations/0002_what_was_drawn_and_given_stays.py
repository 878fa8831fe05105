"""A draw, its secret and a sample stay as they were; a test that was confirmed stays so."""

from django.db import migrations

from stepdown.clinic.ledger.triggers import closed_when_merged, refuse, stays_with_its_person

PLAN, TEST, SPECIMEN = "drug_tests_randomplan", "drug_tests_drugtest", "drug_tests_specimen"
NOT_ITS_OWN = (
    "NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chart_entry e"
    " WHERE e.id = NEW.{column} AND e.patient_id = NEW.patient_id AND e.kind = 'drug_test')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("drug_tests", "0001_initial"),
        ("chart", "0001_initial"),
        ("people", "0001_initial"),
    ]
    operations = [
        stays_with_its_person(PLAN),
        stays_with_its_person(TEST),
        *closed_when_merged(PLAN),
        *closed_when_merged(TEST),
        refuse(
            name="random_plan_stays_as_begun",
            table=PLAN,
            event="UPDATE OF episode_id, secret, fingerprint, begun_on, begun_at",
            when="1 = 1",
            message="The secret of random tests stays; end them and begin anew.",
        ),
        refuse(
            name="drug_test_stays_on_its_day",
            table=TEST,
            event='UPDATE OF "on", number, made_at, ordered_because',
            when="1 = 1",
            message="A drawn or ordered day stays; write down why there is no sample.",
        ),
        *(
            refuse(
                name=f"drug_test_{column}",
                table=TEST,
                event=f"UPDATE OF {column}_id",
                when=(
                    f"(OLD.{column}_id IS NOT NULL AND NEW.{column}_id IS NULL)"
                    f" OR {NOT_ITS_OWN.format(column=f'{column}_id')}"
                ),
                message="A signed result stays with its test.",
            )
            for column in ("screened", "confirmed")
        ),
        refuse(
            name="drug_test_stays",
            table=TEST,
            event="DELETE",
            when="OLD.state <> 'planned'",
            message="This test has happened.",
        ),
        *(
            refuse(
                name=f"specimen_{event.lower()}",
                table=SPECIMEN,
                event=event,
                when="1 = 1",
                message="A sample stays as it was written down.",
            )
            for event in ("UPDATE", "DELETE")
        ),
        refuse(
            name="breath_has_no_warmth",
            table=SPECIMEN,
            event="INSERT",
            when="NEW.is_breath AND NEW.temperature IS NOT NULL",
            message="Warmth is read on urine only.",
        ),
    ]
