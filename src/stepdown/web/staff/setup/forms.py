"""Forms of the clinic's settings and of its staff. Choices are those of the actor's own sites."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from stepdown.clinic.people.roles import TEAM_ROLES
from stepdown.clinic.treatment.checklist import FIRST_SESSION_DAYS
from stepdown.rules.taper import usual_titles
from stepdown.web.staff.setup.track_forms import TrackFields
from stepdown.web.ui.forms import Day, Line, PageForm, TimeOfDay

Choices = list[tuple[Any, str]]
NOTHING_CHOSEN = ("", "Choose")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CREDENTIAL = ("title", "number", "state", "valid_until")
TITLE_HINT = f"As on the license: {', '.join(usual_titles())}, or your state's own."
MOST_MINUTES = 600


class ChoosingForm(PageForm):
    """Takes the choices of its fields by name: `ChoosingForm(data, choices={"site": [...]})`."""

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            is_list = not isinstance(field.widget, forms.RadioSelect)
            field.choices = [NOTHING_CHOSEN, *offered] if is_list else offered


def chosen(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    """A choice among numbered rows."""
    return forms.TypedChoiceField(label=label, coerce=int, **kwargs)


class SiteForm(PageForm):
    name = Line(label="Name", most=80)
    zone = Line(label="Time zone", most=64, help_text="For example America/New_York.")
    phone = Line(label="Phone for people in care", most=30)
    address = Line(label="Street address", most=160)
    quiet_name = Line(
        label="Name that messages carry",
        most=60,
        help_text="People see it on a lock screen: a street's name says nothing of care.",
    )
    youngest_age = forms.IntegerField(label="Youngest age", min_value=10, max_value=120)
    oldest_age = forms.IntegerField(label="Oldest age", min_value=10, max_value=120)
    first_session_days = forms.IntegerField(
        label="First session within so many days of admission",
        min_value=1,
        max_value=60,
        required=False,
        help_text=f"{FIRST_SESSION_DAYS} where it stays empty. Later ones are on Today.",
    )

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise ValidationError("This is no time zone. Write one like America/New_York.")
        return zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("youngest_age", 0) > cleaned.get("oldest_age", 120):
            self.add_error("oldest_age", "The oldest age cannot be below the youngest.")
            self.status = 422
        return cleaned


class RoomForm(ChoosingForm):
    site = chosen("Site")
    name = Line(label="Name of the room", most=40)
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=500)


class ChangeRoomForm(PageForm):
    name = Line(label="Name of the room", most=40)
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=500)


class SeriesForm(ChoosingForm, TrackFields):
    field_order = (
        "program",
        "service",
        "title",
        "room",
        "leader",
        "weekday",
        "starts",
        "minutes",
        "clinical_minutes",
        "seats",
        "starts_on",
        "by_video",
    )
    program = chosen("Program")
    service = forms.ChoiceField(label="Kind", widget=forms.RadioSelect)
    title = Line(label="Title", most=60, help_text="People see it in their week.")
    room = chosen("Room")
    leader = chosen("Led by")
    weekday = chosen("Day", choices=[NOTHING_CHOSEN, *enumerate(WEEKDAYS)])
    starts = TimeOfDay(label="Starts at")
    minutes = forms.IntegerField(label="Length in minutes", min_value=1, max_value=MOST_MINUTES)
    clinical_minutes = forms.IntegerField(
        label="Minutes that count", min_value=0, max_value=MOST_MINUTES, help_text="Without breaks."
    )
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=500)
    starts_on = Day(label="From", earliest=date(2000, 1, 1))
    by_video = forms.BooleanField(label="People may ask to join by video", required=False)


class SeatsForm(PageForm):
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=500)


class CoLeaderForm(ChoosingForm):
    co_leader = forms.TypedChoiceField(
        label="Second leader", coerce=int, required=False, empty_value=None
    )


class EndSessionForm(PageForm):
    ends_on = Day(label="First day without it", help_text="The last meeting is before this day.")


class TimesForm(ChoosingForm):
    site = chosen("Site")
    on = Day(label="Day", earliest=date(2000, 1, 1))
    first = TimeOfDay(label="First time")
    minutes = forms.IntegerField(
        label="Length of each in minutes", min_value=5, max_value=MOST_MINUTES
    )
    count = forms.IntegerField(label="How many, one after the other", min_value=1, max_value=20)
    places = forms.IntegerField(label="People at the same time", min_value=1, max_value=20)
    by_video = forms.BooleanField(label="By video", required=False)


def _state(**kwargs: Any) -> Line:
    two_letters = RegexValidator(r"^[A-Za-z]{2}\Z", "Write two letters, for example NJ.")
    return Line(label="Its state", most=2, validators=[two_letters], **kwargs)


class MemberForm(ChoosingForm):
    """An account with its first post. Without `gives_credentials`, those fields are not there."""

    name = Line(label="Name", most=120)
    email = forms.EmailField(label="E-mail", max_length=254)
    password = Line(
        label="First password",
        most=128,
        help_text="15 or more characters. They change it after they sign in.",
    )
    site = chosen("Site")
    role = forms.ChoiceField(label="Role")
    title = Line(label="Credential", most=40, required=False, help_text=TITLE_HINT)
    number = Line(label="Its number", most=40, required=False)
    state = _state(required=False, help_text="Two letters.")
    valid_until = Day(label="First day it is no longer valid", required=False)

    def __init__(self, *args: Any, gives_credentials: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if gives_credentials else CREDENTIAL:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        credential = [cleaned.get(key) for key in CREDENTIAL]
        if any(credential) and not all(credential):
            self.add_error("title", "Fill in all four fields of the credential, or none.")
        elif cleaned.get("role") in TEAM_ROLES and not any(credential):
            self.add_error("title", "This role signs in charts and needs a credential.")
        if self.errors:
            self.status = 422
        return cleaned

    @property
    def credential(self) -> tuple[str, str, str, date] | None:
        """Title, number, state and until, or None where none was given."""
        data = self.cleaned_data
        if not data.get("title"):
            return None
        return data["title"], data["number"], data["state"].upper(), data["valid_until"]


class RoleForm(ChoosingForm):
    site = chosen("Site")
    role = forms.ChoiceField(label="Role")


class LanguagesForm(PageForm):
    languages = Line(
        label="Languages they care in",
        most=120,
        required=False,
        help_text="With commas between, for example English, Spanish. The team is suggested by it.",
    )


class CredentialForm(ChoosingForm):
    role = forms.ChoiceField(label="For the role")
    title = Line(label="Credential", most=40, help_text=TITLE_HINT)
    number = Line(label="Its number", most=40)
    state = _state(help_text="Two letters.")
    valid_from = Day(label="Valid from")
    valid_until = Day(label="First day it is no longer valid")

    def clean_state(self) -> str:
        state: str = self.cleaned_data["state"]
        return state.upper()
