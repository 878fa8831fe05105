"""A supervisor reads what trainees signed: co-signed one by one, or sent back with words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.intake.words import day
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.co_signing import (
    WaitingNote,
    co_signing_of,
    note_to_co_sign,
    notes_to_co_sign,
)
from stepdown.clinic.sessions.operations import co_sign, send_note_back
from stepdown.web.staff.chart.entry_lines import entry_lines, entry_title
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.need_card import NOTES_ORDER, NeedCard
from stepdown.web.ui.access import actor_of, patient_page, staff_page
from stepdown.web.ui.forms import Line, PageForm, saved


@dataclass(frozen=True)
class NoteRow:
    """One note that waits, by the person it is about."""

    name: str
    tone: int
    title: str
    words: str
    url: str


class BackForm(PageForm):
    """What the trainee is to change."""

    words = Line(label="What to change", most=500)


@staff_page(Permission.WRITE_NOTES)
def co_sign_list(request: HttpRequest) -> HttpResponse:
    rows = [_row(one) for one in notes_to_co_sign(actor_of(request), timezone.now())]
    return render(request, "staff/sessions/co_sign_list.html", {"rows": rows})


def _row(one: WaitingNote) -> NoteRow:
    entry, patient = one.entry, one.entry.patient
    on = local_now(patient.site, entry.happened_at).date()
    return NoteRow(
        patient.short_name,
        patient.pk % 6,
        f"{patient.short_name}: {entry_title(EntryKind(entry.kind), entry.body)}",
        f"{entry.author.name}, {day(on)}",
        reverse("co_sign", kwargs={"code": patient.code, "note_id": entry.pk}),
    )


@patient_page(Permission.WRITE_NOTES)
def co_sign_note(request: HttpRequest, patient: OpenedPatient, note_id: int) -> HttpResponse:
    """Read whole, then signed or sent back; each is one of two small forms."""
    note, back = _waiting(patient, note_id), request.POST.get("act") == "back"
    signing = PageForm(request.POST if request.method == "POST" and not back else None)
    words = BackForm(request.POST if back else None)
    form, run = (words, _send_back) if back else (signing, _sign)
    if request.method == "POST" and saved(form, lambda: run(request, patient, note_id, form)):
        return redirect("co_sign_list")
    entry = note.entry
    context = {
        "chart": chart_frame(request, patient, tab=""),
        "note_id": note_id,
        "title": entry_title(EntryKind(entry.kind), entry.body),
        "lines": _lines(entry),
        "author": entry.author.name,
        "is_mine": note.supervisor_id == actor_of(request).account_id,
        "supervisor": note.supervisor.name,
        "form": form,
        "words": words,
    }
    return render(request, "staff/sessions/co_sign.html", context, status=form.status)


def _lines(entry: Any) -> list[str]:
    """What the chart shows of a note, and what a group's note has besides."""
    taken, plan = entry.body.get("participation"), entry.body.get("plan")
    beside = [f"Taking part: {taken}" if taken else "", f"Plan: {plan}" if plan else ""]
    return [*entry_lines(EntryKind(entry.kind), entry.body), *filter(None, beside)]


def _waiting(patient: OpenedPatient, note_id: int) -> WaitingNote:
    note = note_to_co_sign(patient, note_id)
    if note is None:
        raise Http404
    return note


def _sign(request: HttpRequest, patient: OpenedPatient, note_id: int, form: PageForm) -> Any:
    actor, now = actor_of(request), timezone.now()
    return co_sign(actor=actor, patient=patient, entry_id=note_id, now=now)


def _send_back(request: HttpRequest, patient: OpenedPatient, note_id: int, form: PageForm) -> Any:
    actor, now = actor_of(request), timezone.now()
    words = form.cleaned_data["words"]
    send_note_back(actor=actor, patient=patient, entry_id=note_id, words=words, now=now)


def co_sign_cards(actor: Actor, now: datetime) -> list[NeedCard]:
    """For the supervisor one card; for the trainee one for each note that came back."""
    waiting, back = co_signing_of(actor, now)
    cards = [_back_card(one) for one in back]
    if waiting:
        count = len(waiting)
        names = ", ".join(dict.fromkeys(one.entry.author.name for one in waiting))
        title = f"Co-sign {count} note{'' if count == 1 else 's'}"
        cards.append(_card(title, f"Written by {names}.", "Read", reverse("co_sign_list")))
    return cards


def _back_card(one: WaitingNote) -> NeedCard:
    patient = one.entry.patient
    where = {"code": patient.code, "entry_id": one.entry_id}
    why = f"{one.supervisor.name}: {one.returned_words}"
    url = reverse("correct_entry", kwargs=where)
    return _card(f"Look at {patient.short_name}'s note again", why, "Correct", url)


def _card(title: str, why: str, action: str, url: str) -> NeedCard:
    return NeedCard(NOTES_ORDER, "pen-line", "plum", title, why, action, url)
