"""Exchanging one of the four."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import TEAM_ROLES, Permission, Role
from stepdown.clinic.treatment.operations import replace_member
from stepdown.clinic.treatment.queries import Member, open_episode, team_choices, team_of
from stepdown.web.staff.admission.forms import named
from stepdown.web.staff.assessment.views import page
from stepdown.web.ui.access import actor_of, patient_page
from stepdown.web.ui.forms import Line, PageForm, saved


class MemberForm(PageForm):
    account = forms.ChoiceField(label="Who", error_messages={"required": "Choose somebody"})
    reason = Line(label="Why", most=200, help_text="Goes in the record")

    def __init__(self, members: list[Member], data: Any = None) -> None:
        super().__init__(data)
        choices = [("", "Choose"), *((str(m.account_id), named(m)) for m in members)]
        self.fields["account"].choices = choices  # type: ignore[attr-defined] # a choice field


@patient_page(Permission.ADMIT)
def change_member(request: HttpRequest, patient: OpenedPatient, role: str) -> HttpResponse:
    if role not in {one.value for one in TEAM_ROLES}:
        raise Http404
    episode, now = open_episode(patient), timezone.now()
    members: list[Member] = []
    if episode is not None:
        there = {member.account_id for member in team_of(episode)}
        choices = team_choices(patient, on=local_now(patient.site, now).date())
        members = [one for one in choices[Role(role)] if one.account_id not in there]
    form = MemberForm(members, request.POST or None)
    if (
        episode is not None
        and request.method == "POST"
        and saved(
            form,
            lambda: replace_member(
                actor=actor_of(request),
                episode=episode,
                role=Role(role),
                account_id=int(form.cleaned_data["account"]),
                reason=form.cleaned_data["reason"],
                now=now,
            ),
        )
    ):
        return redirect("people") if _left(request, patient) else redirect("care", patient.code)
    context = {"form": form, "role": Role(role).label, "is_there": episode is not None}
    return page(request, patient, "admission/member", context, tab="care", status=form.status)


def _left(request: HttpRequest, patient: OpenedPatient) -> bool:
    """Whether whoever changed the team took themselves off it."""
    episode = open_episode(patient)
    team = team_of(episode) if episode else []
    return actor_of(request).account_id not in {member.account_id for member in team}
