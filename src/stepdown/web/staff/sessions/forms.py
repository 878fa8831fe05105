"""The forms of one session's page. Fields are named by the person they are about."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from django import forms
from django.utils.text import Truncator

from stepdown.clinic.plans.queries import Goal
from stepdown.clinic.sessions.operations import Came, Mark, NoteLine
from stepdown.clinic.sessions.queries import (
    PARTICIPATION,
    PRESENT,
    STATUS_CHOICES,
    RosterPerson,
    goal_key,
    is_untouched,
    seen_version,
)
from stepdown.web.ui.forms import Line, PageForm, Paragraphs, Reason

LONGEST = 1440  # minutes of a day
Posted = Mapping[str, Any] | None


class Minutes(forms.IntegerField):
    """Whole minutes."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LONGEST, required=required, **kwargs)


class Waited(forms.IntegerField):
    """Seconds that a mark was kept on the device; sent by its script only."""

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=LONGEST * 60, required=False)


class DraftedText(Paragraphs):
    """Needed for signing, not for keeping a draft: labels do not call it optional."""

    def validate(self, value: Any) -> None:
        """A draft may leave it empty; signing says what is missing."""


class DraftedLine(Line):
    """As DraftedText, one line."""

    def validate(self, value: Any) -> None:
        """A draft may leave it empty; signing says what is missing."""


