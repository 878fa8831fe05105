"""When a sample counts, what a result says, and who may be there when it is given."""

from decimal import Decimal

import pytest

from stepdown.rules.drug_tests import (
    Finding,
    Gender,
    Measured,
    Outcome,
    Reading,
    Readings,
    Taken,
    checked_validity,
    default_panel,
    may_collect,
    read_test,
    validity_rules,
)

PANEL = default_panel()
FINE = checked_validity(Readings(creatinine=Decimal(90), gravity=Decimal("1.0150")))


def findings(**values: str | int | bool) -> set[Finding]:
    exact = {
        key: Decimal(value) if isinstance(value, str) else value for key, value in values.items()
    }
    return set(checked_validity(Readings(**exact)).findings)  # type: ignore[arg-type] # decimals


@pytest.mark.parametrize(
    ("creatinine", "gravity", "expected"),
    [
        ("1.9", "1.0010", {Finding.SUBSTITUTED}),
        ("1.9", "1.0011", {Finding.INCONSISTENT}),
        ("1.9", "1.0199", {Finding.INCONSISTENT}),
        ("1.9", "1.0200", {Finding.SUBSTITUTED}),
        ("2.0", "1.0010", {Finding.INCONSISTENT}),
        ("2.0", "1.0011", {Finding.DILUTE}),
        ("19.9", "1.0029", {Finding.DILUTE}),
        ("19.9", "1.0030", set()),
        ("20", "1.0029", set()),
        ("20", "1.0200", set()),
    ],
)
def test_creatinine_and_gravity_at_their_boundaries(
    creatinine: str, gravity: str, expected: set[Finding]
) -> None:
    assert findings(creatinine=creatinine, gravity=gravity) == expected


@pytest.mark.parametrize(
    ("ph", "expected"),
    [
        ("2.9", {Finding.ADULTERATED}),
        ("3.0", {Finding.UNUSUAL_PH}),
        ("4.4", {Finding.UNUSUAL_PH}),
        ("4.5", set()),
        ("8.0", set()),
        ("8.1", {Finding.UNUSUAL_PH}),
        ("10.9", {Finding.UNUSUAL_PH}),
        ("11.0", {Finding.ADULTERATED}),
    ],
)
def test_ph_at_its_boundaries(ph: str, expected: set[Finding]) -> None:
    assert findings(ph=ph) == expected


@pytest.mark.parametrize(
    ("temperature", "minutes", "expected"),
    [
        ("89.9", 4, {Finding.TEMPERATURE}),
        ("90", 4, set()),
        ("100", 0, set()),
        ("100.1", 0, {Finding.TEMPERATURE}),
        ("85", 5, {Finding.READ_LATE}),
    ],
)
def test_warmth_counts_only_when_it_was_read_in_time(
    temperature: str, minutes: int, expected: set[Finding]
) -> None:
    assert findings(temperature=temperature, temperature_minutes=minutes) == expected


def test_nitrite_and_foreign_substances() -> None:
    assert findings(nitrite="499.9") == set()
    assert findings(nitrite="500") == {Finding.ADULTERATED}
    assert findings(has_foreign_substance=True) == {Finding.ADULTERATED}


def test_one_measure_of_strength_alone_says_nothing() -> None:
    assert findings(creatinine="1") == findings(gravity="1.0005") == set()


def test_it_is_said_whether_strength_was_measured() -> None:
    assert FINE.is_measured
    assert not checked_validity(Readings(creatinine=Decimal(90))).is_measured


def test_a_thinned_sample_still_counts() -> None:
    assert checked_validity(Readings(creatinine=Decimal(5), gravity=Decimal("1.002"))).is_valid
    assert not checked_validity(Readings(ph=Decimal(12))).is_valid


def test_figures_that_were_not_confirmed_say_so() -> None:
    assert not validity_rules().ph_adulterated_below.confirmed
    assert validity_rules().creatinine_dilute_below.confirmed


def taken(key: str, *, as_prescribed: bool = True) -> Taken:
    medicine = PANEL.medicine(key)
    assert medicine is not None
    return Taken(medicine, as_prescribed)


def read(
    screen: dict[str, bool],
    laboratory: dict[str, tuple[str, str]] | None = None,
    *medicines: Taken,
    is_agreed: bool = False,
) -> Reading:
    levels = {
        key: Measured(Decimal(level), Decimal(cut_off))
        for key, (level, cut_off) in (laboratory or {}).items()
    }
    return read_test(
        PANEL,
        validity=FINE,
        screen=screen,
        laboratory=levels,
        taken=medicines,
        is_agreed=is_agreed,
    )


