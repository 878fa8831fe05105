"""A solution from and to the benchmark's format."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from stepdown.rules.timetable.files.reading import Field, read_json, write_json
from stepdown.rules.timetable.parts import Mode
from stepdown.rules.timetable.solution import Appointment, Assigned, Group, Member, Solution


def read_solution(path: Path) -> Solution:
    """Raises UnableToReadFile with one sentence that names the field. Whether its ids exist and
    its rules hold is for the checker to say."""
    return solution_of(read_json(path))


def solution_of(file: Field) -> Solution:
    return Solution(
        teams=tuple(
            Assigned(patient, role, member.text())
            for patient, team in file["teams"].named()
            for role, member in team.named()
            if member.value is not None
        ),
        groups=tuple(_group(f) for f in file["groups"].items()),
        appointments=tuple(_appointment(f) for f in file["appointments"].items()),
    )


def write_solution(path: Path, solution: Solution) -> None:
    write_json(path, solution_as_json(solution))


def solution_as_json(solution: Solution) -> dict[str, Any]:
    teams: dict[str, dict[str, str]] = defaultdict(dict)
    for one in solution.teams:
        teams[one.patient][one.role] = one.staff
    return {
        "teams": teams,
        "groups": [_group_as_json(group) for group in solution.groups],
        "appointments": [
            {
                "patient": a.patient,
                "need": a.need,
                "staff": a.staff,
                "day": a.day,
                "start": a.start,
                "mode": a.mode.value,
                "room": a.room,
            }
            for a in solution.appointments
        ],
    }


def _group_as_json(group: Group) -> dict[str, Any]:
    written: dict[str, Any] = {
        "program": group.program,
        "pattern": group.pattern,
        "leader": group.leader,
        "rooms": list(group.rooms),
        "members": [{"patient": m.patient, "need": m.need} for m in group.members],
    }
    if group.leaders:
        written["leaders"] = list(group.leaders)
    if group.co_leaders:
        written["co_leaders"] = list(group.co_leaders)
    return written


def _group(file: Field) -> Group:
    return Group(
        program=file["program"].text(),
        pattern=file["pattern"].whole(),
        leader=file["leader"].text(),
        rooms=tuple(f.text_or_none() for f in file["rooms"].items()),
        members=tuple(
            Member(f["patient"].text(), f["need"].text()) for f in file["members"].items()
        ),
        leaders=tuple(f.text_or_none() for f in file["leaders"].items())
        if file.has("leaders")
        else (),
        co_leaders=tuple(f.text() for f in file["co_leaders"].items())
        if file.has("co_leaders")
        else (),
    )


def _appointment(file: Field) -> Appointment:
    mode = file["mode"]
    if mode.value not in ("onsite", "tele"):
        raise mode.fail('"onsite" or "tele"')
    return Appointment(
        patient=file["patient"].text(),
        need=file["need"].text(),
        staff=file["staff"].text(),
        day=file["day"].whole(),
        start=file["start"].whole(),
        mode=Mode(mode.value),
        room=file["room"].text_or_none() if file.has("room") else None,
    )
