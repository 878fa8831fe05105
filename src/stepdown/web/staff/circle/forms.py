"""Forms of family sessions and of support groups outside."""

from django import forms

from stepdown.web.ui.forms import Day, Line, PageForm, Paragraphs


class InviteForm(PageForm):
    """Which loved one, to which session; both are buttons of the page."""

    sharing_id = forms.IntegerField(min_value=1, max_value=2**31)
    series_id = forms.IntegerField(min_value=1, max_value=2**31)
    on = Day()


class EveningForm(PageForm):
    """Which family session is put into the person's week; buttons of the page, too."""

    series_id = forms.IntegerField(min_value=1, max_value=2**31)
    on = Day()


class GuestForm(PageForm):
    """Which invitation."""

    guest_id = forms.IntegerField(min_value=1, max_value=2**31)


class GuestNoteForm(PageForm):
    words = Paragraphs(
        label="What it meant for the person",
        most=2000,
        error_messages={"required": "Write what the relative's part meant for the person"},
    )
    is_neutral = forms.BooleanField(
        label="This says nothing of the relative's own health, drinking or treatment",
        required=False,
    )


class VerifyForm(PageForm):
    """How staff know of one meeting."""

    meeting_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)
    how = Line(
        label="How you know",
        most=200,
        error_messages={"required": "Write how you know, for instance: saw the signed card"},
    )
