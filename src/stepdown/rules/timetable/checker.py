"""Check: does a solution keep every hard rule? Shares no code with the solver, so that a fault in
the solver's arithmetic cannot hide itself."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from stepdown.rules.timetable.calendar import Calendar, Session
from stepdown.rules.timetable.parts import GroupNeed, HeldSeat, Mode, VisitNeed, Window
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.shape import shape
from stepdown.rules.timetable.solution import Solution
from stepdown.rules.timetable.violation import Rule, Violation


def check(
    problem: Problem, solution: Solution, *, per_meeting: bool = False
) -> tuple[Violation, ...]:
    """Every rule that the solution breaks; where keys are unknown, only those.

    `per_meeting`: groups may name a leader for each meeting, as a same-day repair does.
    """
    wrong = tuple(shape(problem, solution, per_meeting=per_meeting))
    if wrong:
        return wrong
    week = Calendar(problem, solution)
    return tuple(violation for rule in RULES for violation in rule(week))


def _covered(windows: Sequence[Window], start: int, end: int, slots_per_day: int) -> bool:
    """Every slot that lies in opening hours is in a window; what lies outside is nobody's."""
    inside = range(max(start, 0), min(end, slots_per_day))
    return all(any(a <= slot < b for a, b in windows) for slot in inside)


def _teams(week: Calendar) -> Iterator[Violation]:
    """A fixed clinician stays; an open role is filled from its options."""
    for patient in week.problem.patients:
        roles, options = dict(patient.team), dict(patient.team_options)
        for (key, role), member in week.team.items():
            if key != patient.key or role not in roles or member == roles[role]:
                continue
            if roles[role] is not None or member not in options.get(role, ()):
                what = f"{key}: {member} cannot be the {role}"
                yield Violation(Rule.TEAM, what, key, member)


def _caseload(week: Calendar) -> Iterator[Violation]:
    for staff in week.problem.staff:
        if week.caseload[staff.key] > staff.caseload_max:
            what = f"{staff.key} cares for {week.caseload[staff.key]}, over {staff.caseload_max}"
            yield Violation(Rule.CASELOAD, what, staff=staff.key)


def _groups_are_right(week: Calendar) -> Iterator[Violation]:
    for group in week.solution.groups:
        program = week.problem.programs_by_key[group.program]
        leaders = {group.leader, *(one for one in group.leaders if one is not None)}
        for leader in sorted(leaders - set(program.leaders)):
            what = f"{program.key}: {leader} may not lead it"
            yield Violation(Rule.GROUP_LEADER, what, staff=leader)
        size = len(group.members)
        if not program.min_size <= size <= program.most:
            what = f"{program.key}: {size} members, not {program.min_size} to {program.most}"
            yield Violation(Rule.GROUP_SIZE, what)


def _groups_are_led_together(week: Calendar) -> Iterator[Violation]:
    """As many co-leaders as the program asks for, each able to lead it and nobody twice."""
    for group in week.solution.groups:
        program = week.problem.programs_by_key[group.program]
        able = set(group.co_leaders) & (set(program.leaders) - {group.leader, *group.leaders})
        if len(group.co_leaders) != program.co_leaders or len(able) != len(group.co_leaders):
            what = f"{program.key}: needs {program.co_leaders} co-leaders beside {group.leader}"
            yield Violation(Rule.CO_LEADERS, what)


def _languages_are_shared(week: Calendar) -> Iterator[Violation]:
    """Where people name languages, one of them is spoken to them."""
    problem = week.problem
    for group in week.solution.groups:
        language = problem.programs_by_key[group.program].language
        for member in group.members:
            spoken = problem.patients_by_key[member.patient].languages
            if language is not None and spoken and language not in spoken:
                what = f"{member.patient}: {group.program} is held in {language}"
                yield Violation(Rule.LANGUAGE, what, member.patient)
    for visit in week.solution.appointments:
        spoken = problem.patients_by_key[visit.patient].languages
        offered = problem.staff_by_key[visit.staff].languages
        if spoken and offered and spoken.isdisjoint(offered):
            what = f"{visit.patient}/{visit.need}: {visit.staff} speaks another language"
            yield Violation(Rule.LANGUAGE, what, visit.patient, visit.staff)


def _pins_are_kept(week: Calendar) -> Iterator[Violation]:
    """A pinned need is placed as it was or not at all (which is charged as unmet)."""
    for pin in week.problem.pinned:
        key = (pin.patient, pin.need)
        if not week.seats.get(key) and not week.visits.get(key):
            continue
        if isinstance(pin, HeldSeat):
            placed = [(g.program, g.pattern) for g in week.seats.get(key, ())]
            kept = (pin.program, pin.pattern) in placed
        else:
            kept = any(
                (v.staff, v.day, v.start) == (pin.staff, pin.day, pin.start)
                for v in week.visits.get(key, ())
            )
        if not kept:
            yield Violation(Rule.PINNED, f"{pin.patient}/{pin.need}: was pinned", pin.patient)


