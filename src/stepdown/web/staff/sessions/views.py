"""One session: its roll, its close, its note. Each form has its own address; all show one page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import NotThere
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.operations import (
    UnableToOpenSession,
    close_roll,
    correct_mark,
    mark_roll,
    open_session,
    save_note,
    session_for,
    sign_notes,
)
from stepdown.clinic.sessions.queries import (
    OpenedSession,
    Roster,
    checked_note,
    note_digest,
    opened_series,
    roster,
    seen_shared,
)
from stepdown.clinic.sessions.starters import starters
from stepdown.clinic.timetable.changes import change_of
from stepdown.web.staff.circle.presenters import guests_of_session
from stepdown.web.staff.lessons.presenters import lesson_of_session
from stepdown.web.staff.sessions.forms import CloseForm, MarkForm, NoteForm, RollForm, SignForm
from stepdown.web.staff.sessions.presenters import (
    SessionPage,
    came_words,
    check_words,
    close_rows,
    closed_rows,
    note_links,
    note_rows,
    roll_rows,
    session_page,
    video_links,
)
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import PageForm, saved, version_of


@staff_page(Permission.LEAD_SESSIONS)
def session_of_day(request: HttpRequest, series_id: int, on: str) -> HttpResponse:
    """Opens the session of a day; it is made when it is first needed."""
    actor = actor_of(request)
    try:
        series = opened_series(actor, series_id)
        session = session_for(
            actor=actor, series=series, on=date.fromisoformat(on), now=timezone.now()
        )
    except (NotThere, ValueError, UnableToOpenSession) as error:
        raise Http404 from error
    return redirect("session", session_id=session.pk)


@staff_page(Permission.LEAD_SESSIONS)
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    return _page(request, _session(request, session_id))


@staff_page(Permission.LEAD_SESSIONS)
def roll(request: HttpRequest, session_id: int) -> HttpResponse:
    opened, people = _opened(request, session_id)
    form = RollForm(request.POST or None, people=people.people)
    if request.method == "POST" and saved(
        form,
        lambda: mark_roll(
            actor=actor_of(request), session=opened, marks=form.marks(), now=timezone.now()
        ),
    ):
        return redirect("session", session_id=session_id)
    return _page(request, opened, roll=form)


@staff_page(Permission.LEAD_SESSIONS)
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    opened, people = _opened(request, session_id)
    form = CloseForm(request.POST or None, people=people.present)
    if request.method == "POST" and saved(
        form,
        lambda: close_roll(
            actor=actor_of(request),
            session=opened,
            late=form.minutes("late"),
            left_early=form.minutes("early"),
            video_confirmed=form.seen_on_video(),
            is_attested=form.cleaned_data["attested"],
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("session", session_id=session_id)
    return _page(request, opened, close=form)


@staff_page(Permission.LEAD_SESSIONS)
def note(request: HttpRequest, session_id: int) -> HttpResponse:
    opened, people = _opened(request, session_id)
    form = NoteForm(request.POST or None, people=people.present, shared=opened.shared_note)
    if request.method == "POST" and saved(
        form,
        lambda: save_note(
            actor=actor_of(request),
            session=opened,
            shared=form.written_shared(),
            lines=form.lines(),
            expected_version=version_of(request.POST),
            now=timezone.now(),
        ),
    ):
        return redirect("session", session_id=session_id)
    return _page(request, opened, note=form)


@staff_page(Permission.WRITE_NOTES)
def sign(request: HttpRequest, session_id: int) -> HttpResponse:
    opened = _session(request, session_id)
    form = SignForm(request.POST or None)
    if request.method == "POST" and saved(
        form,
        lambda: sign_notes(
            actor=actor_of(request), session=opened, now=timezone.now(), **form.cleaned_data
        ),
    ):
        return redirect("session", session_id=session_id)
    return _page(request, opened, sign=form)


@staff_page(Permission.LEAD_SESSIONS)
def mark_again(request: HttpRequest, session_id: int, attendance_id: int) -> HttpResponse:
    """One mark of a closed roll; a signed note is corrected in the chart instead."""
    opened, people = _opened(request, session_id)
    person = next((one for one in people.people if one.attendance_id == attendance_id), None)
    if person is None or opened.state != "closed":
        raise Http404
    if person.note_id is not None and request.method != "POST":
        return redirect("correct_entry", code=person.code, entry_id=person.note_id)
    form, actor, now = MarkForm(person, request.POST or None), actor_of(request), timezone.now()
    if request.method == "POST" and saved(
        form,
        lambda: correct_mark(
            actor=actor,
            session=opened,
            attendance_id=attendance_id,
            came=form.came(),
            reason=form.cleaned_data["reason"],
            expected_version=version_of(request.POST),
            now=now,
        ),
    ):
        return redirect("session", session_id=session_id)
    page = _shown(actor, opened, people, now)
    context = {"page": page, "person": person, "came": came_words(person), "form": form}
    return render(request, "staff/sessions/correct_mark.html", context, status=form.status)


def _session(request: HttpRequest, session_id: int) -> OpenedSession:
    try:
        return open_session(actor=actor_of(request), session_id=session_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error


def _opened(request: HttpRequest, session_id: int) -> tuple[OpenedSession, Roster]:
    opened = _session(request, session_id)
    return opened, roster(actor_of(request), opened, timezone.now())


def _page(request: HttpRequest, opened: OpenedSession, **sent: PageForm) -> HttpResponse:
    """The whole page; a form that was sent and refused keeps what was typed in it."""
    actor, now = actor_of(request), timezone.now()
    if request.method == "POST":
        opened.refresh_from_db()
    people = roster(actor, opened, now)
    page = _shown(actor, opened, people, now)
    form = next(iter(sent.values()), None)
    context = {
        "page": page,
        "form": form if form is not None and form.is_bound else None,
        "lesson": lesson_of_session(opened),
        "guests": guests_of_session(actor, opened, now),
        **_roll_side(page, opened, people, sent),
        **_note_side(page, opened, people, sent),
    }
    status = form.status if form is not None else 200
    return render(request, "staff/sessions/session.html", context, status=status)


def _shown(actor: Actor, opened: OpenedSession, people: Roster, now: datetime) -> SessionPage:
    """What stands on the page, with what the actor may do."""
    changes = change_of(opened.series, opened.on)
    leads = changes.as_on(opened.series, opened.on).leader.pk == actor.account_id
    writes = actor.can(Permission.WRITE_NOTES, site_id=opened.series.program.site_id)
    may = {"may_close": leads or writes, "may_write": leads or writes, "may_sign": writes}
    return session_page(opened, people, now, changes=changes, **may)


Sent = Mapping[str, PageForm]


def _roll_side(
    page: SessionPage, opened: OpenedSession, people: Roster, sent: Sent
) -> dict[str, Any]:
    """The roll: to be called, to be closed, or as it was closed."""
    if page.is_closed:
        may = {"may_close": page.may_close, "may_sign": page.may_sign}
        return {"closed_rows": closed_rows(opened, people, **may)}
    parts = _roll_parts(opened, people, sent.get("roll"))
    if page.has_ended:
        parts |= _close_parts(people, sent.get("close"))
    parts["video_links"] = video_links(opened, people)
    return parts


def _note_side(
    page: SessionPage, opened: OpenedSession, people: Roster, sent: Sent
) -> dict[str, Any]:
    if page.is_one_to_one:
        return {"note_links": note_links(people)}
    if not (page.may_write and page.present_count):
        return {}
    parts = _note_parts(opened, people, sent.get("note"))
    if page.may_sign and page.unsigned_count:
        parts |= _sign_parts(opened, people, sent.get("sign"))
    return parts


def _roll_parts(opened: OpenedSession, people: Roster, sent: PageForm | None) -> dict[str, Any]:
    """Choices that were made stay; rows nobody touched show what stands now."""
    form = RollForm(people=people.people)
    if isinstance(sent, RollForm) and sent.is_bound:
        chosen = {key: mark.status for key, mark in sent.marks().items()}
        for person in people.people:
            if person.patient_id in chosen:
                form.initial[f"status_{person.patient_id}"] = chosen[person.patient_id]
    return {"roll_rows": roll_rows(form, opened.series.program.site.zone)}


def _close_parts(people: Roster, sent: PageForm | None) -> dict[str, Any]:
    form = sent if isinstance(sent, CloseForm) and sent.is_bound else None
    form = form or CloseForm(people=people.present)
    return {"close_form": form, "close_rows": close_rows(form)}


def _note_parts(opened: OpenedSession, people: Roster, sent: PageForm | None) -> dict[str, Any]:
    form = NoteForm(people=people.present, shared=opened.shared_note)
    if isinstance(sent, NoteForm) and sent.is_bound:
        form.keep_typed(sent)
    return {
        "note_form": form,
        "note_rows": note_rows(form),
        "shared_seen": seen_shared(opened),
        "shared_starters": starters().shared,
    }


def _sign_parts(opened: OpenedSession, people: Roster, sent: PageForm | None) -> dict[str, Any]:
    is_signing = isinstance(sent, SignForm) and sent.is_bound
    return {
        "check": check_words(opened, people, checked_note(opened, people)),
        "sign_form": sent if is_signing else SignForm(),
        "note_seen": note_digest(opened),
    }
