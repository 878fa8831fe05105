"""Telling the people on call that something needs somebody, in turn, without a health fact."""

from datetime import datetime

from stepdown.clinic.ledger.operations import queue_mail
from stepdown.clinic.measures.cover import cover_of
from stepdown.clinic.people.models import Site

# A page without health facts (clinic review 14): no name, no form, no reason.
SUBJECT = "Please sign in now"
BODY = """Something needs you now. Sign in: it stands first on Today.

If you cannot sign in, call {phone}.
"""


def tell_on_call(
    *, site: Site, about: str, now: datetime, occasion: str = "", patient_id: int | None = None
) -> None:
    """Queues a word to each person on call, the next one later; `about` withdraws what waits.

    The same `about` and `occasion` are told once. Call it inside writing().
    """
    for position, (address, due_at) in enumerate(cover_of(site).tellings(site, now)):
        queue_mail(
            once_key=f"{about} {occasion} {position}",
            address=address,
            subject=SUBJECT,
            body=BODY.format(phone=site.phone),
            due_at=due_at,
            about=about,
            sender_name=site.quiet_name,
            patient_id=patient_id,
        )
