"""Everybody who may come to a page: one account of each role, and those who must stay outside."""

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import turn_account_off
from tests.clinic.world import NOW
from tests.sweep.clinic import Clinic
from tests.sweep.planted import ELSEWHERE, ENDED, GONE, SHUT_OUT, SISTER
from tests.sweep.visits import Visitor, visitor

NOBODY = Visitor("nobody signed in")
STAFF = (
    "counselor",
    "intake",
    "technician",
    "psychologist",
    "medical",
    "director",
    "biller",
    "administrator",
)


def staff_visitors(clinic: Clinic) -> list[Visitor]:
    """One of each role of the first site; the counselor is one of the marked person's team."""
    return [_at(clinic, role, f"{role}@harbor.example") for role in STAFF]


def everybody(clinic: Clinic) -> list[Visitor]:
    """All who are tried at every address, inside and outside."""
    target = clinic.target.account
    assert target is not None  # the demo gives one to everybody in the middle of care
    neighbor = (
        Account.objects.exclude(pk=target.pk).filter(patient__site=clinic.first).earliest("pk")
    )
    return [
        NOBODY,
        *staff_visitors(clinic),
        _at(clinic, "loved one", "lovedone@harbor.example"),
        _at(clinic, "loved one of the person", SISTER),
        _at(clinic, "loved one whose sharing ended", ENDED),
        visitor("the person", target),
        visitor("another person in care", neighbor),
        _at(clinic, "person of the other site", ELSEWHERE),
        _at(clinic, "counselor of the other site", "counselor@millbrook.example"),
        _at(clinic, "intake of the other site", "intake@millbrook.example"),
        _at(clinic, "counselor who is not on the team", "counselor3@harbor.example"),
        _at(clinic, "somebody shut out", SHUT_OUT),
        _somebody_gone(clinic),
    ]


def _at(clinic: Clinic, name: str, email: str) -> Visitor:
    return visitor(name, clinic.accounts[email])


def _somebody_gone(clinic: Clinic) -> Visitor:
    """The account was turned off after it had signed in: its session is still in the browser."""
    account = Account.objects.get(email=GONE)
    gone = visitor("somebody whose account is off", account)
    turn_account_off(actor=THE_PROGRAM, account=account, now=NOW)
    return Visitor(gone.name, None, gone.key)
