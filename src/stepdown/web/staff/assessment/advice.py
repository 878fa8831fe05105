"""What the page of placement advice shows."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from stepdown.clinic.chart.correcting import WHAT_IS_RIGHT
from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest, newest_version
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.treatment.advising import (
    StandingAdvice,
    advice_for,
    last_settled_need,
    open_detox_need,
    withdrawal_advice,
)
from stepdown.clinic.treatment.decided import plain_decision
from stepdown.clinic.treatment.facts import UnableToReadFacts, assessment_parts
from stepdown.clinic.treatment.queries import open_episode
from stepdown.clinic.treatment.referrals import open_referral
from stepdown.clinic.treatment.rule_versions import RulesVersion
from stepdown.rules.placement import Outcome, Reason
from stepdown.web.staff.assessment.moments import moment_words
from stepdown.web.staff.assessment.presenters import LISTED, found_words
from stepdown.web.staff.assessment.words import (
    SHORT_OUTCOMES,
    advice_sentence,
    fact_words,
    missing_words,
    rule_words,
)

MOST_CHANGES = 6
DECISIONS = {"wait": "wait, and look again", "detox": "supervised detox first"}


@dataclass(frozen=True)
class ReasonRow:
    """A rule that holds, what it rests on, and its source."""

    rule_id: str
    rule: str
    fact: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class MissingRow:
    """A page of the assessment with what it still has to ask; `url` empty for who may not."""

    label: str
    facts: str
    url: str


@dataclass(frozen=True)
class AdvicePage:
    """Advice in the order of the design guide, 3.6. `unread`: why there is none at all."""

    sentence: str
    name: str
    built: str
    reasons: tuple[ReasonRow, ...]
    notes: tuple[ReasonRow, ...]
    missing: tuple[MissingRow, ...]
    changes: tuple[str, ...]
    old: tuple[str, ...]
    version: str
    site_id: int
    has_decision: bool
    disagrees: bool
    handled_here: bool
    is_urgent: bool
    is_emergency: bool
    has_open_need: bool
    has_referral: bool
    settled: str
    may_decide: bool
    may_settle: bool
    phone: str
    unread: str = ""
    standing: StandingAdvice | None = None
    decided: "Decided | None" = None


@dataclass(frozen=True)
class Decided:
    """The signed decision of somebody in care. `is_folded`: there is no new advice beside it."""

    title: str
    reason: str
    signed: str
    is_folded: bool


def advice_page(patient: OpenedPatient, actor: Actor, now: datetime) -> AdvicePage:
    try:
        standing, unread = advice_for(patient, now=now), ""
    except UnableToReadFacts as error:
        standing, unread = None, str(error)
    advice = standing.advice if standing else None
    outcome = advice.outcome if advice else Outcome.CANNOT_ADVISE_YET
    is_unknown, has_need = (
        outcome is Outcome.CANNOT_ADVISE_YET,
        open_detox_need(patient) is not None,
    )
    name = patient.name_used or patient.given_name
    said = plain_decision(patient)
    return AdvicePage(
        sentence=advice_sentence(advice, name) if advice else "The findings contradict each other",
        name=name,
        built=moment_words(now, patient, now).replace("Today", "today"),
        reasons=_reasons(standing, advice.reasons) if advice else (),
        notes=_reasons(standing, advice.notes) if advice else (),
        missing=_missing(advice.missing_facts, patient, actor) if advice else (),
        changes=_changes(standing) if standing else (),
        old=_old(patient, now),
        version=_version(standing.rules) if standing else "",
        site_id=patient.site_id,
        has_decision=said is not None,
        disagrees=bool(said and said.views and not said.views[0].agrees),
        handled_here=advice.handled_here if advice else False,
        is_urgent=outcome in (Outcome.DETOX_FIRST, Outcome.MEDICAL_TODAY),
        is_emergency=outcome is Outcome.EMERGENCY,
        has_open_need=has_need,
        has_referral=has_need and open_referral(patient) is not None,
        settled=_settled(patient, now),
        may_decide=actor.can(Permission.DECIDE_PLACEMENT, site_id=patient.site_id),
        may_settle=actor.can(Permission.CLEAR_WITHDRAWAL, site_id=patient.site_id),
        phone=patient.site.phone,
        unread=unread,
        standing=standing,
        decided=_decided(patient, now, is_folded=is_unknown and not has_need and not unread),
    )


def _version(rules: RulesVersion) -> str:
    if not rules.is_approved:
        return f"{rules.rules.version}, not approved yet: nobody can be admitted"
    return f"{rules.rules.version}, approved by {rules.approved_by}, {rules.approved_at:%b %d, %Y}"


def _decided(patient: OpenedPatient, now: datetime, *, is_folded: bool) -> Decided | None:
    decision = latest(patient, EntryKind.PLACEMENT) if open_episode(patient) else None
    if decision is None:
        return None
    body, when = decision.body, moment_words(decision.signed_at, patient, now)
    level = f"Level {body['level_code']} ({body['edition']} edition)" if body["level_code"] else ""
    return Decided(
        title=f"Decided: {level or DECISIONS[body['decision']]}",
        reason=body["reason"],
        signed=f"Signed by {decision.author.name}, {when}",
        is_folded=is_folded,
    )


def _reasons(standing: StandingAdvice | None, reasons: tuple[Reason, ...]) -> tuple[ReasonRow, ...]:
    rules = standing.rules.rules if standing else None
    return tuple(
        ReasonRow(
            one.rule_id,
            rule_words(one.rule_id, rules),
            fact_words(one.fact),
            one.source,
            one.confirmed,
        )
        for one in reasons
    )


def _missing(
    names: tuple[str, ...], patient: OpenedPatient, actor: Actor
) -> tuple[MissingRow, ...]:
    """What is not known, by the page that asks it."""
    by_page: dict[str, list[str]] = {}
    for name in names:
        words, page = missing_words(name)
        by_page.setdefault(page, []).append(words)
    titles = {page: label for _, label, page, *_ in LISTED}
    return tuple(
        MissingRow(titles.get(page, "Details"), "; ".join(words), _url(page, patient, actor))
        for page, words in by_page.items()
    )


def _url(page: str, patient: OpenedPatient, actor: Actor) -> str:
    needed = Permission.TAKE_CALLS if page == "details" else Permission.WRITE_CHART
    return reverse(page, kwargs={"code": patient.code}) if actor.can(needed) else ""


def _changes(standing: StandingAdvice) -> tuple[str, ...]:
    found = []
    for change in standing.advice.would_change[:MOST_CHANGES]:
        rule = rule_words(change.rule_id, standing.rules.rules)
        after = SHORT_OUTCOMES[change.outcome]
        found.append(f"{rule}: {after}" if change.holds else f"No longer so, {rule}: {after}")
    return tuple(found)


def _old(patient: OpenedPatient, now: datetime) -> tuple[str, ...]:
    parts = assessment_parts(patient, now=now)
    labels = {key: label for key, label, *_ in LISTED}
    return tuple(labels[key] for key, part in parts.items() if part.entry and not part.is_fresh)


def _settled(patient: OpenedPatient, now: datetime) -> str:
    need = last_settled_need(patient)
    if need is None or need.settled_by is None:
        return ""
    by, when = need.settled_by.author.name, moment_words(need.settled_by.signed_at, patient, now)
    stands = newest_version(need.settled_by).body
    words = stands.get(WHAT_IS_RIGHT) or stands["note"]
    return f"{need.get_state_display()}: {by}, {when}. {words}"


@dataclass(frozen=True)
class NeedPage:
    """An open need of detox as the medical professional reads it."""

    because: str
    opened: str
    rules: tuple[ReasonRow, ...]


def need_page(patient: OpenedPatient, now: datetime) -> NeedPage | None:
    """None where no need is open."""
    need = open_detox_need(patient)
    if need is None:
        return None
    entry = need.opened_by
    if entry.kind == "placement":
        because = f"Decided: {entry.body['reason']}"
    else:
        because = f"{entry.get_kind_display()}: {found_words(entry.kind, entry.body)}"
    when = moment_words(need.opened_at, patient, now).replace("Today", "today")
    opened = f"{when}, {entry.author.name}"
    standing = withdrawal_advice(patient, now=now)
    asking = (one for one in standing.advice.reasons if one.rule_id in standing.detox_rules)
    rules = _reasons(standing, tuple(asking))
    return NeedPage(because, opened, rules)
