"""A clinic's week as a problem: people with their lives and needs, staff, rooms and programs."""

from dataclasses import dataclass, field
from functools import cached_property

from stepdown.rules.timetable.parts import (
    Grid,
    Held,
    Need,
    NoContact,
    Patient,
    Program,
    Room,
    Staff,
    Weights,
    keys_of,
)
from stepdown.rules.timetable.soundness import (
    require_at_least,
    require_known_need,
    require_reckonable,
    require_sound_grid,
    require_sound_patient,
    require_sound_program,
    require_sound_staff,
    require_two_people,
    require_unique,
)


@dataclass(frozen=True)
class Problem:
    """A whole clinic's week. Raises `UnableToPoseProblem` where the parts do not fit together.

    `previous`: last week's placements (None: there was no last week). `pinned`: placements that
    are as they are or not at all. `no_contact`: pairs who must not meet; only staff with the grant
    see them. Fixed teams over somebody's `caseload_max` can be posed and checked, but not solved.
    """

    name: str
    grid: Grid
    staff: tuple[Staff, ...]
    rooms: tuple[Room, ...]
    programs: tuple[Program, ...]
    patients: tuple[Patient, ...]
    previous: tuple[Held, ...] | None = None
    pinned: tuple[Held, ...] = ()
    no_contact: tuple[NoContact, ...] = ()
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        require_sound_grid(self.grid)
        for what in ("staff", "rooms", "programs", "patients"):
            require_unique(what, keys_of(getattr(self, what)))
        for staff in self.staff:
            require_sound_staff(self.grid, staff)
        for room in self.rooms:
            require_at_least(0, room.capacity, f"rooms {room.key!r}: capacity")
        for program in self.programs:
            require_sound_program(self.grid, program, self.staff_by_key)
        for patient in self.patients:
            require_sound_patient(self.grid, patient, self.staff_by_key, self.programs_by_key)
        for pin in self.pinned:
            require_known_need(pin, self.needs_by_key)
        for pair in self.no_contact:
            require_two_people(pair, self.patients_by_key)
        for name in ("unmet", "not_full", "disruption", "burden", "balance"):
            require_at_least(0, getattr(self.weights, name), f"weights.{name}")
        for patient in self.patients:
            require_reckonable(patient, self.grid, self.weights, len(self.previous or ()))

    @cached_property
    def staff_by_key(self) -> dict[str, Staff]:
        return {s.key: s for s in self.staff}

    @cached_property
    def programs_by_key(self) -> dict[str, Program]:
        return {p.key: p for p in self.programs}

    @cached_property
    def patients_by_key(self) -> dict[str, Patient]:
        return {p.key: p for p in self.patients}

    @cached_property
    def rooms_by_key(self) -> dict[str, Room]:
        return {r.key: r for r in self.rooms}

    @cached_property
    def needs_by_key(self) -> dict[tuple[str, str], Need]:
        return {(p.key, n.key): n for p in self.patients for n in p.needs}
