"""Whether the parts of a problem fit together: unknown or doubled keys, times off the grid."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence

from stepdown.rules.timetable.parts import (
    Grid,
    GroupNeed,
    Held,
    Mode,
    NoContact,
    Patient,
    Program,
    Staff,
    UnableToPoseProblem,
    VisitNeed,
    Weights,
    Window,
    keys_of,
)

MOST = 10**9
MOST_SESSIONS = 12  # the cheapest week of one person is reckoned over sets of sessions


def _require(fine: bool, sentence: str) -> None:
    if not fine:
        raise UnableToPoseProblem(sentence)


def require_at_least(least: int, number: int, what: str) -> None:
    _require(number >= least, f"{what} must be {least} or more, not {number}.")


def require_unique(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        _require(key not in seen, f"{what}: the id {key!r} appears twice; ids must be unique.")
        seen.add(key)


def require_sound_grid(grid: Grid) -> None:
    require_at_least(1, grid.slot_minutes, "slot_minutes")
    require_at_least(1, grid.days, "days")
    require_at_least(1, grid.slots_per_day, "slots_per_day")


def _daily(grid: Grid, entries: Sequence[object], what: str) -> None:
    fine = len(entries) == grid.days
    _require(fine, f"{what} must have one entry for each of {grid.days} days, not {len(entries)}.")


def _window(grid: Grid, window: Window, what: str) -> None:
    start, end = window
    most = grid.slots_per_day
    fine = 0 <= start <= end <= most
    _require(fine, f"{what} must satisfy 0 <= start <= end <= {most}, not {[start, end]}.")


def _windows(grid: Grid, days: Sequence[Sequence[Window]], what: str) -> None:
    _daily(grid, days, what)
    for day, windows in enumerate(days):
        for window in windows:
            _window(grid, window, f"{what}[{day}]")


def require_sound_staff(grid: Grid, staff: Staff) -> None:
    what = f"staff {staff.key!r}"
    _daily(grid, staff.shifts, f"{what}: shifts")
    _daily(grid, staff.break_windows, f"{what}: break_window")
    _daily(grid, staff.max_contact, f"{what}: max_contact")
    require_at_least(0, staff.caseload_max, f"{what}: caseload_max")
    for day in range(grid.days):
        require_at_least(0, staff.max_contact[day], f"{what}: max_contact[{day}]")
        shift, pause = staff.shifts[day], staff.break_windows[day]
        if shift is not None:
            _window(grid, shift, f"{what}: shifts[{day}]")
        if pause is not None:
            _window(grid, pause, f"{what}: break_window[{day}]")
            _require(
                pause[0] < pause[1],
                f"{what}: break_window[{day}] is empty, so no slot of it can stay free; "
                "write null where no break is owed.",
            )


def require_sound_program(grid: Grid, program: Program, staff: Container[str]) -> None:
    what = f"programs {program.key!r}"
    require_at_least(1, program.slots, f"{what}: slots")
    require_at_least(0, program.max_groups, f"{what}: max_groups")
    require_at_least(0, program.min_size, f"{what}: min_size")
    require_at_least(program.min_size, program.cap, f"{what}: cap")
    require_at_least(0, program.co_leaders, f"{what}: co_leaders")
    if program.per_leader is not None:
        require_at_least(1, program.per_leader, f"{what}: per_leader")
        require_at_least(program.min_size, program.most, f"{what}: per_leader, in all")
    for leader in program.leaders:
        _require(leader in staff, f"{what}: leaders names unknown staff {leader!r}.")
    for index, pattern in enumerate(program.patterns):
        last = (-1, 0)
        _require(bool(pattern.meetings), f"{what}: patterns[{index}] has no meeting.")
        matching = len(pattern.lengths) in (0, len(pattern.meetings))
        _require(matching, f"{what}: patterns[{index}] needs a length for each meeting, or none.")
        for day, start, end in program.meetings(index):
            fine = 0 <= day < grid.days and 0 <= start < end <= grid.slots_per_day
            place = f"{what}: patterns[{index}] has a meeting {[day, start]}"
            _require(fine, f"{place} outside the week of {grid.days} days.")
            after = (day, start) >= last
            _require(after, f"{place} that begins before the one ahead of it has ended.")
            last = (day, end)
    if program.mode is Mode.ONSITE:
        _require(program.site is not None, f"{what}: site must be named for meetings on site.")
        _require(program.room_kind is not None, f"{what}: room_type must be named on site.")


def require_sound_patient(
    grid: Grid, patient: Patient, staff: Container[str], programs: Container[str]
) -> None:
    what = f"patients {patient.key!r}"
    _windows(grid, patient.free, f"{what}: free")
    if patient.rather_not:
        _windows(grid, patient.rather_not, f"{what}: rather_not")
    if patient.family_free is not None:
        _windows(grid, patient.family_free, f"{what}: family_free")
    for name in ("priority", "travel", "max_day", "min_days"):
        require_at_least(0, getattr(patient, name), f"{what}: {name}")
    require_unique(f"{what}: needs", keys_of(patient.needs))
    _team(patient, staff, what)
    for need in patient.needs:
        place = f"{what}: needs {need.key!r}"
        require_at_least(0, need.weight, f"{place}: weight")
        require_at_least(0, need.total_slots, f"{place}: total_slots")
        if isinstance(need, GroupNeed):
            _group_need(patient, need, programs, place)
        else:
            _visit_need(patient, need, place)


def _team(patient: Patient, staff: Container[str], what: str) -> None:
    for role, member in patient.team:
        known = member is None or member in staff
        _require(known, f"{what}: team.{role} names unknown staff {member!r}.")
    for role, options in patient.team_options:
        for member in options:
            known = member in staff
            _require(known, f"{what}: team_options.{role} names unknown staff {member!r}.")


def require_room_for_teams(staff: Iterable[Staff], patients: Iterable[Patient]) -> None:
    """Nobody has more people already than they may have: no week could keep that rule."""
    has = Counter(key for p in patients for _, key in p.team if key is not None)
    for member in staff:
        fine = has[member.key] <= member.caseload_max
        what = f"staff {member.key!r}: caseload_max is {member.caseload_max}"
        _require(fine, f"{what}, but {has[member.key]} entries of patients' team name them.")


def require_reckonable(patient: Patient, grid: Grid, weights: Weights, held: int) -> None:
    """What one person's week could cost at most has to stay within what sums can hold."""
    options = [o.cost for n in patient.needs if isinstance(n, GroupNeed) for o in n.options]
    missed = weights.unmet * sum(need.weight * need.total_slots for need in patient.needs)
    slots = grid.days * grid.slots_per_day
    burden = weights.burden * (slots * (2 * patient.travel + 3) + sum(options))
    most = patient.priority * (missed + weights.not_full) + burden + held * weights.disruption
    what = f"patients {patient.key!r}: weights, priority, travel and lengths"
    _require(most <= MOST, f"{what} could add up to a cost of {most}, over {MOST}.")
    sessions = sum(n.count if isinstance(n, VisitNeed) else 1 for n in patient.needs)
    fine = sessions <= MOST_SESSIONS
    what = f"patients {patient.key!r}: needs"
    _require(fine, f"{what} ask for {sessions} sessions a week, over {MOST_SESSIONS}.")


