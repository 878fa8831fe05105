"""What the address of the week page asks for: a Monday, wishes, and which plan is looked at."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import QueryDict

from stepdown.clinic.timetable.found import Wishes
from stepdown.web.staff.week.forms import SessionIds


@dataclass(frozen=True)
class Asked:
    """`plan` counts from 0 among the plans shown. Each method answers with another address."""

    starts: str
    wishes: Wishes
    plan: int = 0

    @property
    def query(self) -> str:
        wishes = self.wishes
        words = {
            "starts": self.starts,
            "keep": _joined(wishes.keep),
            "without": _joined(wishes.without),
            "chosen": _joined(wishes.chosen),
            "plan": str(self.plan) if self.plan else "",
        }
        return "?" + urlencode({key: word for key, word in words.items() if word})

    def looking_at(self, plan: int) -> str:
        return replace(self, plan=plan).query

    def keeping(self, series_id: int) -> str:
        keep = (*self.wishes.keep, series_id)
        return self._wishing(replace(self.wishes, keep=keep, chosen=()))

    def leaving_out(self, series_id: int) -> str:
        without = (*self.wishes.without, series_id)
        return self._wishing(replace(self.wishes, without=without, chosen=()))

    def freeing(self, series_id: int) -> str:
        """Without any wish about that session."""
        keep = tuple(one for one in self.wishes.keep if one != series_id)
        without = tuple(one for one in self.wishes.without if one != series_id)
        return self._wishing(replace(self.wishes, keep=keep, without=without, chosen=()))

    def putting(self, series_ids: tuple[int, ...], out: int, into: int) -> str:
        """The shown week with one session in place of another."""
        chosen = tuple(into if one == out else one for one in series_ids)
        return self._wishing(replace(self.wishes, chosen=chosen))

    def _wishing(self, wishes: Wishes) -> str:
        return replace(self, wishes=wishes, plan=0).query


def asked_of(values: QueryDict, *, starts: str) -> Asked:
    """What cannot be read is not asked for."""
    wishes = Wishes(*(_ids(values.get(name, "")) for name in ("keep", "without", "chosen")))
    plan = values.get("plan", "")
    return Asked(starts, wishes, int(plan) if plan in ("1", "2", "3", "4") else 0)


def _ids(text: str) -> tuple[int, ...]:
    try:
        return tuple(dict.fromkeys(SessionIds(required=False).clean(text)))
    except ValidationError:
        return ()


def _joined(ids: tuple[int, ...]) -> str:
    return ",".join(str(one) for one in ids)
