"""A record from elsewhere enters: the original is kept, its facts stay apart until checked."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from stepdown.clinic.chart.arrivals import ArrivedDate, ArrivedItem, ArrivedPerson, ArrivedRecord
from stepdown.clinic.chart.models import Arrival, ArrivedFact
from stepdown.clinic.chart.operations import drop_draft, keep_draft
from stepdown.clinic.chart.originals import keep_original, remove_original
from stepdown.clinic.chart.received import ASIDE, DEATH, put_aside_by
from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.operations import register_patient, require
from stepdown.clinic.people.roles import Permission

UNNAMED = "Unnamed"
SAYS_DECEASED = "The record says that this person has died"


class UnableToReceive(Unable):
    """The record cannot be taken in this way; the message says why."""


class UnableToSettle(Unable):
    """The fact or the person cannot be settled this way; the message says why."""


@dataclass(frozen=True)
class Received:
    """What a record changed. `is_new` is False where the same file was here before."""

    arrival: Arrival
    patient: Patient
    is_new: bool
    new_facts: int


def receive_record(
    *,
    actor: Actor,
    site: Site,
    patient: Patient | None,
    arrived: ArrivedRecord,
    raw: bytes,
    source: str,
    now: datetime,
) -> Received:
    """Keeps the original and puts its facts into the chart of `patient`, or of a new unconfirmed
    person where `patient` is None: people are never joined by name.

    The same file for the same person changes nothing; without `patient`, the same file at the
    same site changes nothing.
    """
    require(actor, Permission.RECEIVE_RECORDS, site_id=site.pk)
    if patient is not None and patient.site_id != site.pk:
        raise UnableToReceive("This person belongs to another site. Receive the record there.")
    with writing():
        before = _arrived_before(site, patient, arrived.digest)
        if before is not None:
            return Received(before, before.patient, is_new=False, new_facts=0)
        person = patient or _unconfirmed(actor, site, arrived.person, now)
        arrival = _keep(actor, person, arrived, raw, source, now)
        new_facts = _add_facts(arrival, arrived)
        content = {"digest": arrived.digest, "facts": new_facts, "source": source}
        record(
            actor=actor,
            verb="record.received",
            now=now,
            subject=arrival,
            patient_id=person.pk,
            content=content,
        )
    return Received(arrival, person, is_new=True, new_facts=new_facts)


def receive_document(
    *, actor: Actor, patient: Patient, raw: bytes, source: str, now: datetime
) -> Received:
    """Keeps a PDF in the chart as it came. The actor read it and says that it is about `patient`;
    nothing is taken out of it. The same file for the same person changes nothing."""
    require(actor, Permission.RECEIVE_RECORDS, site_id=patient.site_id)
    digest = sha256(raw).hexdigest()
    with writing():
        before = _arrived_before(patient.site, patient, digest)
        if before is not None:
            return Received(before, patient, is_new=False, new_facts=0)
        arrival = Arrival.objects.create(
            site_id=patient.site_id,
            patient=patient,
            digest=digest,
            file_name=keep_original(raw),
            file_kind=Arrival.Kind.PDF,
            source=source[:120],
            resource_count=0,
            received_at=now,
            received_by_id=actor.account_id,
        )
        content = {"digest": digest, "source": source}
        record(
            actor=actor,
            verb="record.received",
            now=now,
            subject=arrival,
            patient_id=patient.pk,
            content=content,
        )
    return Received(arrival, patient, is_new=True, new_facts=0)


def _arrived_before(site: Site, patient: Patient | None, digest: str) -> Arrival | None:
    found = Arrival.objects.filter(site=site, digest=digest).select_related("patient__site")
    return (found.filter(patient=patient) if patient else found.order_by("pk")).first()


def _unconfirmed(actor: Actor, site: Site, person: ArrivedPerson, now: datetime) -> Patient:
    return register_patient(
        actor=actor,
        site=site,
        given_name=person.given_name[:150] or UNNAMED,
        family_name=person.family_name[:150],
        name_used=person.used_name[:150],
        birth_on=_exact(person.birth_on),
        is_deceased=person.is_deceased,
        death_on=_exact(person.death_on) if person.is_deceased else None,
        sex=person.sex.value,
        phone=person.phone[:60],
        email=_usable_email(person.email),
        address=str(person.address)[:300],
        is_confirmed=False,
        now=now,
    )


def _exact(day: ArrivedDate | None) -> date | None:
    return day.exact_on if day else None


def _usable_email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def _keep(
    actor: Actor,
    patient: Patient,
    arrived: ArrivedRecord,
    raw: bytes,
    source: str,
    now: datetime,
) -> Arrival:
    person = arrived.person
    lost = [
        {"resource_type": each.resource_type, "count": each.count, "reason": each.reason}
        for each in arrived.not_understood
    ]
    return Arrival.objects.create(
        site_id=patient.site_id,
        patient=patient,
        digest=arrived.digest,
        file_name=keep_original(raw),
        source=source[:120],
        resource_count=arrived.resource_count,
        not_understood=lost,
        says_deceased=person.is_deceased,
        death_on=person.death_on.text[:10] if person.death_on else "",
        birth_on=person.birth_on.text[:10] if person.birth_on else "",
        received_at=now,
        received_by_id=actor.account_id,
    )


def _add_facts(arrival: Arrival, arrived: ArrivedRecord) -> int:
    """The facts that this person did not have yet, in one statement."""
    known = set(
        ArrivedFact.objects.filter(patient=arrival.patient_id).values_list("digest", flat=True)
    )
    rows = {fact.digest: fact for fact in _facts(arrival, arrived) if fact.digest not in known}
    ArrivedFact.objects.bulk_create(rows.values(), batch_size=500)
    return len(rows)


def _facts(arrival: Arrival, arrived: ArrivedRecord) -> Iterable[ArrivedFact]:
    yield from (_fact(arrival, item) for item in arrived.items)
    if arrival.says_deceased:
        yield ArrivedFact(
            arrival=arrival,
            patient_id=arrival.patient_id,
            kind=DEATH,
            label=SAYS_DECEASED,
            starts=arrival.death_on,
            digest=f"{DEATH} {arrived.digest}"[:64],
        )


def _fact(arrival: Arrival, item: ArrivedItem) -> ArrivedFact:
    return ArrivedFact(
        arrival=arrival,
        patient_id=arrival.patient_id,
        kind=item.kind.value,
        code=item.code[:200],
        code_system=item.code_system[:200],
        label=item.label or item.code,
        value=item.value,
        unit=item.unit[:200],
        parts=[asdict(part) for part in item.parts],
        status=item.status[:200],
        category=item.category[:200],
        place=item.place[:500],
        source_id=item.source_id[:500],
        starts=item.starts.text[:40] if item.starts else "",
        ends=item.ends.text[:40] if item.ends else "",
        notable=item.notable.value if item.notable else "",
        digest=item.digest,
    )


def put_aside(*, actor: Actor, site: Site, raw: bytes, source: str, now: datetime) -> str:
    """Keeps an uploaded file for the actor alone until they chose whose it is; answers the name
    by which it is found again."""
    require(actor, Permission.RECEIVE_RECORDS, site_id=site.pk)
    name = keep_original(raw)
    body = {"site": site.pk, "source": source}
    keep_draft(actor=actor, subject=f"{ASIDE} {name}", body=body, now=now)
    return name


def receive_put_aside(
    *, actor: Actor, name: str, patient: Patient | None, arrived: ArrivedRecord, now: datetime
) -> Received:
    """Receives a file that was put aside, for `patient` or for a new unconfirmed person."""
    aside = put_aside_by(actor, name)
    if aside is None:
        raise UnableToReceive("This file was received or discarded already. Upload it again.")
    with writing():
        received = receive_record(
            actor=actor,
            site=aside.site,
            patient=patient,
            arrived=arrived,
            raw=aside.raw,
            source=aside.source,
            now=now,
        )
        discard_put_aside(actor=actor, name=name)
    return received


def discard_put_aside(*, actor: Actor, name: str) -> None:
    """Removes a file of the actor's own that became part of no chart."""
    if put_aside_by(actor, name) is not None:
        with writing():
            drop_draft(actor=actor, subject=f"{ASIDE} {name}")
            transaction.on_commit(lambda: remove_original(name))


