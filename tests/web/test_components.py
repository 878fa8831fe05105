"""The shared parts of pages: labels, errors, hidden keys, drawings; what no template holds."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

import stepdown
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
from stepdown.web.ui.styleguide import sample_context
from stepdown.web.ui.templatetags.ui import initials

SOURCE = Path(stepdown.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
# The sign-in library knows its own forms; a held form sends its first key again.
WITHOUT_KEY = re.compile(r"templates/(account|mfa)/|ui/held\.html$")


class Page(HTMLParser):
    """The tags of a page, as (name, attributes), and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name in names]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


class VisitForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the letter.", max_length=40)
    mood = forms.ChoiceField(
        label="How are you?", widget=forms.RadioSelect, choices=[("low", "Low"), ("good", "Good")]
    )
    day = forms.DateField(label="Day")
    pulse = forms.IntegerField(label="Pulse", min_value=20)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    may_call = forms.BooleanField(label="May call", required=False)


def shown(source: str, **context: object) -> Page:
    return Page(Template(source).render(Context(context)))


def field(name: str, form: forms.Form | None = None, options: str = "") -> Page:
    return shown("{% field bound " + options + " %}", bound=(form or VisitForm())[name])


def filled(**values: str) -> VisitForm:
    return VisitForm(values)


def test_a_label_and_its_hint_belong_to_the_control() -> None:
    page = field("name")
    [control] = page.all("input")
    assert page.all("label")[0]["for"] == control["id"]
    assert control["aria-describedby"] in page.ids
    assert "As on the letter." in page.text


def test_an_error_is_wired_to_its_control_and_read_as_one() -> None:
    page = field("name", filled(name=""))
    [control] = page.all("input")
    assert control["aria-invalid"] == "true"
    assert set(control["aria-describedby"].split()) <= set(page.ids)
    assert "Error: Fill in: Name" in page.text


def test_what_was_typed_stays_though_a_picker_could_not_show_it() -> None:
    [wrong] = field("day", filled(day="2027-02-29")).all("input")
    assert (wrong["type"], wrong["value"]) == ("text", "2027-02-29")
    [right] = field("day", filled(day="2027-02-28")).all("input")
    assert (right["type"], right["value"]) == ("date", "2027-02-28")


def test_a_number_keeps_wrong_text_and_says_its_unit() -> None:
    page = field("pulse", filled(pulse="fast"), 'unit="a minute"')
    [control] = page.all("input")
    assert (control["type"], control["inputmode"], control["value"]) == ("text", "numeric", "fast")
    assert "id_pulse_unit" in control["aria-describedby"].split()
    assert "id_pulse_unit" in page.ids


def test_no_choice_is_made_for_anybody() -> None:
    page = field("mood")
    assert page.all("fieldset")
    assert len(page.all("legend")) == 1
    assert [attrs for attrs in page.all("input") if "checked" in attrs] == []


def test_a_given_choice_stays_chosen() -> None:
    chosen = [
        one["value"] for one in field("mood", filled(mood="low")).all("input") if "checked" in one
    ]
    assert chosen == ["low"]


def test_optional_is_said_in_words_and_required_has_no_asterisk() -> None:
    assert "(optional)" in field("note").text
    assert "optional" not in field("name").text
    assert "*" not in field("name").text


def test_a_hidden_hint_leaves_no_dangling_reference() -> None:
    [control] = field("name", options='hint=""').all("input")
    assert "aria-describedby" not in control


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "x" * 41}, "Name must have 40 characters or fewer"),
        ({"mood": "<b>"}, "Choose one of the answers shown: How are you?"),
        ({"mood": ""}, "Choose: How are you?"),
        ({"pulse": "3"}, "Pulse must be 20 or more"),
        ({"day": "soon"}, "Enter a real date: Day"),
    ],
)
def test_errors_are_sentences_that_stand_alone(values: dict[str, str], sentence: str) -> None:
    page = shown("{% error_summary form %}", form=filled(**values))
    assert sentence in page.text


def test_a_form_keeps_its_own_words() -> None:
    class Own(forms.Form):
        phone = forms.CharField(error_messages={"required": "Enter a phone number we can call"})

    assert "Enter a phone number we can call" in field("phone", Own({})).text


def test_the_summary_leads_to_every_wrong_field() -> None:
    form = filled(name="", day="soon", pulse="1")
    every_field = "{% for one in form %}{% field one %}{% endfor %}"
    page = shown("{% error_summary form %}" + every_field, form=form)
    targets = [attrs["href"].removeprefix("#") for attrs in page.all("a")]
    assert len(targets) == 4
    assert set(targets) <= set(page.ids)


def test_no_summary_without_errors() -> None:
    assert shown("{% error_summary form %}", form=VisitForm()).tags == []


def test_what_people_typed_is_never_markup() -> None:
    page = field("name", filled(name='"><b>Dana</b>'))
    assert page.all("b") == []
    assert page.all("input")[0]["value"] == '"><b>Dana</b>'


def test_each_form_gets_its_own_key() -> None:
    keys = [one["value"] for one in shown("{% once %}{% once %}").all("input")]
    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"[0-9a-f-]{36}", key) for key in keys)


def test_the_version_travels_with_the_form() -> None:
    [one] = shown("{% version 7 %}").all("input")
    assert (one["type"], one["name"], one["value"]) == ("hidden", "version", "7")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Dana Miller", "DM"), ("Jo", "J"), ("Ana de la Cruz", "AC"), ("", "?"), ("(new) Kim", "K")],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_danger_offers_911_and_988() -> None:
    page = shown('{% safety_banner "Is someone in danger?" "" "410 555 0142" %}')
    assert [one["href"] for one in page.all("a")] == [
        "tel:911",
        "tel:988",
        "sms:988",
        "tel:4105550142",
    ]


