"""A session that is different on one day, and somebody to call about it, for the sweep."""

from datetime import timedelta
from typing import Any

from stepdown.clinic.people.models import Account, Patient, Site
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.calling import owe_call
from stepdown.clinic.timetable.changing import NewTerms, Scope, change_series
from stepdown.clinic.timetable.models import Series
from tests.clinic.world import NOW, TODAY


def change_one_session(site: Site) -> None:
    """Somebody else leads it in two weeks."""
    director = Account.objects.get(email=f"{Role.DIRECTOR}@harbor.example")
    series = Series.objects.filter(program__site=site).earliest("pk")
    days_ahead = 14 + (series.weekday - TODAY.weekday()) % 7
    colleague = Account.objects.get(email=f"{Role.PSYCHOLOGIST}@harbor.example")
    change_series(
        actor=actor_for(director, now=NOW),
        series=series,
        scope=Scope.ONCE,
        on=TODAY + timedelta(days=days_ahead),
        terms=NewTerms(series.room_id, colleague.pk, series.starts),
        expected_version=series.version,
        now=NOW,
    )


def owe_one_call(patient: Patient) -> None:
    """Nothing in writing reaches them."""
    day: dict[str, Any] = {"on": TODAY, "good_until": NOW + timedelta(days=2), "now": NOW}
    owe_call(patient=patient, news="closed-0", words="It does not take place.", **day)
