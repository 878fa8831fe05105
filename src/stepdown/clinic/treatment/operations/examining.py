"""What is told in an examination: saved part by part by whoever is there, signed as a whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import sign_entry
from stepdown.clinic.ledger.operations import UnableToSave, record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.examinations import Examination, PartState, Writer, examination_of
from stepdown.clinic.treatment.facts import assessment_parts
from stepdown.clinic.treatment.known import known_about
from stepdown.clinic.treatment.models import PartInWork
from stepdown.clinic.treatment.operations.assessing import UnableToAssess, require_assessable
from stepdown.rules.examination import ToldPart, UnableToExamine, checked_answers, told_part

CHANGED = "Someone else saved this part while you were writing. Compare and save again."


def save_part(
    *,
    actor: Actor,
    patient: Patient,
    part: str,
    answers: Mapping[str, Any],
    how: str,
    expected_version: int,
    now: datetime,
    left_out_because: str = "",
) -> None:
    """Keeps one part, whole or half done; nothing of it is in the chart yet.

    `answers` by the keys of its questions; `how`: one of `PartInWork.How`; `expected_version` 0:
    nobody saved it since it was signed, or ever. Raises UnableToAssess, and UnableToSave where
    somebody else saved the same part first.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    asked = _part(part)
    told = _checked(asked, answers, left_out_because)
    content = {"answers": told, "left_out_because": left_out_because, "how": _how(how)}
    with writing():
        require_assessable(patient)
        before = examination_of(patient).state(part)
        writer = Account.objects.get(pk=actor.account_id or 0)
        if before.version != expected_version:
            raise UnableToSave(CHANGED)
        details = {
            **content,
            "sources": _sources(asked, told, patient, now),
            "writers": _writers(before, writer, now),
            "saved_by": writer,
            "saved_at": now,
        }
        row = _save(patient, part, expected_version, details)
        verb = "examination_part.saved"
        record(actor=actor, verb=verb, now=now, subject=row, patient_id=patient.pk, content=content)


def _part(key: str) -> ToldPart:
    part = told_part(key)
    if part is None:
        raise UnableToAssess("There is no such part of an examination.")
    return part


def _how(how: str) -> str:
    if how not in PartInWork.How.values:
        raise UnableToAssess("Choose how it was asked.")
    return how


def _checked(
    part: ToldPart, answers: Mapping[str, Any], left_out_because: str
) -> dict[str, str | int | list[str]]:
    try:
        found = checked_answers(part, answers)
    except UnableToExamine as error:
        raise UnableToAssess(str(error)) from error
    if found and left_out_because:
        raise UnableToAssess("Choose either the answers or why they are left out.")
    if not found and not left_out_because:
        raise UnableToAssess("Answer one question at least, or say why this is left out today.")
    return found


def _sources(
    part: ToldPart, answers: Mapping[str, Any], patient: Patient, now: datetime
) -> dict[str, str]:
    """Of answers that stand as they were known already."""
    takes = {one.key: one.takes for one in part.questions if one.takes and one.key in answers}
    known = known_about(patient, now=now) if takes else {}
    return {
        key: fact.source
        for key, name in takes.items()
        for fact in known.get(name, ())
        if fact.words == answers[key]
    }


def _writers(before: PartState, writer: Account, now: datetime) -> list[dict[str, Any]]:
    """Everybody who wrote in this part once, whoever wrote last at the end."""
    others = [one for one in before.writers if one.account_id != writer.pk]
    return [_written(one) for one in (*others, Writer(writer.pk, writer.name, now))]


def _written(one: Writer) -> dict[str, Any]:
    return {"account": one.account_id, "name": one.name, "at": one.at.isoformat()}


def _save(patient: Patient, part: str, expected: int, details: dict[str, Any]) -> PartInWork:
    if not expected:
        return PartInWork.objects.create(patient=patient, part=part, **details)
    row = PartInWork.objects.get(patient=patient, part=part)
    save_version(row, expected=expected, **details)
    return row


def sign_examination(
    *, actor: Actor, patient: Patient, seen: str, now: datetime, corrects_because: str = ""
) -> Entry:
    """Signs every part as it stands; `seen` is `Examination.seen` of what the signer read.

    With `corrects_because` the new entry corrects the one that stands (something was wrong);
    without, it is an examination of its own (things have changed). Raises UnableToAssess where
    a part is open or nothing is new, UnableToSave, and UnableToSign without a live credential.
    """
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    with writing():
        found = examination_of(patient)
        _refuse_unready(found, seen, corrects_because)
        corrects = found.signed if corrects_because else None
        if corrects is None:
            require_assessable(patient)
        entry = sign_entry(
            actor=actor,
            patient=patient,
            kind=EntryKind.EXAMINATION,
            body=_body(found, patient, now),
            happened_at=corrects.happened_at if corrects else _told_last(found),
            now=now,
            corrects=corrects,
            reason=corrects_because,
        )
        PartInWork.objects.filter(patient=patient).delete()
    return entry


def _refuse_unready(found: Examination, seen: str, corrects_because: str) -> None:
    if seen != found.seen:
        raise UnableToSave("Someone changed a part meanwhile. Read it again, then sign.")
    if not found.in_work:
        raise UnableToAssess("Nothing is different from what was signed.")
    if found.open_parts:
        titles = ", ".join(one.part.title.lower() for one in found.open_parts)
        raise UnableToAssess(f"Finish these first, or say why they are left out: {titles}.")
    if corrects_because and found.signed is None:
        raise UnableToAssess("Nothing is signed yet that could be corrected.")


def _told_last(found: Examination) -> datetime:
    return max(one.at for state in found.in_work for one in state.writers)


def _body(found: Examination, patient: Patient, now: datetime) -> dict[str, Any]:
    parts = assessment_parts(patient, now=now)
    apart = {key: part.entry.pk for key, part in parts.items() if part.entry and part.is_fresh}
    apart.pop("examination", None)
    return {"parts": {one.part.key: _told(one) for one in found.parts}, "signed_apart": apart}


def _told(state: PartState) -> dict[str, Any]:
    return {
        "answers": dict(state.answers),
        "sources": dict(state.sources),
        "left_out_because": state.left_out_because,
        "how": state.how,
        "writers": [_written(one) for one in state.writers],
        "questions_version": state.part.version,
    }