def test_a_tag_says_its_meaning_in_a_word() -> None:
    page = shown('{% tag "notice" "Not yet" %}')
    assert page.text == "Not yet"
    assert page.all("svg")[0]["aria-hidden"] == "true"


# Drawings


def score(*values: float | None) -> ScoreLine:
    readings = tuple(Reading(str(week), value) for week, value in enumerate(values, 1))
    return ScoreLine("Score is 6", "Lower is better.", readings, 0, 20, goal=(0, 8))


def test_a_missing_score_is_a_gap_and_not_a_zero() -> None:
    line = score(10, None, 8, 6)
    assert len(line.segments) == 2
    assert [dot.text for dot in line.dots] == ["10", "8", "6"]
    assert "Week 2: not measured" in line.spoken


def test_scores_stand_on_the_scale_of_the_instrument() -> None:
    assert score(5).y(5) == score(5, 20, 1).y(5)
    assert score(0).y(20) < score(0).y(0)


def test_the_level_lines_are_scores_that_can_be() -> None:
    mood = ScoreLine("Mood", "", (Reading("1", 7),), 0, 27)
    assert [rule.text for rule in mood.rules] == ["0", "13", "27"]


def test_a_score_line_without_readings_says_so() -> None:
    page = shown("{% chart it %}", it=ScoreLine("No survey yet", "", (), 0, 20))
    assert "No readings yet" in page.text
    assert page.all("details") == []


def test_a_drawing_is_named_and_has_its_numbers() -> None:
    page = shown("{% chart it %}", it=score(10, None, 6))
    [drawing] = page.all("svg")
    assert drawing["role"] == "img"
    assert drawing["aria-label"] == (
        "Score is 6. Week 1: 10, Week 2: not measured, Week 3: 6. Scale 0 to 20. Goal 0 to 8."
    )
    assert "See the numbers" in page.text
    assert len(page.all("tr")) == 4


def test_attendance_counts_each_kind_and_draws_no_cell_without_a_session() -> None:
    row = AttendanceRow("Mon", (Mark.CAME, Mark.MADE_UP, Mark.NONE, Mark.MISSED))
    grid = AttendanceGrid("Came to 1 of 3", "", ("1", "2", "3", "4"), (row,))
    assert grid.counts == "1 came, 1 made up, 1 missed"
    assert len(grid.cells) == 3
    page = shown("{% chart it %}", it=grid)
    assert "line-missed" in [one.get("class") for one in page.all("rect")]


def test_a_long_attendance_draws_the_latest_weeks_and_lists_all() -> None:
    weeks = tuple(str(week) for week in range(1, 21))
    grid = AttendanceGrid("Came to 20", "", weeks, (AttendanceRow("Mon", (Mark.CAME,) * 20),))
    assert [week for _, week in grid.week_labels] == list(weeks[-12:])
    assert len(grid.numbers.rows[0]) == 21


def test_steps_get_lower_with_fewer_hours() -> None:
    blocks = tuple(StepBlock(f"Step {n}", 12 - 3 * n, StepState.AHEAD) for n in range(1, 5))
    heights = [one.height for one in Steps("Your steps", "", blocks).drawn]
    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 4


def test_steps_say_where_the_person_is() -> None:
    blocks = (
        StepBlock("Step 1", 9, StepState.HERE, "9 hours"),
        StepBlock("After", 0, StepState.AHEAD),
    )
    assert Steps("Your steps", "", blocks).spoken == (
        "Your steps: Step 1, 9 hours, you are here; After, no hours, ahead."
    )


def week(*blocks: WeekBlock) -> WeekGrid:
    return WeekGrid("A week", "", ("Mon 23", "Tue 24"), ("Monday", "Tuesday"), blocks)


def test_an_evening_week_draws_evening_hours_taller() -> None:
    grid = week(
        WeekBlock(0, 480, 960, "Work", look=BlockLook.BUSY), WeekBlock(0, 1080, 1170, "Group")
    )
    assert grid.y(1140) - grid.y(1080) > grid.y(600) - grid.y(540)


def test_sessions_at_one_time_stand_side_by_side() -> None:
    first, second = week(WeekBlock(0, 600, 690, "A"), WeekBlock(0, 630, 690, "B")).drawn
    assert first.x + first.width <= second.x


def test_a_phone_gets_the_week_as_days() -> None:
    grid = week(
        WeekBlock(0, 1080, 1170, "Group"), WeekBlock(1, 480, 960, "Work", look=BlockLook.BUSY)
    )
    monday, tuesday = grid.day_list.days
    assert [(slot.time, slot.title) for slot in monday.slots] == [("6:00 pm", "Group")]
    assert tuesday.commitments == "Work 8:00 am to 4:00 pm"
    assert grid.day_list.free_sentence == "No sessions on Tuesday."


# Whole pages


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500"])
def test_error_pages_need_no_frame_and_offer_help(name: str) -> None:
    page = Page(render_to_string(f"{name}.html"))
    links = {one["href"] for one in page.all("a")}
    assert {"tel:911", "tel:988", "sms:988"} <= links
    assert len(page.all("h1")) == 1


def test_the_style_guide_has_no_id_twice_and_one_main_heading() -> None:
    page = Page(render_to_string("ui/styleguide.html", sample_context()))
    assert len(page.ids) == len(set(page.ids))
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_template_holds_style_script_or_a_foreign_address(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=\s*[\"']|javascript:", text, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\s(src=|type=\"application/json\"))", text)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_posted_form_is_protected_and_sent_once(path: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL):
        assert "{% csrf_token %}" in form
        assert "{% once %}" in form or WITHOUT_KEY.search(path.as_posix())