class DraftedChoice(forms.ChoiceField):
    """As DraftedText, a choice."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class RollForm(PageForm):
    """How each person came. A row that was not touched is left as whoever marked it left it."""

    rest = forms.ChoiceField(choices=[("here", "Here")], required=False)
    waited_rest = Waited()

    def __init__(self, posted: Posted = None, *, people: Iterable[RosterPerson]) -> None:
        super().__init__(posted)
        self.people = list(people)
        for person in self.people:
            self.fields[f"status_{person.patient_id}"] = forms.ChoiceField(
                label=f"How {person.short_name} came",
                choices=STATUS_CHOICES,
                widget=forms.RadioSelect,
                required=False,
                initial=person.proposed,
            )
            self.fields[f"waited_{person.patient_id}"] = Waited()

    def marks(self) -> dict[int, Mark]:
        """Those that the person at the form chose; with `rest`, everyone not marked too, except
        who said that they cannot come: somebody looks whether they are here."""
        found = {
            person.patient_id: Mark(
                status,
                late_minutes=person.here_late_by or None if status == "late" else None,
                version=self._seen(person),
                waited=self._waited(person.patient_id),
            )
            for person in self.people
            if (status := self._chosen(person))
        }
        if self.cleaned_data.get("rest"):
            for person in self.people:
                if not person.status and not person.is_away:
                    found.setdefault(person.patient_id, Mark("here", waited=self._waited("rest")))
        return found

    def _waited(self, whose: int | str) -> timedelta:
        return timedelta(seconds=self.cleaned_data.get(f"waited_{whose}") or 0)

    def _chosen(self, person: RosterPerson) -> str:
        status = str(self.cleaned_data.get(f"status_{person.patient_id}") or "")
        return "" if is_untouched(self._seen_text(person), status) else status

    def _seen(self, person: RosterPerson) -> int:
        return seen_version(self._seen_text(person))

    def _seen_text(self, person: RosterPerson) -> str:
        return str(self.data.get(f"seen_{person.patient_id}", ""))


class CloseForm(PageForm):
    """The end of the session: minutes, presence by video, and whose name stands behind it."""

    attested = forms.BooleanField(required=False, label="I was there. This roll is right.")

    def __init__(self, posted: Posted = None, *, people: Iterable[RosterPerson]) -> None:
        super().__init__(posted)
        self.people = list(people)
        for person in self.people:
            self._add(person)
        self.order_fields([name for name in self.fields if name != "attested"])

    def _add(self, person: RosterPerson) -> None:
        name, key = person.short_name, person.patient_id
        if person.status == "late":
            late = person.late_minutes or None
            self.fields[f"late_{key}"] = Minutes(
                label=f"{name} came late by", initial=late, required=True
            )
        if person.status == "video":
            self.fields[f"video_{key}"] = forms.BooleanField(
                required=False, label=f"I saw {name} on video"
            )
        self.fields[f"early_{key}"] = Minutes(label=f"{name} left early by")

    def minutes(self, kind: str) -> dict[int, int]:
        """By patient id, where a number was written. `kind` is late or early."""
        values = {
            one.patient_id: self.cleaned_data.get(f"{kind}_{one.patient_id}") for one in self.people
        }
        return {key: value for key, value in values.items() if value is not None}

    def seen_on_video(self) -> set[int]:
        return {
            person.patient_id
            for person in self.people
            if self.cleaned_data.get(f"video_{person.patient_id}")
        }


class SeenMark(Protocol):
    """A mark as it stands: what a correction begins with."""

    @property
    def status(self) -> str: ...
    @property
    def late_minutes(self) -> int: ...
    @property
    def left_early_minutes(self) -> int: ...
    @property
    def is_video_confirmed(self) -> bool: ...


class CameForm(PageForm):
    """How a person came, of a roll that is closed."""

    how = forms.ChoiceField(label="How they came", choices=STATUS_CHOICES, widget=forms.RadioSelect)
    late_minutes = Minutes(label="Came late by")
    left_early_minutes = Minutes(label="Left early by")
    is_video_confirmed = forms.BooleanField(required=False, label="I saw this person on video")

    def __init__(self, seen: SeenMark, posted: Posted = None) -> None:
        super().__init__(posted)
        self.initial.update(
            how=seen.status,
            late_minutes=seen.late_minutes or None,
            left_early_minutes=seen.left_early_minutes or None,
            is_video_confirmed=seen.is_video_confirmed,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        how = cleaned.get("how")
        if cleaned.get("late_minutes") and how != "late":
            self.add_error("late_minutes", "Choose “Late”, or take these minutes away")
        if cleaned.get("left_early_minutes") and how not in PRESENT:
            self.add_error("left_early_minutes", "Take these minutes away, or change the mark")
        return cleaned

    def came(self) -> Came:
        typed = self.cleaned_data
        return Came(
            status=typed["how"],
            late_minutes=typed["late_minutes"] or 0,
            left_early_minutes=typed["left_early_minutes"] or 0,
            is_video_confirmed=typed["is_video_confirmed"] and typed["how"] == "video",
        )


class MarkForm(CameForm):
    """A mark alone, where no note is signed."""

    reason = Reason()


class NoteForm(PageForm):
    """The shared part and one own line for each person who was there."""

    shared = DraftedText(label="Shared part", rows=4)

    def __init__(
        self, posted: Posted = None, *, people: Iterable[RosterPerson], shared: str = ""
    ) -> None:
        super().__init__(posted, initial={"shared": shared})
        self.people = [person for person in people if not person.is_signed]
        for person in self.people:
            self._add(person)

    def _add(self, person: RosterPerson) -> None:
        key = person.patient_id
        self.fields[f"part_{key}"] = DraftedChoice(
            label="Taking part",
            choices=[("", "Choose"), *PARTICIPATION],
            initial=person.participation,
        )
        self.fields[f"line_{key}"] = DraftedText(
            label="Response and progress", rows=2, most=2000, initial=person.own_line
        )
        if person.goals:
            self.fields[f"goal_{key}"] = DraftedChoice(
                label="Goal",
                choices=goal_choices(person.goals),
                initial=goal_key(person.goal_id),
            )
        self.fields[f"plan_{key}"] = DraftedLine(label="Plan", most=500, initial=person.plan_line)

    def written_shared(self) -> str | None:
        """None where the shared part was not touched."""
        words = self._typed("shared")
        return None if is_untouched(str(self.data.get("seen_shared", "")), words) else words

    def lines(self) -> dict[int, NoteLine]:
        """Of the people whose row was touched."""
        found = {}
        for person in self.people:
            key = person.patient_id
            seen = str(self.data.get(f"seen_{key}", ""))
            part, line, plan = (self._typed(f"{one}_{key}") for one in PARTS)
            goal = self._goal(person)
            if not is_untouched(seen, part, line, plan, goal_key(goal)):
                found[key] = NoteLine(part, line, plan, seen_version(seen), goal)
        return found

    def _goal(self, person: RosterPerson) -> int | None:
        """What was chosen; what stands where nothing can be chosen."""
        name = f"goal_{person.patient_id}"
        return chosen_goal(self._typed(name)) if name in self.fields else person.goal_id

    def _typed(self, name: str) -> str:
        """As it would be saved, also where it cannot be."""
        return str(self.fields[name].to_python(self.data.get(name, "")))

    def keep_typed(self, sent: "NoteForm") -> None:
        """Shows what was typed in `sent`; what nobody touched there shows what stands now."""
        shared = sent.written_shared()
        if shared is not None:
            self.initial["shared"] = shared
        for key, line in sent.lines().items():
            self.initial[f"part_{key}"] = line.participation
            self.initial[f"line_{key}"] = line.own_line
            self.initial[f"plan_{key}"] = line.plan_line
            self.initial[f"goal_{key}"] = goal_key(line.goal_id)


PARTS = ("part", "line", "plan")
LONGEST_LABEL = 70


def goal_choices(goals: Iterable[Goal]) -> list[tuple[str, str]]:
    """Empty first: nobody's goal is chosen beforehand."""
    named = ((goal_key(one.goal_id), Truncator(one.label).chars(LONGEST_LABEL)) for one in goals)
    return [("", "Choose"), *named]


def chosen_goal(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None


class SignForm(PageForm):
    """Signing: the warnings answered where there are any."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    not_a_person = forms.BooleanField(
        required=False, label="No person of this group is meant by these words."
    )
    lines_are_meant = forms.BooleanField(required=False, label="These lines are meant as they are.")
