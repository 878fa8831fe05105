"""Sample data for `/styleguide`: invented people, every part, also empty, wrong and too long."""

from dataclasses import dataclass

from django import forms

from stepdown.web.ui.charts import (
    AttendanceGrid,
    AttendanceRow,
    BlockLook,
    Mark,
    Reading,
    ScoreLine,
    StepBlock,
    Steps,
    StepState,
    WeekBlock,
    WeekGrid,
)

LONG_NAME = "Maximiliana-Theodora Oyelaran-Featherstonehaugh de la Cruz"
DAY_NAMES = ("Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29")
FULL_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TONE_WORDS = (
    ("brand", "Group"),
    ("plum", "One to one"),
    ("clay", "Family"),
    ("blue", "Class"),
    ("slate", "Medical"),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    icon: str = "circle"
    current: bool = False
    count: int = 0


class SampleForm(forms.Form):
    name = forms.CharField(label="Name to use when we call")
    phone = forms.CharField(label="Phone", help_text="With the area code.", min_length=10)
    mood = forms.ChoiceField(
        label="How are you right now?",
        widget=forms.RadioSelect,
        choices=[(word, word) for word in ("Rough", "Low", "So-so", "Good", "Great")],
    )
    rollcall = forms.ChoiceField(
        label="Dana M.",
        widget=forms.RadioSelect,
        choices=[(word, word) for word in ("Here", "Late", "Video", "Not here")],
    )
    decision = forms.ChoiceField(
        label="Your decision",
        widget=forms.RadioSelect,
        choices=[
            ("move", "Move to 6 hours from Monday, November 30"),
            ("stay", "Stay at 9 hours for now"),
            ("other", "Something else"),
        ],
    )
    tools = forms.MultipleChoiceField(
        label="What we did",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(word, word) for word in ("Trigger map", "Role play", "Breathing", "Video clip")],
    )
    room = forms.ChoiceField(label="Room", choices=[("", "Choose a room"), ("b", "Room B")])
    visit_on = forms.DateField(label="Day", widget=forms.DateInput)
    starts_at = forms.TimeField(label="Starts", widget=forms.TimeInput)
    pulse = forms.IntegerField(label="Pulse", min_value=20, max_value=250)
    why = forms.CharField(
        label="Why", help_text="Goes in the record.", widget=forms.Textarea(attrs={"rows": 3})
    )
    letter = forms.FileField(label="Record to read", required=False)
    may_message = forms.BooleanField(label="May leave a message", required=False)


def sample_context() -> dict[str, object]:
    """Everything `ui/styleguide.html` shows; the same at every call."""
    return {
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm(_wrong_answers(), prefix="wrong"),
        "long_name": LONG_NAME,
        "tones": ("brand", "plum", "clay", "blue", "sage", "slate"),
        "names": ("Dana Miller", "Ruth Kim", "Theo Brandt", "Priya Shah", LONG_NAME, "Jo"),
        "tab_links": tuple(
            Link(word, "#tabs", current=word == "Progress")
            for word in ("Timeline", "Progress", "Plan", "Schedule", "Sharing", "Documents")
        ),
        "bar_links": (
            Link("Home", "#bars", "house", current=True),
            Link("Week", "#bars", "calendar-days"),
            Link("Progress", "#bars", "trending-up", count=2),
            Link("My plan", "#bars", "book-open"),
            Link("Help now", "#bars", "life-buoy"),
        ),
        "score_down": _score_down(),
        "score_gaps": _score_with_gaps(),
        "score_empty": _score_without_readings(),
        "attendance": _attendance(),
        "steps": _steps(),
        "week": _week(),
    }


def _wrong_answers() -> dict[str, str]:
    given = {"name": LONG_NAME, "phone": "410", "visit_on": "2027-02-29", "pulse": "fast"}
    return {f"wrong-{key}": value for key, value in given.items()}


def _readings(*values: float | None) -> tuple[Reading, ...]:
    return tuple(Reading(str(week), value) for week, value in enumerate(values, start=1))


def _score_down() -> ScoreLine:
    return ScoreLine(
        finding="Risk score is down to 6",
        note="Weekly survey, weeks 1 to 8. Lower is better.",
        readings=_readings(15, 14, 14, 11, 12, 9, 7, 6),
        lowest=0,
        highest=18,
        goal=(0, 8),
        tone="clay",
        source="Source: weekly survey, answered by the person.",
    )


def _score_with_gaps() -> ScoreLine:
    return ScoreLine(
        finding="Strength score is up to 18",
        note="Two weeks have no survey, so the line has gaps.",
        readings=_readings(9, None, 12, 12, None, 15, 17, 18),
        lowest=0,
        highest=24,
        goal=(16, 24),
    )


def _score_without_readings() -> ScoreLine:
    return ScoreLine("No survey yet", "The first one is due on Monday.", (), 0, 24, (16, 24))


def _attendance() -> AttendanceGrid:
    came = (Mark.CAME,) * 8
    thursday = (Mark.CAME, Mark.MISSED, Mark.CAME, Mark.MADE_UP, *came[4:])
    family = (Mark.NONE, Mark.CAME, Mark.EXCUSED, *came[3:6], Mark.MISSED, Mark.AHEAD)
    return AttendanceGrid(
        finding="Came to 27 of 31 sessions",
        note="One made up (M), one excused (E), two missed (dashed).",
        weeks=tuple(str(week) for week in range(1, 9)),
        rows=(
            AttendanceRow("Mon group", came),
            AttendanceRow("Wed 1 to 1 with a long name", came),
            AttendanceRow("Thu group", thursday),
            AttendanceRow("Sat family", family),
        ),
        source="Source: signed roll calls.",
    )


def _steps() -> Steps:
    return Steps(
        finding="Your steps",
        sentence="Week 2 of about 4 on this step. You've come to 5 of your last 6 sessions.",
        blocks=(
            StepBlock("Step 1", 9, StepState.DONE, "9 hours"),
            StepBlock("Step 2", 6, StepState.HERE, "6 hours"),
            StepBlock("Step 3", 3, StepState.AHEAD, "3 hours"),
            StepBlock("After", 0, StepState.AHEAD),
        ),
    )


def _week() -> WeekGrid:
    work = [WeekBlock(day, 480, 990, "Work", look=BlockLook.BUSY) for day in range(5)]
    travel = [WeekBlock(day, 990, 1025, "35 min", look=BlockLook.TRAVEL) for day in (0, 2)]
    sessions = [
        WeekBlock(0, 1080, 1170, "Triggers", "brand", note="Room B"),
        WeekBlock(2, 1050, 1110, "With Marisol", "plum", note="Room 4"),
        WeekBlock(2, 1125, 1215, "Skills", "brand", note="Room A"),
        WeekBlock(3, 1095, 1185, "Planning ahead", "brand", BlockLook.CHOSEN, "Room A"),
        WeekBlock(5, 540, 630, "Family", "clay", note="Room B"),
        WeekBlock(5, 645, 735, "Class", "blue", note="Room B"),
        WeekBlock(5, 645, 705, "Class by video", "blue", BlockLook.OPEN),
    ]
    return WeekGrid(
        finding="A week that fits around work",
        note="9 hours over 4 days. Evening hours are drawn taller.",
        day_names=DAY_NAMES,
        full_names=FULL_NAMES,
        blocks=(*work, *travel, *sessions),
        legend=TONE_WORDS,
        source="Dashed: travel, or another time that is open.",
        today=0,
    )