def _nobody_meets_who_must_not(week: Calendar) -> Iterator[Violation]:
    """Never in the building at once, from arrival to departure, and in no group together."""
    for pair in week.problem.no_contact:
        both = (pair.patient, pair.other)
        for day in range(week.problem.grid.days):
            one, other = (week.of_patient.get((key, day), []) for key in both)
            together = any(set(both) <= set(session.people) for session in one)
            if together or _at_once(one, other):
                what = f"{pair.patient} and {pair.other} would meet, day {day}"
                yield Violation(Rule.NO_CONTACT, what, pair.patient)


def _at_once(one: Sequence[Session], other: Sequence[Session]) -> bool:
    stays = []
    for sessions in (one, other):
        here = [session for session in sessions if session.mode is Mode.ONSITE]
        if not here:
            return False
        stays.append((here[0].site, here[0].start, max(session.end for session in here)))
    (site, start, end), (other_site, other_start, other_end) = stays
    return site == other_site and start < other_end and other_start < end


def _groups_are_few(week: Calendar) -> Iterator[Violation]:
    for key, opened in Counter(group.program for group in week.solution.groups).items():
        if opened > week.problem.programs_by_key[key].max_groups:
            yield Violation(Rule.GROUP_COUNT, f"{key}: {opened} groups are too many")


def _groups_serve_needs(week: Calendar) -> Iterator[Violation]:
    for group in week.solution.groups:
        for member in group.members:
            if not week.serves(group, member):
                what = f"{member.patient}/{member.need}: {group.program} does not serve it"
                yield Violation(Rule.GROUP_SERVES_NEED, what, member.patient)


def _visits_are_right(week: Calendar) -> Iterator[Violation]:
    grid = week.problem.grid
    for visit in week.solution.appointments:
        patient = week.problem.patients_by_key[visit.patient]
        need = week.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        what = f"{patient.key}/{need.key}"
        if visit.staff != week.team.get((patient.key, need.role)):
            sentence = f"{what}: {visit.staff} is not their own {need.role}"
            yield Violation(Rule.OWN_CLINICIAN, sentence, patient.key, visit.staff)
        if visit.mode is Mode.TELE and not need.tele_ok:
            sentence = f"{what}: may not be by telehealth"
            yield Violation(Rule.TELEHEALTH, sentence, patient.key)
        if need.family:
            windows = (patient.family_free or ())[visit.day]
            if not _covered(windows, visit.start, visit.start + need.slots, grid.slots_per_day):
                sentence = f"{what}: the family is not free on day {visit.day}"
                yield Violation(Rule.FAMILY, sentence, patient.key)


def _times_placed(week: Calendar) -> Iterator[Violation]:
    for (patient, key), need in week.problem.needs_by_key.items():
        most = need.count if isinstance(need, VisitNeed) else 1
        placed = len(week.seats.get((patient, key), ())) + len(week.visits.get((patient, key), ()))
        if placed > most:
            what = f"{patient}/{key}: placed {placed} times, not {most}"
            yield Violation(Rule.TIMES_PLACED, what, patient)


def _spacing(week: Calendar) -> Iterator[Violation]:
    for (patient, key), visits in week.visits.items():
        need = week.problem.needs_by_key[patient, key]
        assert isinstance(need, VisitNeed)
        days = sorted(visit.day for visit in visits)
        if any(later - day < need.min_gap_days for day, later in pairwise(days)):
            what = f"{patient}/{key}: days {days} are closer than {need.min_gap_days}"
            yield Violation(Rule.SPACING, what, patient)


def _order(week: Calendar) -> Iterator[Violation]:
    """What must be taught after another ends later in the week, and never without it."""
    programs = week.problem.programs_by_key
    for (patient, key), groups in week.seats.items():
        need = week.problem.needs_by_key[patient, key]
        assert isinstance(need, GroupNeed)
        if need.after is None:
            continue
        ahead = week.seats.get((patient, need.after))
        if not ahead:
            what = f"{patient}/{key}: placed although {need.after} is not"
            yield Violation(Rule.ORDER, what, patient)
            continue
        earlier, later = programs[ahead[0].program], programs[groups[0].program]
        day, _, end = earlier.meetings(ahead[0].pattern)[-1]
        if later.patterns[groups[0].pattern].meetings[0] < (day, end):
            yield Violation(Rule.ORDER, f"{patient}/{key}: before {need.after} has ended", patient)


