"""People for the placement tests: one with nothing against an IOP, and any person at all."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from stepdown.rules.placement import Facts, Substance, SubstanceUse, SuicideRisk

ALCOHOL_LONG_AGO = SubstanceUse(
    substance=Substance.ALCOHOL, last_use_hours_ago=400, is_daily=True, is_heavy=True
)

READY = Facts(
    age_years=34,
    pregnant=False,
    had_seizure_in_48_hours=False,
    is_confused_or_hallucinating=False,
    overdose_suspected=False,
    has_chest_pain=False,
    is_hard_to_wake=False,
    suicide_risk=SuicideRisk.NONE,
    phq9_item9=0,
    safety_step_done=False,
    can_be_scored=True,
    ciwa_total=2,
    cows_total=1,
    uses=(ALCOHOL_LONG_AGO,),
    opioid_medicine_planned=False,
    had_withdrawal_seizure_or_delirium=False,
    pawss_total=1,
    breath_alcohol_percent=0.0,
    pulse_per_minute=78,
    systolic_mm_hg=124,
    temperature_celsius=36.8,
    oxygen_percent=98,
    has_unstable_condition=False,
    has_safe_adult_at_home=True,
    dsm5_count=6,
    concern_body_now=1,
    concern_body_otherwise=1,
    concern_mind=2,
    concern_pull=2,
    concern_home=1,
)


def person(**facts: Any) -> Facts:
    """Return the ready person with other facts."""
    return replace(READY, **facts)


def drinks(**facts: Any) -> tuple[SubstanceUse, ...]:
    """Return a use history of daily heavy drinking, last drink 20 hours ago, with other facts."""
    use = SubstanceUse(
        substance=Substance.ALCOHOL, last_use_hours_ago=20, is_daily=True, is_heavy=True
    )
    return (replace(use, **facts),)


def takes(substance: Substance, **facts: Any) -> tuple[SubstanceUse, ...]:
    """Return a use history of one substance, daily, last used 20 hours ago, with other facts."""
    use = SubstanceUse(
        substance=substance,
        last_use_hours_ago=20,
        is_daily=True,
        is_heavy=True,
        is_stable_prescription=False,
    )
    return (replace(use, **facts),)


# Mostly harmless answers, so that whole and clear people are drawn often enough.
_MAYBE = st.sampled_from([None, False, False, False, True])
_USE = st.builds(
    SubstanceUse,
    substance=st.sampled_from(Substance),
    last_use_hours_ago=st.none() | st.sampled_from([1.0, 24.0, 90.0, 110.0, 300.0, 2000.0]),
    is_daily=_MAYBE,
    is_heavy=_MAYBE,
    is_stable_prescription=_MAYBE,
)
_USES = st.none() | st.lists(_USE, max_size=3).map(tuple)
_CONCERN = st.sampled_from([None, 0, 1, 2, 3, 4])
_OTHER = {
    "uses": _USES,
    "suicide_risk": st.none() | st.sampled_from(SuicideRisk),
    "age_years": st.sampled_from([None, 8, 15, 34, 70]),
    "phq9_item9": st.sampled_from([None, 0, 0, 1, 3]),
    "ciwa_total": st.sampled_from([None, 0, 3, 7, 8, 10, 15, 40]),
    "cows_total": st.sampled_from([None, 0, 3, 12, 13, 25, 40]),
    "breath_alcohol_percent": st.sampled_from([None, 0.0, 0.0, 0.05]),
    "pulse_per_minute": st.sampled_from([None, 70, 130]),
    "systolic_mm_hg": st.sampled_from([None, 80, 120, 190]),
    "temperature_celsius": st.sampled_from([None, 36.8, 39.0]),
    "oxygen_percent": st.sampled_from([None, 85, 98]),
    "has_safe_adult_at_home": st.sampled_from([None, True, True, False]),
    "can_be_scored": st.sampled_from([None, True, True, False]),
    "dsm5_count": st.sampled_from([None, 1, 3, 6]),
    "pawss_total": st.sampled_from([None, 0, 3, 4, 10]),
    "concern_body_now": _CONCERN,
    "concern_body_otherwise": _CONCERN,
    "concern_mind": _CONCERN,
    "concern_pull": _CONCERN,
    "concern_home": _CONCERN,
}
FACT_NAMES = tuple(fact.name for fact in fields(Facts))


@st.composite
def people(draw: st.DrawFn) -> Facts:
    """Draw a person: the ready one with up to five facts drawn anew."""
    names = draw(st.lists(st.sampled_from(FACT_NAMES), max_size=5, unique=True))
    drawn: dict[str, Any] = {name: draw(_OTHER.get(name, _MAYBE)) for name in names}
    if drawn.get("breath_alcohol_percent") and "uses" in drawn:
        # A positive breath test beside a history without alcohol is refused; see its own test.
        drawn["uses"] = (*(drawn["uses"] or ()), ALCOHOL_LONG_AGO)
    return replace(READY, **drawn)