def _group_need(patient: Patient, need: GroupNeed, programs: Container[str], what: str) -> None:
    require_unique(f"{what}: options", (option.program for option in need.options))
    for option in need.options:
        known = option.program in programs
        _require(known, f"{what}: options names unknown program {option.program!r}.")
        require_at_least(0, option.cost, f"{what}: options {option.program!r}: cost")
    if need.after is None:
        return
    groups = {n.key: n for n in patient.needs if isinstance(n, GroupNeed)}
    _require(need.after in groups, f"{what}: after names no group need {need.after!r}.")
    seen = {need.key}
    ahead: str | None = need.after
    while ahead is not None:
        _require(ahead not in seen, f"{what}: after leads round in a circle.")
        seen.add(ahead)
        ahead = groups[ahead].after if ahead in groups else None


def _visit_need(patient: Patient, need: VisitNeed, what: str) -> None:
    require_at_least(1, need.slots, f"{what}: slots")
    require_at_least(1, need.count, f"{what}: count")
    require_at_least(0, need.min_gap_days, f"{what}: min_gap_days")
    if need.family:
        named = patient.family_free is not None
        _require(named, f"{what}: family needs the field family_free of {patient.key!r}.")


def require_known_need(pin: Held, needs: Container[tuple[str, str]]) -> None:
    known = (pin.patient, pin.need) in needs
    _require(known, f"pinned names an unknown need {pin.need!r} of {pin.patient!r}.")


def require_two_people(pair: NoContact, patients: Container[str]) -> None:
    for key in (pair.patient, pair.other):
        _require(key in patients, f"no_contact names an unknown person {key!r}.")
    _require(pair.patient != pair.other, f"no_contact names {pair.patient!r} twice in one pair.")