def _staff_are_there(week: Calendar) -> Iterator[Violation]:
    for session in week.sessions:
        for key in session.everybody_on_duty:
            staff = week.problem.staff_by_key[key]
            shift = staff.shifts[session.day]
            if shift is None or session.start < shift[0] or session.end > shift[1]:
                what = f"{session.name}: {key} is not on shift, day {session.day}"
                yield Violation(Rule.SHIFT, what, staff=key)
            if staff.site is None and session.mode is Mode.ONSITE:
                what = f"{session.name}: {key} works by telehealth only"
                yield Violation(Rule.REMOTE_STAFF, what, staff=key)


def _rooms_fit(week: Calendar) -> Iterator[Violation]:
    for session in week.sessions:
        if session.mode is not Mode.ONSITE:
            continue
        room = week.problem.rooms_by_key.get(session.room or "")
        fits = (
            room is not None
            and room.site == session.site
            and room.kind == session.room_kind
            and room.capacity >= len(session.people)
        )
        if not fits:
            what = f"{session.name}: room {session.room} does not fit, day {session.day}"
            yield Violation(Rule.ROOM, what)


def _nobody_is_doubled(week: Calendar) -> Iterator[Violation]:
    users: Counter[tuple[Rule, str, int, int]] = Counter()
    for session in week.sessions:
        for slot in session.slots:
            for key in session.everybody_on_duty:
                users[Rule.STAFF_DOUBLED, key, session.day, slot] += 1
            if session.mode is Mode.ONSITE and session.room is not None:
                users[Rule.ROOM_DOUBLED, session.room, session.day, slot] += 1
            for patient in session.people:
                users[Rule.PATIENT_DOUBLED, patient, session.day, slot] += 1
    for (rule, key, day, slot), times in users.items():
        if times > 1:
            yield Violation(
                rule,
                f"{key} is booked {times} times, day {day} slot {slot}",
                patient=key if rule is Rule.PATIENT_DOUBLED else None,
                staff=key if rule is Rule.STAFF_DOUBLED else None,
            )


def _lives_are_kept(week: Calendar) -> Iterator[Violation]:
    for session in week.sessions:
        for key in session.people:
            patient = week.problem.patients_by_key[key]
            if session.mode is Mode.TELE and not patient.telehealth:
                what = f"{session.name}: {key} cannot do telehealth"
                yield Violation(Rule.TELEHEALTH, what, key)
            if session.mode is Mode.ONSITE and session.site != patient.site:
                yield Violation(Rule.SITE, f"{session.name}: not at the site of {key}", key)
            travel = patient.travel if session.mode is Mode.ONSITE else 0
            start, end = session.start - travel, session.end + travel
            if not _covered(patient.free[session.day], start, end, week.problem.grid.slots_per_day):
                what = f"{session.name}: {key} is not free, day {session.day}"
                yield Violation(Rule.FREE, what, key)


def _staff_days(week: Calendar) -> Iterator[Violation]:
    """Not too many slots with people a day, and a free slot in the break window."""
    busy: dict[tuple[str, int], set[int]] = defaultdict(set)
    for session in week.sessions:
        for key in session.everybody_on_duty:
            busy[key, session.day].update(session.slots)
    for (key, day), slots in busy.items():
        staff = week.problem.staff_by_key[key]
        if len(slots) > staff.max_contact[day]:
            what = f"{key}: {len(slots)} slots with people, day {day}"
            yield Violation(Rule.CONTACT, what, staff=key)
        pause = staff.break_windows[day]
        if pause is not None and slots.issuperset(range(*pause)):
            yield Violation(Rule.BREAK, f"{key}: no break, day {day}", staff=key)


def _days_are_bearable(week: Calendar) -> Iterator[Violation]:
    for (key, day), sessions in week.of_patient.items():
        patient = week.problem.patients_by_key[key]
        if sum(len(session.slots) for session in sessions) > patient.max_day:
            what = f"{key}: more than {patient.max_day} slots, day {day}"
            yield Violation(Rule.LONG_DAY, what, key)
        for one, other in combinations(sessions, 2):
            if one.mode is not other.mode and other.start - one.end < patient.travel:
                what = f"{key}: no time to travel between modes, day {day}"
                yield Violation(Rule.TRAVEL_BETWEEN, what, key)


RULES: tuple[Callable[[Calendar], Iterator[Violation]], ...] = (
    _teams,
    _caseload,
    _groups_are_right,
    _groups_are_led_together,
    _groups_are_few,
    _groups_serve_needs,
    _visits_are_right,
    _times_placed,
    _spacing,
    _order,
    _staff_are_there,
    _rooms_fit,
    _nobody_is_doubled,
    _lives_are_kept,
    _staff_days,
    _days_are_bearable,
    _languages_are_shared,
    _pins_are_kept,
    _nobody_meets_who_must_not,
)
