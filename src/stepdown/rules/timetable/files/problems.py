"""A problem from the benchmark's instance format, `stepdown-week/1`."""

from pathlib import Path

from stepdown.rules.timetable.files.reading import Field, UnableToReadFile, read_json
from stepdown.rules.timetable.parts import (
    Grid,
    GroupNeed,
    Held,
    HeldSeat,
    HeldVisit,
    Mode,
    Need,
    NoContact,
    Option,
    Patient,
    Pattern,
    Program,
    Room,
    Staff,
    UnableToPoseProblem,
    VisitNeed,
    Weights,
    Window,
)
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.soundness import require_room_for_teams


def read_problem(path: Path) -> Problem:
    """Raises UnableToReadFile with one sentence that names the field."""
    return problem_of(read_json(path))


def problem_of(file: Field) -> Problem:
    grid = Grid(
        file["slot_minutes"].whole(),
        file["days"].whole(),
        file["slots_per_day"].whole(),
        file["day_start"].text() if file.has("day_start") else "08:00",
    )
    try:
        problem = Problem(
            name=file["name"].text() if file.has("name") else "week",
            grid=grid,
            staff=tuple(_staff(f) for f in file["staff"].items()),
            rooms=tuple(_room(f) for f in file["rooms"].items()),
            programs=tuple(_program(f) for f in file["programs"].items()),
            patients=tuple(_patient(f) for f in file["patients"].items()),
            previous=tuple(_held(f) for f in file["previous"].items())
            if file.has("previous")
            else None,
            pinned=tuple(_held(f) for f in _list(file, "pinned")),
            no_contact=tuple(NoContact(*_two(f)) for f in _list(file, "no_contact")),
            weights=_weights(file["weights"]),
        )
        require_room_for_teams(problem.staff, problem.patients)
    except UnableToPoseProblem as error:
        raise UnableToReadFile(str(error)) from error
    return problem


def _list(file: Field, name: str) -> list[Field]:
    return file[name].items() if file.has(name) else []


def _texts(file: Field, name: str) -> frozenset[str]:
    return frozenset(each.text() for each in _list(file, name))


def _two(file: Field) -> tuple[str, str]:
    people = file.items()
    if len(people) != 2:
        raise file.fail("a pair of ids")
    return people[0].text(), people[1].text()


def _weights(file: Field) -> Weights:
    return Weights(
        unmet=file["unmet"].whole(),
        not_full=file["not_full"].whole(),
        disruption=file["disruption"].whole() if file.has("disruption") else 0,
        burden=file["burden"].whole(),
        balance=file["balance"].whole(),
    )


def _staff(file: Field) -> Staff:
    return Staff(
        key=file["id"].text(),
        role=file["role"].text(),
        site=file["site"].text_or_none(),
        shifts=tuple(f.pair_or_none() for f in file["shifts"].items()),
        break_windows=tuple(f.pair_or_none() for f in file["break_window"].items()),
        max_contact=tuple(f.whole() for f in file["max_contact"].items()),
        caseload_max=file["caseload_max"].whole(),
        languages=_texts(file, "languages"),
    )


def _room(file: Field) -> Room:
    return Room(
        key=file["id"].text(),
        site=file["site"].text(),
        kind=file["type"].text(),
        capacity=file["capacity"].whole(),
    )


def _mode(file: Field) -> Mode:
    if file.value not in ("onsite", "tele"):
        raise file.fail('"onsite" or "tele"')
    return Mode(file.value)


def _program(file: Field) -> Program:
    return Program(
        key=file["id"].text(),
        mode=_mode(file["mode"]),
        slots=file["slots"].whole(),
        patterns=tuple(
            _pattern(pattern, file["slots"].whole()) for pattern in file["patterns"].items()
        ),
        leaders=tuple(f.text() for f in file["leaders"].items()),
        cap=file["cap"].whole(),
        min_size=file["min_size"].whole(),
        max_groups=file["max_groups"].whole(),
        site=file["site"].text_or_none(),
        room_kind=file["room_type"].text_or_none(),
        language=file["language"].text() if file.has("language") else None,
        co_leaders=file["co_leaders"].whole() if file.has("co_leaders") else 0,
        per_leader=file["per_leader"].whole() if file.has("per_leader") else None,
    )


def _pattern(file: Field, slots: int) -> Pattern:
    """Meetings as [day, start], or [day, start, slots] where one is longer or shorter."""
    meetings = [[number.whole() for number in meeting.items()] for meeting in file.items()]
    for entry, meeting in zip(file.items(), meetings, strict=True):
        if len(meeting) not in (2, 3):
            raise entry.fail("[day, start] or [day, start, slots]")
    lengths = tuple(meeting[2] if len(meeting) == 3 else slots for meeting in meetings)
    return Pattern(
        tuple((meeting[0], meeting[1]) for meeting in meetings),
        lengths if any(length != slots for length in lengths) else (),
    )


def _windows(file: Field) -> tuple[tuple[Window, ...], ...]:
    return tuple(tuple(window.pair() for window in day.items()) for day in file.items())


def _patient(file: Field) -> Patient:
    return Patient(
        key=file["id"].text(),
        site=file["site"].text(),
        free=_windows(file["free"]),
        needs=tuple(_need(f) for f in file["needs"].items()),
        team=tuple((role, f.text_or_none()) for role, f in file["team"].named()),
        team_options=tuple(
            (role, tuple(one.text() for one in f.items()))
            for role, f in file["team_options"].named()
        )
        if file.has("team_options")
        else (),
        family_free=_windows(file["family_free"]) if file.has("family_free") else None,
        priority=file["priority"].whole(),
        travel=file["travel"].whole(),
        telehealth=file["telehealth"].yes(),
        max_day=file["max_day"].whole(),
        min_days=file["min_days"].whole(),
        languages=_texts(file, "languages"),
        rather_not=_windows(file["rather_not"]) if file.has("rather_not") else (),
    )


def _need(file: Field) -> Need:
    kind = file["kind"]
    if kind.value not in ("group", "individual"):
        raise kind.fail('"group" or "individual"')
    if kind.value == "group":
        return GroupNeed(
            key=file["id"].text(),
            options=tuple(
                Option(f["program"].text(), f["cost"].whole()) for f in file["options"].items()
            ),
            weight=file["weight"].whole(),
            total_slots=file["total_slots"].whole(),
            after=file["after"].text() if file.has("after") else None,
            is_care=_is_care(file),
        )
    return VisitNeed(
        key=file["id"].text(),
        role=file["role"].text(),
        slots=file["slots"].whole(),
        weight=file["weight"].whole(),
        total_slots=file["total_slots"].whole(),
        room_kind=file["room_type"].text(),
        count=file["count"].whole(),
        min_gap_days=file["min_gap_days"].whole() if file.has("min_gap_days") else 1,
        tele_ok=file["tele_ok"].yes(),
        family=file["family"].yes() if file.has("family") else False,
        is_care=_is_care(file),
    )


def _is_care(file: Field) -> bool:
    return file["is_care"].yes() if file.has("is_care") else True


def _held(file: Field) -> Held:
    entry = file.items()
    if len(entry) == 5 and entry[2].value == "g":
        patient, need, _, program, pattern = entry
        return HeldSeat(patient.text(), need.text(), program.text(), pattern.whole())
    if len(entry) == 6 and entry[2].value == "a":
        patient, need, _, staff, day, start = entry
        return HeldVisit(patient.text(), need.text(), staff.text(), day.whole(), start.whole())
    raise file.fail('[patient, need, "g", program, pattern] or [..., "a", staff, day, start]')
