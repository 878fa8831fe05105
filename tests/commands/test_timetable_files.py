"""`stepdown timetable` with files that are not what they must be: one sentence, exit status 2."""

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.timetable.made_up import sick_calls
from stepdown.commands.program import program
from tests.rules.weeks import clinic

Edit = Callable[[dict[str, Any]], object]
COMMANDS = ("solve", "check", "explain", "repair", "certify")


class Files:
    """An instance, a week for it and an event in a folder; `run` calls a command with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made = clinic(12, 2)
        self.instance = copy.deepcopy(made.instance)
        self.solution = copy.deepcopy(made.solution)
        self.event = sick_calls(made, 1)[0]
        self.certificate: dict[str, Any] = {
            "format": "stepdown-certificate/1",
            "instance": self.instance["name"],
            "scale": 1,
            "prices": {"caseload": [[self.instance["staff"][0]["id"], 1]]},
        }
        self.write()

    def write(self) -> None:
        for name in ("instance", "solution", "event", "certificate"):
            (self.folder / f"{name}.json").write_text(json.dumps(getattr(self, name)))

    def path(self, name: str) -> str:
        return str(self.folder / f"{name}.json")

    def run(self, command: str, *more: str) -> Result:
        words = ["timetable", command, self.path("instance")]
        if command != "solve":
            words.append(self.path("certificate" if command == "certify" else "solution"))
        if command == "repair":
            words += [self.path("event"), "--out", self.path("new")]
        if command == "solve":
            words += ["--out", self.path("new"), "--iterations", "2", "--threads", "1"]
        return CliRunner().invoke(program, [*words, *more])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def _refused(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    said = result.output.strip()
    assert said.count("\n") == 0, "more than one sentence"
    assert said.endswith(".")
    for word in words:
        assert word in said


INSTANCES: dict[str, tuple[Edit, str]] = {
    "no staff at all": (lambda i: i.pop("staff"), "staff is missing"),
    "patients that are no list": (lambda i: i.update(patients={}), "patients"),
    "a number in words": (lambda i: i["staff"][0].update(caseload_max="many"), "caseload_max"),
    "a fraction": (lambda i: i["patients"][0].update(travel=0.5), "travel"),
    "yes for a number": (lambda i: i["rooms"][0].update(capacity=True), "capacity"),
    "a negative number": (lambda i: i["patients"][0].update(travel=-1), "travel"),
    "no slots": (lambda i: i.update(slots_per_day=0), "slots_per_day"),
    "no days": (lambda i: i.update(days=0), "days"),
    "too few days": (lambda i: i["patients"][0]["free"].pop(), "free"),
    "a window that ends first": (
        lambda i: i["patients"][0]["free"].__setitem__(0, [[9, 3]]),
        "free",
    ),
    "a window off the grid": (lambda i: i["patients"][0]["free"].__setitem__(0, [[0, 99]]), "free"),
    "a shift of three": (lambda i: i["staff"][0]["shifts"].__setitem__(0, [1, 2, 3]), "shifts"),
    "two of one id": (lambda i: i["patients"].append(i["patients"][0]), "appears twice"),
    "two needs of one id": (
        lambda i: i["patients"][0]["needs"].append(i["patients"][0]["needs"][0]),
        "appears twice",
    ),
    "an unknown clinician": (
        lambda i: i["patients"][0].update(team={"counselor": "nobody"}),
        "nobody",
    ),
    "an unknown leader": (lambda i: i["programs"][0]["leaders"].append("nobody"), "nobody"),
    "an unknown program": (
        lambda i: i["patients"][0]["needs"][0].update(options=[{"program": "x", "cost": 0}]),
        "unknown program",
    ),
    "an unknown kind of need": (lambda i: i["patients"][0]["needs"][0].update(kind="both"), "kind"),
    "an unknown mode": (lambda i: i["programs"][0].update(mode="phone"), "mode"),
    "a course after itself": (
        lambda i: i["patients"][0]["needs"][0].update(after=i["patients"][0]["needs"][0]["id"]),
        "after",
    ),
    "a meeting off the week": (
        lambda i: i["programs"][0]["patterns"].__setitem__(0, [[9, 0]]),
        "patterns",
    ),
    "more members than seats": (lambda i: i["programs"][0].update(min_size=50), "cap"),
    "more people than the caseload": (
        lambda i: [s.update(caseload_max=0) for s in i["staff"]],
        "caseload_max is 0, but",
    ),
    "more than can be reckoned with": (
        lambda i: i["patients"][0].update(priority=10**9),
        "could add up to a cost",
    ),
    "a visit thirty times a week": (
        lambda i: [n.update(count=30) for n in i["patients"][0]["needs"]],
        "sessions a week, over",
    ),
    "a placement of last week cut short": (
        lambda i: i.update(previous=[["p", "n", "g"]]),
        "previous",
    ),
}

SOLUTIONS: dict[str, tuple[Edit, str]] = {
    "no groups": (lambda s: s.pop("groups"), "groups is missing"),
    "groups that are no list": (lambda s: s.update(groups=3), "groups"),
    "a pattern in words": (lambda s: s["groups"][0].update(pattern="first"), "pattern"),
    "no mode": (lambda s: s["appointments"][0].pop("mode"), "mode"),
    "a day in words": (lambda s: s["appointments"][0].update(day="Monday"), "day"),
}

EVENTS: dict[str, tuple[Edit, str]] = {
    "no day": (lambda e: e.pop("day"), "day is missing"),
    "a day that is none": (lambda e: e.update(day=6), "day"),
    "a slot that is none": (lambda e: e.update(slot=-1), "slot"),
    "an unknown id": (lambda e: e.update(absent=["nobody"]), "nobody"),
    "absent that is no list": (lambda e: e.update(absent="s0-coun0"), "absent"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", INSTANCES)
def test_a_wrong_instance_is_named(files: Files, command: str, name: str) -> None:
    change, words = INSTANCES[name]
    change(files.instance)
    files.write()
    _refused(files.run(command), words)


@pytest.mark.parametrize("command", ["check", "explain", "repair"])
@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_wrong_solution_is_named(files: Files, command: str, name: str) -> None:
    change, words = SOLUTIONS[name]
    change(files.solution)
    files.write()
    _refused(files.run(command), words)


@pytest.mark.parametrize("name", EVENTS)
def test_a_wrong_event_is_named(files: Files, name: str) -> None:
    change, words = EVENTS[name]
    change(files.event)
    files.write()
    _refused(files.run("repair"), words)
    assert not Path(files.path("new")).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"\x1f\x8b\x00", b"null"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_json_object_is_named(files: Files, command: str, content: bytes) -> None:
    Path(files.path("instance")).write_bytes(content)
    _refused(files.run(command), "instance.json")


CERTIFICATES: dict[str, tuple[Edit, str]] = {
    "another week": (lambda c: c.update(instance="other"), "is for 'other'"),
    "a negative price": (lambda c: c["prices"]["caseload"][0].__setitem__(1, -1), "negative"),
    "an unknown row": (lambda c: c["prices"].update(caseload=[["nobody", 1]]), "'nobody'"),
    "a price twice": (
        lambda c: c["prices"]["caseload"].append(c["prices"]["caseload"][0]),
        "is there twice",
    ),
    "no number": (
        lambda c: c["prices"]["caseload"][0].__setitem__(1, float("nan")),
        "prices.caseload[0][1] must be a whole number, not nan",
    ),
    "without end": (
        lambda c: c["prices"]["caseload"][0].__setitem__(1, float("inf")),
        "prices.caseload[0][1] must be a whole number, not inf",
    ),
    "nothing in it": (lambda c: c.clear(), "format is missing"),
    "no prices": (lambda c: c.pop("prices"), "prices is missing"),
    "a solution": (lambda c: c.update(format="other"), "format must be"),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_wrong_certificate_is_named(files: Files, name: str) -> None:
    change, words = CERTIFICATES[name]
    change(files.certificate)
    files.write()
    _refused(files.run("certify"), words)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\x1f\x8b\x00", b"null"])
def test_a_certificate_that_is_no_json_object_is_named(files: Files, content: bytes) -> None:
    Path(files.path("certificate")).write_bytes(content)
    _refused(files.run("certify"), "certificate.json")


def test_a_certificate_that_was_cut_off_is_named(files: Files) -> None:
    whole = gzip.compress(json.dumps(files.certificate).encode())
    Path(files.path("certificate")).write_bytes(whole[:-9])
    _refused(files.run("certify"), "cut off or damaged")


@pytest.mark.parametrize("name", ["proof.json", "proof.json.gz"])
def test_solve_writes_a_certificate_that_proves_its_bound(files: Files, name: str) -> None:
    proof = files.folder / name
    solved = files.run("solve", "--certificate", str(proof))
    bound = solved.output.strip().splitlines()[-1].split("bound ")[1].split()[0]
    if name.endswith(".gz"):
        assert gzip.decompress(proof.read_bytes())
    told = CliRunner().invoke(program, ["timetable", "certify", files.path("instance"), str(proof)])
    assert told.exit_code == 0
    assert f"bound {bound}: no week costs less" in told.output


@pytest.mark.parametrize("command", ["explain", "repair"])
def test_a_week_that_breaks_a_rule_is_refused(files: Files, command: str) -> None:
    files.solution["appointments"].append(files.solution["appointments"][0])
    files.write()
    _refused(files.run(command), "hard rules", "stepdown timetable check")


def test_an_unknown_person_is_named(files: Files) -> None:
    _refused(files.run("explain", "--patient", "nobody"), "nobody")


@pytest.mark.parametrize("command", ["solve", "repair"])
def test_a_folder_that_is_not_there_is_named(files: Files, command: str) -> None:
    result = files.run(command, "--out", str(files.folder / "nowhere" / "new.json"))
    assert result.exit_code == 2
    assert "new.json cannot be written" in result.output


# weeks that are odd and right


def _nothing(instance: dict[str, Any]) -> None:
    instance.update(patients=[], staff=[], rooms=[], programs=[])


def _one_person(instance: dict[str, Any]) -> None:
    instance["patients"] = instance["patients"][:1]


def _no_rooms(instance: dict[str, Any]) -> None:
    instance["rooms"] = []


def _nobody_on_shift(instance: dict[str, Any]) -> None:
    for member in instance["staff"]:
        member.update(shifts=[None] * 6, break_window=[None] * 6, max_contact=[0] * 6)


def _no_length(instance: dict[str, Any]) -> None:
    for person in instance["patients"]:
        person["free"] = [[[4, 4]]] * 6


ODD = (_nothing, _one_person, _no_rooms, _nobody_on_shift, _no_length)


@pytest.mark.parametrize("change", ODD)
def test_an_odd_week_is_solved_checked_explained_and_repaired(files: Files, change: Edit) -> None:
    change(files.instance)
    files.write()
    solved = files.run("solve")
    assert solved.exit_code == 0, solved.output
    files.solution = json.loads(Path(files.path("new")).read_text())
    files.event = {"day": 0, "slot": 0, "absent": [s["id"] for s in files.instance["staff"]]}
    files.write()
    files.certificate["prices"] = {}
    files.write()
    for command in ("check", "explain", "repair", "certify"):
        result = files.run(command)
        assert result.exit_code == 0, result.output


# what the commands say


def test_explain_tells_staff_and_the_person(files: Files) -> None:
    gone = files.solution["appointments"].pop()
    files.write()
    for_staff = files.run("explain", "--patient", gone["patient"])
    assert for_staff.exit_code == 0
    assert f"{gone['patient']}: {gone['need']}" in for_staff.output
    assert "There is a place for it now." in for_staff.output
    for_person = files.run("explain", "--patient", gone["patient"], "--for", "person")
    assert "There is a place for it now." in for_person.output
    assert gone["staff"] not in for_person.output


def test_explain_says_when_everybody_is_served(files: Files) -> None:
    assert "nothing to explain" in files.run("explain").output


def test_repair_writes_gzip_and_says_what_it_cost(files: Files) -> None:
    new = files.folder / "new.json.gz"
    result = files.run("repair", "--out", str(new), "--seconds", "30")
    assert result.exit_code == 0, result.output
    assert "Cost" in result.output
    repaired = json.loads(gzip.decompress(new.read_bytes()))
    assert len(repaired["groups"]) == len(files.solution["groups"])
