"""Every kind of thing that can wait for somebody on Today, with the permission that it takes."""

from collections.abc import Callable
from datetime import date, datetime

from stepdown.clinic.building.queries import drafts_ready
from stepdown.clinic.coming.queries import open_wishes
from stepdown.clinic.drug_tests.queries import waiting_tests
from stepdown.clinic.intake.answer_by import late_referrals
from stepdown.clinic.intake.telling import waiting_counts
from stepdown.clinic.outreach.queries import owed_outreach
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.plans.due import waiting_plans
from stepdown.clinic.progress.forecast import low_weeks_ahead
from stepdown.clinic.sessions.incidents import owed_follow_ups
from stepdown.clinic.sessions.queries import unfinished_sessions
from stepdown.clinic.timetable.clashes import clashing_weeks
from stepdown.clinic.timetable.proposed import open_offers
from stepdown.clinic.treatment.rule_versions import OpenSite
from stepdown.web.staff.building.today import draft_cards
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.staff.outreach.presenters import outreach_cards
from stepdown.web.staff.plans.today import plan_cards
from stepdown.web.staff.progress.ahead import ahead_cards
from stepdown.web.staff.samples.today import sample_cards
from stepdown.web.staff.sessions.co_signing import co_sign_cards
from stepdown.web.staff.sessions.day import note_cards
from stepdown.web.staff.sessions.incidents import incident_cards
from stepdown.web.staff.sessions.referrals import referral_cards
from stepdown.web.staff.sessions.told_cards import told_cards
from stepdown.web.staff.week.calls import call_cards
from stepdown.web.staff.week.instead import wish_cards
from stepdown.web.staff.week.proposed import clash_cards, offer_cards

Cards = Callable[[Actor, OpenSite, datetime], list[NeedCard]]


def _today(site: OpenSite, now: datetime) -> date:
    return local_now(site, now).date()


SOURCES: tuple[tuple[Permission, Cards], ...] = (
    (Permission.SEE_TODAY, lambda actor, site, now: note_cards(unfinished_sessions(actor, now))),
    (Permission.WRITE_NOTES, lambda actor, site, now: co_sign_cards(actor, now)),
    (
        Permission.SEE_TODAY,
        lambda actor, site, now: incident_cards(owed_follow_ups(actor, now), _today(site, now)),
    ),
    (
        Permission.SEE_TODAY,
        lambda actor, site, now: referral_cards(late_referrals(actor, now=now), actor),
    ),
    (Permission.FILE_TOLD, lambda actor, site, now: told_cards(waiting_counts(actor))),
    (
        Permission.COLLECT_SAMPLES,
        lambda actor, site, now: sample_cards(
            waiting_tests(actor, site, now=now), _today(site, now)
        ),
    ),
    (
        Permission.SEE_TODAY,
        lambda actor, site, now: plan_cards(waiting_plans(actor, now), _today(site, now)),
    ),
    (Permission.BUILD_WEEKS, lambda actor, site, now: draft_cards(drafts_ready(actor))),
    (Permission.SEE_TODAY, lambda actor, site, now: outreach_cards(owed_outreach(actor, now=now))),
    (Permission.CHANGE_DAYS, lambda actor, site, now: call_cards(actor, now)),
    # Of those who plan weeks, these four are for whoever cares for the person.
    (Permission.WRITE_CHART, lambda actor, site, now: wish_cards(open_wishes(actor, now=now))),
    (
        Permission.WRITE_CHART,
        lambda actor, site, now: offer_cards(open_offers(actor, now=now)),
    ),
    (Permission.WRITE_CHART, lambda actor, site, now: clash_cards(clashing_weeks(actor, now=now))),
    (Permission.WRITE_CHART, lambda actor, site, now: ahead_cards(low_weeks_ahead(actor, now=now))),
)


def cards_of(actor: Actor, site: OpenSite, now: datetime) -> list[NeedCard]:
    """All that waits for the actor at this site, in no order yet."""
    return [
        card
        for permission, cards in SOURCES
        if actor.can(permission, site_id=site.pk)
        for card in cards(actor, site, now)
    ]
