"""Each story as steps with their days: what a person of this stage has lived through by today."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from stepdown.commands.demo import assessment, care, intake, told
from stepdown.commands.demo.agenda import workdays_before, workdays_from
from stepdown.commands.demo.clinic import Place
from stepdown.commands.demo.story import Stage, Story

Act = Callable[..., object]
WEEK = timedelta(weeks=1)


def plan(place: Place, story: Story, *, seed: int) -> None:
    """Puts the story's steps on the agenda."""
    if story.starts_on is None:
        _BEFORE_CARE[story.stage](place, story)
        return
    _way_in(place, story, story.starts_on - timedelta(days=4), until=LAST_PART)
    _admission(place, story, story.starts_on, seed)
    _course(place, story, story.starts_on)


def _add(place: Place, on: date, clock: time, act: Act, *rest: object) -> None:
    """`act(place, story, ..., now)` at that wall time."""
    place.agenda.add(place.agenda.at(on, clock), partial(act, place, *rest))


# The parts of an assessment in the order in which they are done, five minutes apart.
PARTS = (
    "consent",
    "examine",
    "rate",
    "mood",
    "criteria",
    "safety",
    "told",
    "concern",
    "refer",
    "detox",
    "decide",
)
LAST_PART = "decide"


def _way_in(place: Place, story: Story, assessed_on: date, *, until: str) -> None:
    """A call some days before, the booked time, and the assessment up to one of its parts."""
    called_on = workdays_before(assessed_on, 6)[story.chance.randint(2, 5)]
    _add(place, called_on, _office_hour(story), intake.call, story)
    _add(place, called_on, time(17), intake.book, story, assessed_on)
    if story.chance.random() < 0.5:
        _add(place, called_on + timedelta(days=1), time(10), intake.receive, story)
    _add(place, assessed_on, time(16, 45), intake.come, story)
    acts = {
        "consent": (assessment.consent,),
        "examine": (assessment.examine, told.begin),
        "rate": (assessment.rate,),
        "mood": (_first_mood,),
        "criteria": (assessment.count_criteria,),
        "safety": (assessment.ask_safety,),
        "told": (told.finish_and_sign,),
        "concern": (assessment.rate_concern,),
        "refer": (assessment.refer,) if story.stage is Stage.DETOX_FIRST else (),
        "detox": (assessment.handle_here,) if story.stage is Stage.HANDLED_HERE else (),
        "decide": (assessment.decide,),
    }
    for number, part in enumerate(PARTS[: PARTS.index(until) + 1]):
        for act in acts[part]:
            _add(place, assessed_on, time(17, 5 * number), act, story)


def _office_hour(story: Story) -> time:
    return time(story.chance.randint(9, 15), story.chance.choice((5, 20, 35, 50)))


def _first_mood(place: Place, story: Story, now: datetime) -> None:
    item9 = 1 if story.stage is Stage.SAFETY_OPEN else 0
    assessment.ask_mood(place, story, story.first_score, now, item9=item9)


def _new(place: Place, story: Story) -> None:
    on = workdays_before(place.agenda.today, 3)[story.chance.randint(0, 2)]
    _add(place, on, _office_hour(story), intake.call, story)


def _booked(place: Place, story: Story) -> None:
    _new(place, story)
    on = workdays_from(place.agenda.today, 4)[story.chance.randint(0, 3)]
    _add(place, place.agenda.today - timedelta(days=1), time(18), intake.book, story, on)


def _arrived(place: Place, story: Story) -> None:
    """A record came before the person did; nobody has confirmed who it is."""
    on = workdays_before(place.agenda.today, 2)[1]
    _add(place, on, _office_hour(story), intake.receive, story)


def _assessed_until(part: str, place: Place, story: Story) -> None:
    on = workdays_before(place.agenda.today, 2)[story.chance.randint(0, 1)]
    _way_in(place, story, on, until=part)


_BEFORE_CARE: dict[Stage, Callable[[Place, Story], None]] = {
    Stage.NEW: _new,
    Stage.BOOKED: _booked,
    Stage.ARRIVED: _arrived,
    Stage.ASSESSING: partial(_assessed_until, "examine"),
    Stage.SAFETY_OPEN: partial(_assessed_until, "criteria"),
    Stage.DETOX_FIRST: partial(_assessed_until, "refer"),
    Stage.DECIDED: partial(_assessed_until, LAST_PART),
}


def _admission(place: Place, story: Story, starts_on: date, seed: int) -> None:
    on = starts_on - timedelta(days=3)
    _add(place, on, time(14, 30), assessment.consent_to_treatment, story)
    _add(place, on, time(14, 40), care.write_down_life, story)
    _add(place, on, time(14, 50), care.answer_checklist_of_admission, story)
    _add(place, on, time(15), care.admit, story, starts_on)
    _add(place, on, time(15, 20), care.agree_week, story, starts_on)
    if story.has_account:
        _add(place, on, time(15, 40), care.give_account, story, seed)


def _course(place: Place, story: Story, starts_on: date) -> None:
    """Scores every other week, and where the story goes from there."""
    for number in range(1, story.weeks // 2 + 1):
        on = starts_on + number * 2 * WEEK - timedelta(days=5)
        total = max(story.first_score - number * 2 - story.chance.randint(0, 2), 1)
        _add(place, on, time(15), assessment.ask_mood, story, total)
    last_week = place.agenda.today - timedelta(days=place.agenda.today.weekday()) - WEEK
    if story.stage is Stage.STEPPED_DOWN:
        lower_on = starts_on + 8 * WEEK
        _add(place, lower_on - timedelta(days=4), time(16), care.step_down, story, lower_on)
    elif story.stage is Stage.ON_HOLD:
        _add(place, last_week + timedelta(days=2), time(11), care.hold, story)
    elif story.stage is Stage.ENDED:
        _add(place, last_week + timedelta(days=4), time(11), care.end, story)
