"""A loved one: invited, joined and connected, made through the operations."""

from datetime import datetime, timedelta
from typing import Any

from stepdown.clinic.consents.inviting import accept, invitation_code, invite, join
from stepdown.clinic.consents.models import Invitation, Sharing
from stepdown.clinic.consents.sharing import Recipient, RecipientKind, agree_to_share
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Topic
from tests.clinic.world import NOW, World

SOMEBODY = Actor(None, "Somebody", came_from="192.0.2.7")
PASSWORD = "eleven quiet gulls"
MONTH = timedelta(days=30)


def share(world: World, patient: Patient, **changes: Any) -> Sharing:
    """A consent that Rosa, the sister, may know the days on which the person came."""
    given: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "recipient": Recipient(RecipientKind.LOVED_ONE, "Rosa", "sister"),
        "topics": [Topic.ATTENDANCE],
        "purpose": "So that she can help me",
        "lasts_until": changes.get("now", NOW) + MONTH,
        "signed_name": "Dana Marsh",
        "now": NOW,
    }
    return agree_to_share(patient=patient, **(given | changes))


def invited(world: World, sharing: Sharing, now: datetime = NOW) -> Invitation:
    actor = world.actor(Role.COUNSELOR)
    return invite(actor=actor, patient=sharing.patient, sharing_id=sharing.pk, now=now)


def accepted(
    invitation: Invitation, *, email: str = "rosa@example.org", now: datetime = NOW, **changes: str
) -> str:
    """The code is used; the key of the link that went out."""
    keys: list[str] = []
    typed = {"code": invitation_code(invitation), "first_name": "rosa", **changes}

    def page_of(key: str) -> str:
        keys.append(key)
        return f"https://example.org/join/{key}"

    accept(actor=SOMEBODY, email=email, page_of=page_of, now=now, **typed)
    return keys[0]


def connected(world: World, patient: Patient, **changes: Any) -> tuple[Sharing, Actor]:
    """The consent and the loved one as an actor, joined."""
    email = changes.pop("email", "rosa@example.org")
    now = changes.get("now", NOW)
    sharing = share(world, patient, **changes)
    key = accepted(
        invited(world, sharing, now),
        email=email,
        now=now,
        first_name=sharing.recipient_name,
    )
    join(actor=SOMEBODY, key=key, password=PASSWORD, now=now)
    return sharing, actor_for(Account.objects.get(email=email), now=now)
