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
        return Problem(
            name=file["name"].text() if file.has("name") else "week",
            grid=grid,
            staff=tuple(_staff(f) for f in file["staff"].items()),
            rooms=tuple(_room(f) for f in file["rooms"].items()),
            programs=tuple(_program(f) for f in file["programs"].items()),
            patients=tuple(_patient(f) for f in file["patients"].items()),
            previous=tuple(_held(f) for f in file["previous"].items())
            if file.has("previous")
            else None,
            weights=_weights(file["weights"]),
        )
    except UnableToPoseProblem as error:
        raise UnableToReadFile(str(error)) from error


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
            Pattern(tuple(meeting.pair() for meeting in pattern.items()))
            for pattern in file["patterns"].items()
        ),
        leaders=tuple(f.text() for f in file["leaders"].items()),
        cap=file["cap"].whole(),
        min_size=file["min_size"].whole(),
        max_groups=file["max_groups"].whole(),
        site=file["site"].text_or_none(),
        room_kind=file["room_type"].text_or_none(),
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
    )


def _held(file: Field) -> Held:
    entry = file.items()
    if len(entry) == 5 and entry[2].value == "g":
        patient, need, _, program, pattern = entry
        return HeldSeat(patient.text(), need.text(), program.text(), pattern.whole())
    if len(entry) == 6 and entry[2].value == "a":
        patient, need, _, staff, day, start = entry
        return HeldVisit(patient.text(), need.text(), staff.text(), day.whole(), start.whole())
    raise file.fail('[patient, need, "g", program, pattern] or [..., "a", staff, day, start]')
