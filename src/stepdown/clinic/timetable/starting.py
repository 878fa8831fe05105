"""Starting a program from a template, and changing what it is made of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from stepdown.clinic.ledger.operations import UnableToSave, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Site
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import Program, ProgramVersion
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.programs import as_content, opened_program, shape_from
from stepdown.rules.taper import ProgramShape, UnableToPlanPhases, program_templates

STALE = "Someone else changed this program while you were writing. Compare and save again."


def start_program(
    *, actor: Actor, site: Site, template_key: str, name: str, now: datetime
) -> Program:
    """A program as the template says. Its sessions are added afterwards. Raises UnableToOffer."""
    require(actor, Permission.SET_UP, site_id=site.pk)
    template = program_templates().get(template_key)
    if template is None:
        raise UnableToOffer("Choose one of the templates.")
    try:
        with writing():
            program = Program.objects.create(
                site=site,
                name=name,
                taper_key=template.shape.steps.key,
                age_group=template.age_group,
            )
            _keep(actor, program, 1, f"{template.key} {template.version}", template.shape, now)
            content = {"template": template.key, "version": template.version}
            record(actor=actor, verb="program.started", now=now, subject=program, content=content)
    except IntegrityError as error:
        raise UnableToOffer(f"There is a program called {name} here already.") from error
    return program


def change_program(
    *,
    actor: Actor,
    program_id: int,
    content: Mapping[str, Any],
    expected_version: int,
    now: datetime,
) -> None:
    """A new version, from now on: for those admitted later, and for sessions added later. Who is
    in care keeps the steps they were admitted with. Raises UnableToOffer, and UnableToSave where
    somebody else was quicker."""
    program = Program.objects.select_related("site").get(pk=program_id)
    require(actor, Permission.SET_UP, site_id=program.site_id)
    with writing():
        held = opened_program([program.site_id], program.pk)
        assert held is not None  # read above
        if held.shape is None or held.number != expected_version:
            raise UnableToSave(STALE)
        shape = _checked(program.pk, held.number + 1, content)
        if as_content(shape) == as_content(held.shape):
            raise UnableToOffer("Nothing is different. Change something, or go back.")
        _keep(actor, program, held.number + 1, held.template, shape, now)
        record(actor=actor, verb="program.changed", now=now, subject=program, content=content)


def _checked(program_id: int, number: int, content: Mapping[str, Any]) -> ProgramShape:
    if not content["steps"]:
        raise UnableToOffer("A program has at least one step. Leave one of them.")
    try:
        return shape_from(program_id, number, content)
    except UnableToPlanPhases as error:
        where, is_of_a_step, what = str(error).partition(", phase ")
        raise UnableToOffer(f"Step {what}" if is_of_a_step else where) from error


def _keep(
    actor: Actor,
    program: Program,
    number: int,
    template: str,
    shape: ProgramShape,
    now: datetime,
) -> None:
    ProgramVersion.objects.create(
        program=program,
        number=number,
        template=template,
        content=as_content(shape),
        made_at=now,
        made_by_id=actor.account_id,
    )
