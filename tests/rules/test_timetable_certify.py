"""Bounds from prices: the same by the product as by a verifier written from the page alone."""

import json
from typing import Any

import pytest

from stepdown.rules.timetable import Bound, Stop, UnableToCertify, certify, check, score, solve
from stepdown.rules.timetable.files.certificates import certificate_as_json, certificate_of
from stepdown.rules.timetable.files.reading import Field, UnableToReadFile
from tests.rules.page_verifier import Verifier, proved
from tests.rules.tiny_weeks import tiny_certificate, tiny_instance
from tests.rules.weeks import clinic, posed

Json = dict[str, Any]


def _bound(instance: Json, certificate: Json) -> Bound:
    return certify(posed(instance), certificate_of(Field(certificate)))


def _seats(instance: Json) -> list[list[Any]]:
    verifier = Verifier(instance, {"scale": 1, "prices": {}})
    return [
        [person["id"], need["id"], *seat.what]
        for person in instance["patients"]
        for need in person["needs"]
        if need["kind"] == "group"
        for seat in verifier.seats(person, need)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_a_verifier_from_the_page_alone_proves_the_same(seed: int) -> None:
    instance = tiny_instance(seed)
    certificate = tiny_certificate(instance, seed, _seats(instance))
    assert _bound(instance, certificate).cost == proved(instance, certificate)


@pytest.mark.parametrize("seed", [*range(0, 60, 2), 161, 269])
def test_no_week_costs_less_than_any_prices_prove(seed: int) -> None:
    instance = tiny_instance(seed)
    problem = posed(instance)
    found = solve(problem, stop=Stop(seconds=None, iterations=4), seed=seed)
    assert check(problem, found.solution) == ()
    cost = score(problem, found.solution).cost
    certificate = tiny_certificate(instance, seed, _seats(instance))
    assert _bound(instance, certificate).cost <= cost
    assert found.bound is not None
    assert found.certificate is not None
    assert certify(problem, found.certificate).cost == found.bound <= cost
    assert proved(instance, certificate_as_json(found.certificate)) == found.bound


def test_no_prices_prove_what_everybody_costs_alone_and_the_engine_no_less() -> None:
    problem = posed(clinic(24).instance)
    nothing: Json = {
        "format": "stepdown-certificate/1",
        "instance": problem.name,
        "scale": 1,
        "prices": {},
    }
    alone = certify(problem, certificate_of(Field(nothing))).cost
    assert alone > 0
    found = solve(problem, stop=Stop(seconds=None, iterations=1))
    assert found.bound is not None
    assert found.bound >= alone


# the example of the page

PAGE: Json = {
    "name": "page",
    "slot_minutes": 60,
    "days": 1,
    "slots_per_day": 4,
    "staff": [
        {
            "id": "ana",
            "role": "counselor",
            "site": "here",
            "shifts": [[0, 4]],
            "break_window": [None],
            "max_contact": [1],
            "caseload_max": 3,
        }
    ],
    "rooms": [
        {"id": "hall", "site": "here", "type": "hall", "capacity": 2},
        {"id": "office", "site": "here", "type": "office", "capacity": 1},
    ],
    "programs": [
        {
            "id": "skills",
            "mode": "onsite",
            "slots": 1,
            "patterns": [[[0, 2]]],
            "leaders": ["ana"],
            "cap": 2,
            "min_size": 2,
            "max_groups": 1,
            "site": "here",
            "room_type": "hall",
        }
    ],
    "patients": [],
    "weights": {"unmet": 1000, "not_full": 300, "burden": 1, "balance": 3},
}


def _page_person(key: str, slot: int, need: Json) -> Json:
    return {
        "id": key,
        "site": "here",
        "priority": 1,
        "free": [[[slot, slot + 1]]],
        "travel": 0,
        "telehealth": False,
        "max_day": 1,
        "min_days": 1,
        "team": {"counselor": "ana"},
        "needs": [{**need, "weight": 1, "total_slots": 1}],
    }


def _page() -> Json:
    group: Json = {"id": "group", "kind": "group", "options": [{"program": "skills", "cost": 0}]}
    talk: Json = {"id": "visit", "kind": "individual", "role": "counselor", "slots": 1, "count": 1}
    talk |= {"tele_ok": False, "room_type": "office"}
    people = [_page_person("kim", 1, talk), _page_person("lou", 2, group)]
    return {**PAGE, "patients": [*people, _page_person("mia", 2, group)]}


def _page_certificate() -> Json:
    text = """
    {"format": "stepdown-certificate/1", "instance": "page", "scale": 1, "prices": {
      "contact": [["ana", 0, 1298]],
      "seat": [["lou", "group", "skills", 0, 650], ["mia", "group", "skills", 0, 650]]}}
    """
    certificate: Json = json.loads(text)
    return certificate


def test_the_example_of_the_page_is_right() -> None:
    bound = _bound(_page(), _page_certificate())
    assert (bound.people, bound.openings, bound.capacities) == (1300 + 652 + 652, -2, 1298)
    assert bound.cost == proved(_page(), _page_certificate()) == 1304
    alone = {**_page_certificate(), "prices": {}}
    assert _bound(_page(), alone).cost == proved(_page(), alone) == 6
    found = solve(posed(_page()), stop=Stop(seconds=None, iterations=30))
    assert found.cost == 1304


# what is refused


def _with(kind: str, *entries: list[Any]) -> Json:
    return {**_page_certificate(), "prices": {kind: list(entries)}}


BAD: dict[str, tuple[Json, str]] = {
    "another week": ({**_page_certificate(), "instance": "other"}, "'other', not for 'page'"),
    "a price below zero": (_with("contact", ["ana", 0, -1]), "must not be negative"),
    "nobody's row": (_with("caseload", ["nobody", 1]), "nothing that this problem shares"),
    "a day too many": (_with("contact", ["ana", 1, 1]), "nothing that this problem shares"),
    "a slot before the first": (_with("moment", ["ana", 0, -1, 1]), "nothing that this problem"),
    "a row twice": (_with("caseload", ["ana", 1], ["ana", 1]), "is there twice"),
    "a scale of nothing": ({**_page_certificate(), "scale": 0}, "scale must be 1 to 1000"),
    "too fine a scale": ({**_page_certificate(), "scale": 1001}, "scale must be 1 to 1000"),
}
MISREAD: dict[str, tuple[Json, str]] = {
    "no number": (_with("caseload", ["ana", float("nan")]), "prices.caseload[0][1] must be"),
    "without end": (_with("caseload", ["ana", float("inf")]), "prices.caseload[0][1] must be"),
    "a fraction": (_with("caseload", ["ana", 0.5]), "prices.caseload[0][1] must be a whole"),
    "too dear": (_with("caseload", ["ana", 10**10]), "prices.caseload[0][1] must be a whole"),
    "no price": (_with("caseload", ["ana"]), "prices.caseload[0] must be 1 names and a price"),
    "an unknown kind": (_with("nap", ["ana", 1]), "prices.nap is no kind of row"),
    "no list": ({**_page_certificate(), "prices": {"seat": None}}, "prices.seat must be a list"),
    "no prices": ({**_page_certificate(), "prices": []}, "prices must be an object"),
    "another format": ({**_page_certificate(), "format": "2"}, "format must be"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_certificate_that_does_not_fit_is_refused(name: str) -> None:
    certificate, words = BAD[name]
    with pytest.raises(UnableToCertify, match=words.replace("[", r"\[")):
        _bound(_page(), certificate)


@pytest.mark.parametrize("name", MISREAD)
def test_a_certificate_that_is_none_is_named(name: str) -> None:
    certificate, words = MISREAD[name]
    with pytest.raises(UnableToReadFile, match=words.replace("[", r"\[").replace("]", r"\]")):
        _bound(_page(), certificate)
