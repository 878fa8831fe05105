"""What the record says about the way to admission; a clinician may choose another one."""

from datetime import date

from stepdown.clinic.intake.referrals import ReferrerKind, referral_of
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.checklist import Route
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import last_ended_episode
from stepdown.clinic.treatment.referrals import newest_referral


def suggested_route(patient: Patient) -> Route:
    """Detox and a residential stay count where they are newer than earlier care here."""
    last = last_ended_episode(patient)
    if _is_back_from_detox(patient, last):
        return Route.AFTER_DETOX
    if _comes_from_a_stay(patient, last):
        return Route.RESIDENTIAL
    return Route.RETURN if last is not None else Route.DIRECT


def _is_back_from_detox(patient: Patient, last: Episode | None) -> bool:
    referral = newest_referral(patient)
    if referral is None or referral.status != "returned":
        return False
    return referral.need.opened_at.date() >= _end_of(last)


def _comes_from_a_stay(patient: Patient, last: Episode | None) -> bool:
    """Less is asked after a stay only because its record answers it: so that must be here."""
    referral = referral_of(patient)
    if referral is None or referral.kind != ReferrerKind.RESIDENTIAL or referral.arrival is None:
        return False
    return referral.referred_at.date() >= _end_of(last)


def _end_of(last: Episode | None) -> date:
    return (last.ended_on if last else None) or date.min