def settle_fact(
    *, actor: Actor, patient: Patient, fact_id: int, standing: str, now: datetime
) -> None:
    """Marks an arrived fact as confirmed with the person, or as not so.

    Settling a word of death settles the person too: confirmed, they are recorded as having
    died; not so, they no longer are. Either can be changed again.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    if standing not in ArrivedFact.Standing.values:
        raise UnableToSettle("Choose whether this was confirmed or is not so.")
    with writing():
        fact = ArrivedFact.objects.filter(patient=patient, pk=fact_id).first()
        if fact is None:
            raise UnableToSettle("This entry is not in this person's record. Open it again.")
        ArrivedFact.objects.filter(pk=fact.pk).update(standing=standing)
        if fact.kind == DEATH:
            _settle_death(patient, fact, is_so=standing == ArrivedFact.Standing.CONFIRMED)
        content = {"standing": standing, "was": fact.standing}
        record(
            actor=actor,
            verb="fact.settled",
            now=now,
            subject=fact,
            patient_id=patient.pk,
            content=content,
        )


def _settle_death(patient: Patient, fact: ArrivedFact, *, is_so: bool) -> None:
    death_on = _day(fact.starts) if is_so else None
    save_version(patient, expected=patient.version, is_deceased=is_so, death_on=death_on)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def confirm_person(*, actor: Actor, patient: Patient, expected_version: int, now: datetime) -> None:
    """The person who came with a record is who the record says: somebody checked."""
    require(actor, Permission.TAKE_CALLS, site_id=patient.site_id)
    with writing():
        save_version(patient, expected=expected_version, is_confirmed=True)
        record(
            actor=actor, verb="patient.confirmed", now=now, subject=patient, patient_id=patient.pk
        )
