"""By when somebody who was missed is called: the figures of `outreach_rules.toml`."""

from dataclasses import dataclass
from functools import cache

from stepdown.clinic.policies.policy import Policy
from stepdown.rules.figures import Figure, read_figures


@dataclass(frozen=True)
class OutreachRules:
    """Owed within `due_hours` of the end of the session, for `stands_days`; a next try lies at
    most `furthest_days` ahead."""

    version: str
    due_hours: Figure
    stands_days: Figure
    furthest_days: Figure


@cache
def outreach_rules() -> OutreachRules:
    version, figures, _ = read_figures("stepdown.clinic.outreach", "outreach_rules.toml")
    return OutreachRules(version, **figures)


OUTREACH = Policy("outreach", "Calls after a missed session", outreach_rules)
