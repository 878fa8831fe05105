"""The person signs the plan too, or says what they see differently: on their own page, or on the
clinic's screen with their name."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.meaning import meanings
from stepdown.clinic.plans.models import TreatmentPlan
from stepdown.clinic.plans.operations.writing import UnableToPlanCare
from stepdown.clinic.plans.queries import holding


def answer_plan(
    *,
    actor: Actor,
    patient: Patient,
    plan_id: int,
    agrees: bool,
    signed_name: str,
    words: str,
    now: datetime,
) -> Entry:
    """Signs the person's answer to the version `plan_id` that they read. A no takes nothing away:
    the plan holds, and the team reads why. A yes stands; a no can become one.

    Raises UnableToPlanCare and UnableToSign.
    """
    is_own = actor.account_id is not None and actor.own_patient_id == patient.pk
    if not is_own:
        require(actor, Permission.PLAN_CARE, site_id=patient.site_id)
    if not signed_name.strip():
        raise UnableToPlanCare("Sign with a name, or a mark with a witness.")
    if not agrees and not words.strip():
        raise UnableToPlanCare("Say in a line what you see differently.")
    with writing():
        plan = TreatmentPlan.objects.filter(holding(), patient=patient).first()
        if plan is None or plan.pk != plan_id:
            raise UnableToPlanCare("There is a newer plan. Read that one, then answer.")
        if plan.agrees:
            raise UnableToPlanCare("This plan is signed by both already.")
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.PLAN_ANSWER,
            body=_body(plan, is_own, agrees, signed_name.strip(), words.strip()),
            happened_at=now,
            now=now,
        )
        save_version(plan, expected=plan.version, answer=entry, agrees=agrees)
        record(actor=actor, verb="plan.answered", now=now, subject=plan, patient_id=patient.pk)
    return entry


def _body(
    plan: TreatmentPlan, is_own: bool, agrees: bool, signed_name: str, words: str
) -> dict[str, object]:
    return {
        "plan_version": plan.number,
        "agrees": agrees,
        "signed_name": signed_name,
        "words": words,
        "where": "On their own page" if is_own else "In the clinic, with staff beside them",
        "meaning": meanings().agrees if agrees else meanings().differs,
        "meaning_version": meanings().version,
    }
