"""What the demo's notes say can be signed in a group of any size, and names nobody."""

import random
from datetime import date

import pytest

from stepdown.clinic.sessions.names import Member, OwnText, check_texts
from stepdown.commands.demo.cast import invent_people
from stepdown.commands.demo.words import SHARED, own_lines
from tests.commands.test_demo import DAY


@pytest.mark.parametrize("seed", range(5))
def test_notes_of_a_full_hall_need_no_second_look(seed: int) -> None:
    people = invent_people(60, seed=seed, today=date.fromisoformat(DAY))
    members = [Member(number, one.given_name, one.family_name) for number, one in enumerate(people)]
    texts = own_lines(random.Random(seed), 24)
    own = [OwnText(number, str(number), line, plan) for number, (line, plan) in enumerate(texts)]
    for shared in SHARED:
        check = check_texts(shared=shared, own=own, members=members)
        assert (check.blocks, check.name_warnings, check.alike_warnings) == ((), (), ())
