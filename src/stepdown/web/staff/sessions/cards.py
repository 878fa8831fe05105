"""Every kind of thing that can wait for somebody on Today, with the permission that it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
from stepdown.clinic.policies.queries import KeptFigures
from stepdown.clinic.progress.forecast import low_weeks_ahead
from stepdown.clinic.sessions.days import unfinished_sessions
from stepdown.clinic.sessions.incidents import owed_follow_ups
from stepdown.clinic.timetable.changes import AskChanges, ChangesOnce
from stepdown.clinic.timetable.clashes import clashing_weeks
from stepdown.clinic.timetable.proposed import open_offers
from stepdown.clinic.treatment.caseload import Caseload
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

SHOWN_DAYS = timedelta(days=120)  # older unfinished sessions ask for their days by themselves


@dataclass(frozen=True)
class Desk:
    """Who looks at Today where and when, and what several of its lists need, asked for once."""

    actor: Actor
    site: OpenSite
    now: datetime
    kept: KeptFigures
    ask: AskChanges
    own: Caseload

    @property
    def today(self) -> date:
        return local_now(self.site, self.now).date()


def desk_of(actor: Actor, site: OpenSite, now: datetime) -> Desk:
    since = local_now(site, now).date() - SHOWN_DAYS
    once = ChangesOnce(actor.sites_with(Permission.SEE_TODAY), since=since)
    return Desk(actor, site, now, KeptFigures(now), once, Caseload(actor, now))


Cards = Callable[[Desk], list[NeedCard]]
SOURCES: tuple[tuple[Permission, Cards], ...] = (
    (
        Permission.SEE_TODAY,
        lambda desk: note_cards(unfinished_sessions(desk.actor, desk.now, ask=desk.ask)),
    ),
    (Permission.WRITE_NOTES, lambda desk: co_sign_cards(desk.actor, desk.now)),
    (
        Permission.SEE_TODAY,
        lambda desk: incident_cards(owed_follow_ups(desk.actor, desk.now), desk.today),
    ),
    (
        Permission.SEE_TODAY,
        lambda desk: referral_cards(late_referrals(desk.actor, now=desk.now), desk.actor),
    ),
    (Permission.FILE_TOLD, lambda desk: told_cards(waiting_counts(desk.actor))),
    (
        Permission.COLLECT_SAMPLES,
        lambda desk: sample_cards(
            waiting_tests(desk.actor, desk.site, now=desk.now, kept=desk.kept), desk.today
        ),
    ),
    (
        Permission.SEE_TODAY,
        lambda desk: plan_cards(
            waiting_plans(desk.actor, desk.now, desk.kept, desk.own), desk.today
        ),
    ),
    (Permission.BUILD_WEEKS, lambda desk: draft_cards(drafts_ready(desk.actor))),
    (
        Permission.SEE_TODAY,
        lambda desk: outreach_cards(
            owed_outreach(desk.actor, now=desk.now, kept=desk.kept, own=desk.own)
        ),
    ),
    (Permission.CHANGE_DAYS, lambda desk: call_cards(desk.actor, desk.now)),
    # Of those who plan weeks, these four are for whoever cares for the person.
    (
        Permission.WRITE_CHART,
        lambda desk: wish_cards(open_wishes(desk.actor, now=desk.now, ask=desk.ask)),
    ),
    (Permission.WRITE_CHART, lambda desk: offer_cards(open_offers(desk.actor, now=desk.now))),
    (Permission.WRITE_CHART, lambda desk: clash_cards(clashing_weeks(desk.actor, now=desk.now))),
    (
        Permission.WRITE_CHART,
        lambda desk: ahead_cards(
            low_weeks_ahead(desk.actor, now=desk.now, kept=desk.kept, ask=desk.ask, own=desk.own)
        ),
    ),
)


def cards_of(desk: Desk) -> list[NeedCard]:
    """All that waits for the actor at this site, in no order yet."""
    return [
        card
        for permission, cards in SOURCES
        if desk.actor.can(permission, site_id=desk.site.pk)
        for card in cards(desk)
    ]
