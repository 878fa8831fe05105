"""Alerts: raised in the same contact, told to the people on call, taken by somebody by name."""

from datetime import datetime

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.operations import Unable, record, withdraw_mail, writing
from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.measures.models import AskedForm, SafetyAlert
from stepdown.clinic.measures.on_call import tell_on_call
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission


class UnableToAcknowledge(Unable):
    """There is nothing to take over; the message says so."""


def raise_alert(*, actor: Actor, form: AskedForm, concern: int, now: datetime) -> None:
    """Opens the alert of this form, or opens it again for a graver answer; tells who is on call.

    Call it inside writing(). An answer that is taken back later does not close it: somebody asks.
    """
    site = form.patient.site
    is_staffed = cover_of(site).is_staffed(local_now(site, now))
    before = SafetyAlert.objects.filter(asked=form).first()
    if before is not None and concern <= before.concern:
        return
    fresh = {"concern": concern, "raised_at": now, "in_staffed_hours": is_staffed}
    nobody = {"acknowledged_by": None, "acknowledged_at": None, "settled_by": None}
    alert, _ = SafetyAlert.objects.update_or_create(  # unique: asked
        asked=form, defaults={**fresh, **nobody, "patient": form.patient}
    )
    tell_on_call(
        site=site,
        about=_matter(alert),
        occasion=str(concern),
        now=now,
        patient_id=form.patient_id,
    )
    record(actor=actor, verb="alert.raised", now=now, subject=alert, patient_id=form.patient_id)


def acknowledge_alerts(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """The actor has this now, by name and time: nobody further is told."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        waiting = SafetyAlert.objects.filter(
            patient=patient, settled_by=None, acknowledged_at__isnull=True
        )
        alerts = list(waiting)
        if not alerts:
            raise UnableToAcknowledge("Somebody has taken this already, or it is answered.")
        for alert in alerts:
            _acknowledge(actor, alert, now)


def _acknowledge(actor: Actor, alert: SafetyAlert, now: datetime) -> None:
    SafetyAlert.objects.filter(pk=alert.pk).update(
        acknowledged_by_id=actor.account_id, acknowledged_at=now
    )
    withdraw_mail(now=now, about=_matter(alert))
    record(
        actor=actor,
        verb="alert.acknowledged",
        now=now,
        subject=alert,
        patient_id=alert.patient_id,
    )


def settle_alerts(*, actor: Actor, patient: Patient, step: Entry, now: datetime) -> None:
    """A signed safety step settles every open alert. Whoever signs has acknowledged them too.

    Call it inside writing().
    """
    for alert in SafetyAlert.objects.filter(patient=patient, settled_by=None):
        if alert.acknowledged_at is None:
            _acknowledge(actor, alert, now)
        SafetyAlert.objects.filter(pk=alert.pk).update(settled_by=step)
        record(actor=actor, verb="alert.settled", now=now, subject=alert, patient_id=patient.pk)


def _matter(alert: SafetyAlert) -> str:
    return f"safety alert {alert.pk}"
