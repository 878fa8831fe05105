"""What came of a try to reach somebody."""

from typing import Any

from stepdown.clinic.outreach.queries import Outcome
from stepdown.web.staff.assessment.answers import Pick
from stepdown.web.ui.forms import Day, Line, PageForm


class TryForm(PageForm):
    """A word is offered only where the person agreed to messages."""

    outcome = Pick("What happened", Outcome.choices, missing="Choose what happened")
    words = Line(label="In a line", most=300, required=False)
    next_on = Day(label="Next try", required=False)

    def __init__(self, posted: Any, *, may_leave_word: bool) -> None:
        super().__init__(posted)
        if not may_leave_word:
            outcome: Any = self.fields["outcome"]
            outcome.choices = [one for one in Outcome.choices if one[0] != Outcome.WORD_LEFT]
