"""Those who were in care before: as sound as the others, over by now, and nobody's work."""

from django.db.models import QuerySet
from django.utils import timezone

from stepdown.clinic.chart.queries import altered_entries
from stepdown.clinic.ledger.queries import ledger_faults
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import person_needs
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.treatment.models import Episode
from tests.benchmarks.conftest import RECORDS


def test_their_care_is_over_and_asks_for_nothing(those_before: QuerySet[Patient]) -> None:
    now = timezone.now()
    before = those_before
    assert RECORDS <= Patient.objects.count() < RECORDS * 3
    ended = Episode.objects.filter(patient__in=before)
    assert ended.count() == before.count() > 0
    assert not ended.exclude(status="ended", ended_on__lt=now.date()).exists()
    assert not Seat.objects.filter(patient__in=before, ends_on=None).exists()
    assert not Series.objects.filter(taken_seats__patient__in=before, ends_on=None).exists()
    marks = Attendance.objects.filter(patient__in=before)
    assert not marks.filter(session__ends_at__gte=now).exists()
    assert marks.count() > 3 * Attendance.objects.exclude(patient__in=before).count()
    assert ledger_faults() == []
    assert altered_entries() == []
    codes = set(before.values_list("code", flat=True))
    for role in (Role.DIRECTOR, Role.COUNSELOR, Role.INTAKE):
        account = Account.objects.filter(posts__role=role).order_by("pk").first()
        assert account is not None
        needs = person_needs(actor_for(account, now=now), now, today=now.date())
        assert codes.isdisjoint(need.code for need in needs)
