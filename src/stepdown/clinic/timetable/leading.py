"""Who may lead what at a site: as its programs say, by role and by credential."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from stepdown.clinic.people.models import Account, Credential, Post
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, Role, roles_with
from stepdown.clinic.timetable.models import Program
from stepdown.clinic.timetable.programs import Ratios, opened_programs
from stepdown.rules.taper import ServiceRule, has_one_of


@dataclass(frozen=True)
class Leading:
    """Read once for several sessions. `rules`: by program and service; `roles` with which somebody
    leads sessions here that day, and `titles` of their live credentials, by account."""

    rules: dict[tuple[int, str], ServiceRule]
    roles: dict[int, set[str]]
    titles: dict[int, set[str]]

    @classmethod
    def at(cls, site_id: int, *, on: date) -> "Leading":
        """Four queries."""
        roles: dict[int, set[str]] = defaultdict(set)
        posts = Post.objects.filter(
            live_on(on), site=site_id, role__in=roles_with(Permission.LEAD_SESSIONS)
        )
        for account_id, role in posts.values_list("account", "role"):
            roles[account_id].add(role)
        titles: dict[int, set[str]] = defaultdict(set)
        live = Credential.objects.filter(account__in=roles, valid_from__lte=on, valid_until__gt=on)
        for account_id, title in live.values_list("account", "title"):
            titles[account_id].add(title)
        rules = {
            (one.program_id, rule.service): rule
            for one in opened_programs([site_id])
            if one.shape
            for rule in one.shape.services
        }
        return cls(rules, roles, titles)

    @property
    def ratios(self) -> Ratios:
        return {key: rule.per_leader for key, rule in self.rules.items()}

    def refusal(self, program_id: int, service: str, account_id: int) -> str:
        """What the program asks of whoever leads it, where this account has it not; else empty."""
        rule = self.rules.get((program_id, service))
        if rule is None:
            return ""
        if rule.roles and not self.roles.get(account_id, set()) & set(rule.roles):
            return f"choose a {' or '.join(Role(role).label.lower() for role in rule.roles)}"
        if not has_one_of(rule.credentials, self.titles.get(account_id, ())):
            return f"choose somebody with a valid credential as {' or '.join(rule.credentials)}"
        return ""

    def allows(self, program_id: int, service: str, account_id: int) -> bool:
        return not self.refusal(program_id, service, account_id)


def leads_not(program: Program, service: str, leader: Account, *, on: date) -> str:
    """What speaks against this leader; empty where the program lets them lead it."""
    asked = Leading.at(program.site_id, on=on).refusal(program.pk, service, leader.pk)
    return f"{leader.name} does not lead this in {program.name}: {asked}." if asked else ""
