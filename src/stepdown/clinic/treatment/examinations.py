"""Reading an examination: what is signed, what is in work over it, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.ledger.chain import content_digest
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.models import PartInWork
from stepdown.rules.examination import PARTS, ToldPart, ToldQuestion, open_questions

How = PartInWork.How  # for pages, which name no models


@dataclass(frozen=True)
class Writer:
    """Who wrote in a part, and when last."""

    account_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class PartState:
    """One part as it stands. `version` 0: nobody saved it since it was signed, or ever."""

    part: ToldPart
    answers: Mapping[str, Any]
    sources: Mapping[str, str]
    left_out_because: str
    how: str
    writers: tuple[Writer, ...]
    version: int = 0
    is_signed: bool = False

    @property
    def is_begun(self) -> bool:
        return bool(self.answers or self.left_out_because)

    @property
    def open_questions(self) -> tuple[ToldQuestion, ...]:
        return () if self.left_out_because else open_questions(self.part, self.answers)

    @property
    def is_done(self) -> bool:
        return self.is_begun and not self.open_questions

    @property
    def is_in_work(self) -> bool:
        return self.version > 0


@dataclass(frozen=True)
class Examination:
    """Every part in order. `signed` is the entry that stands, None before the first signature."""

    parts: tuple[PartState, ...]
    signed: Entry | None

    @property
    def open_parts(self) -> tuple[PartState, ...]:
        return tuple(one for one in self.parts if not one.is_done)

    @property
    def in_work(self) -> tuple[PartState, ...]:
        return tuple(one for one in self.parts if one.is_in_work)

    @property
    def seen(self) -> str:
        """A mark of exactly this state: whoever signs, signs what the page showed."""
        signed = self.signed.pk if self.signed else 0
        return content_digest([signed, [[one.part.key, one.version] for one in self.parts]])[:16]

    def state(self, key: str) -> PartState:
        return next(one for one in self.parts if one.part.key == key)


def examination_of(patient: Patient) -> Examination:
    signed = latest(patient, EntryKind.EXAMINATION)
    rows = {row.part: row for row in PartInWork.objects.filter(patient=patient)}
    told = signed.body["parts"] if signed else {}
    return Examination(
        tuple(_state(part, rows.get(key), told.get(key)) for key, part in PARTS.items()), signed
    )


def _state(part: ToldPart, row: PartInWork | None, signed: Mapping[str, Any] | None) -> PartState:
    if row is not None:
        return PartState(
            part, row.answers, row.sources, row.left_out_because, row.how,
            _writers(row.writers), version=row.version,
        )  # fmt: skip
    kept = signed or {}
    return PartState(
        part,
        kept.get("answers", {}),
        kept.get("sources", {}),
        kept.get("left_out_because", ""),
        kept.get("how", ""),
        _writers(kept.get("writers", ())),
        is_signed=signed is not None,
    )


def _writers(rows: Any) -> tuple[Writer, ...]:
    return tuple(
        Writer(row["account"], row["name"], datetime.fromisoformat(row["at"])) for row in rows
    )


def told_language(patient: Patient) -> str:
    """The language they are most at ease in, as told; empty where not asked."""
    return str(examination_of(patient).state("culture").answers.get("language", ""))


def told_medicines(patient: Patient) -> str:
    """Medicines and allergies as they stand, signed or not, in a line; empty where not asked."""
    state = examination_of(patient).state("medicines")
    named = (("Medicines", "medicines"), ("Allergies", "allergies"))
    lines = [f"{label}: {state.answers[key]}" for label, key in named if key in state.answers]
    return "; ".join(lines)