def test_nothing_found_and_nothing_missed_is_as_expected() -> None:
    assert read({"cocaine": False, "fentanyl": False}).outcome is Outcome.EXPECTED


def test_a_quick_test_alone_is_never_unexpected() -> None:
    reading = read({"cocaine": True})
    assert reading.outcome is Outcome.PENDING
    assert not reading.outcome.may_have_consequences


def test_a_laboratory_confirms_from_its_own_cut_off_on() -> None:
    def outcome(level: str) -> Outcome:
        return read({"cocaine": True}, {"benzoylecgonine": (level, "100")}).outcome

    assert outcome("99.9") is Outcome.EXPECTED
    assert outcome("100") is Outcome.UNEXPECTED
    assert Outcome.UNEXPECTED.may_have_consequences


def test_what_the_person_says_too_is_confirmed() -> None:
    assert read({"cocaine": True}, is_agreed=True).outcome is Outcome.UNEXPECTED


def test_a_prescribed_medicine_explains_what_is_found() -> None:
    reading = read({"oxycodone": True}, None, taken("oxycodone"))
    assert reading.outcome is Outcome.EXPECTED
    assert reading.lines[0].words == "Found, from Oxycodone"


def test_a_medicine_explains_only_what_it_shows_as() -> None:
    levels = {"amphetamine": ("900", "250"), "methamphetamine": ("900", "250")}
    assert read({"amphetamines": True}, None, taken("amphetamine")).outcome is Outcome.EXPECTED
    reading = read({"amphetamines": True}, levels, taken("amphetamine"))
    assert reading.outcome is Outcome.UNEXPECTED


def test_prescribed_buprenorphine_is_missed_where_it_is_taken_and_not_found() -> None:
    screen, levels = {"buprenorphine": False}, {"buprenorphine": ("0", "5")}
    assert read(screen, None, taken("buprenorphine")).outcome is Outcome.PENDING
    reading = read(screen, levels, taken("buprenorphine"))
    assert reading.outcome is Outcome.UNEXPECTED
    assert reading.lines[0].words == "Not found, though it is prescribed"
    otherwise = taken("buprenorphine", as_prescribed=False)
    assert read(screen, levels, otherwise).outcome is Outcome.EXPECTED


def test_a_long_tail_is_said_beside_the_finding() -> None:
    assert "not proof of new use" in read({"fentanyl": True}).lines[0].caution
    assert read({"fentanyl": False}).lines[0].caution == ""


def test_a_sample_that_does_not_count_says_nothing_either_way() -> None:
    spoiled = checked_validity(Readings(ph=Decimal(12)))
    for level in ("0", "900"):
        reading = read_test(
            PANEL,
            validity=spoiled,
            screen={"cocaine": True},
            laboratory={"benzoylecgonine": Measured(Decimal(level), Decimal(100))},
            taken=(),
        )
        assert reading.outcome is Outcome.INVALID


def test_without_results_a_test_is_pending() -> None:
    assert read({}).outcome is Outcome.PENDING


def test_every_medicine_shows_as_drugs_of_the_panel() -> None:
    drugs = {drug.key for group in PANEL.groups for drug in group.drugs}
    groups = {group.key for group in PANEL.groups}
    for medicine in PANEL.medicines:
        assert medicine.shows_as <= drugs
        assert medicine.must_show in groups | {""}


@pytest.mark.parametrize(
    ("is_observed", "is_accepted", "person", "collector", "allowed"),
    [
        (False, True, None, None, True),
        (False, False, None, None, False),
        (True, True, Gender.WOMAN, Gender.WOMAN, True),
        (True, True, Gender.WOMAN, Gender.MAN, False),
        (True, False, Gender.MAN, Gender.MAN, False),
        (True, True, Gender.ANOTHER, Gender.WOMAN, True),
        (True, True, None, Gender.MAN, False),
    ],
)
def test_who_may_be_there(
    is_observed: bool,
    is_accepted: bool,
    person: Gender | None,
    collector: Gender | None,
    allowed: bool,
) -> None:
    found = may_collect(
        is_observed=is_observed, is_accepted=is_accepted, person=person, collector=collector
    )
    assert found is allowed
