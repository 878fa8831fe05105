"""A draft of the clinic's week that waits for the director, for Today."""

from collections.abc import Iterable

from django.urls import reverse

from stepdown.clinic.building.queries import OpenBuild
from stepdown.web.staff.need_card import NeedCard
from stepdown.web.ui.course_charts import long_day

ORDER = 30  # beside those who wait for other times


def draft_cards(builds: Iterable[OpenBuild]) -> list[NeedCard]:
    return [_card(one) for one in builds]


def _card(one: OpenBuild) -> NeedCard:
    people = "1 person" if one.served == 1 else f"{one.served} people"
    return NeedCard(
        order=ORDER,
        symbol="calendar-cog",
        tone="notice",
        title="Look at the draft of the week",
        why=f"It has a week for {people} from {long_day(one.starts_on)}. Nothing is sent yet.",
        action="Compare",
        url=reverse("week_build", kwargs={"build_id": one.pk}),
    )
