"""For whom a program or a session is held: four fields that stand on several pages."""

from typing import Any

from django import forms

from stepdown.rules.taper import Track, track_rules
from stepdown.web.ui.forms import Line, PageForm
from stepdown.web.ui.groups import GENDERS

TRACK = ("language", "gender", "is_young_adult", "is_co_occurring")
OPEN = ("", "Everybody")


def _ages() -> str:
    rules = track_rules()
    return f"Ages {rules.young_from} to {rules.young_to} alone"


class TrackFields(PageForm):
    """Nothing filled in: open to everybody of the age group."""

    language = Line(
        label="Held in",
        most=40,
        required=False,
        help_text=f"Empty: {track_rules().usual_language}. One language, for example Spanish.",
    )
    gender = forms.ChoiceField(label="For", choices=[OPEN, *GENDERS], required=False)
    is_young_adult = forms.BooleanField(label=_ages(), required=False)
    is_co_occurring = forms.BooleanField(
        label="For co-occurring care alone",
        required=False,
        help_text="People see the title, never this. Keep the title neutral.",
    )

    def track(self) -> Track:
        return Track(**{name: self.cleaned_data[name] for name in TRACK})

    def track_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in TRACK]


class TrackForm(TrackFields):
    """The track of a running session by itself."""


def as_initial(track: Track) -> dict[str, Any]:
    return {name: getattr(track, name) for name in TRACK}
