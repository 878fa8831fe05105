"""Writes docs/rules from the examples that prove the rules, and from the rules' own data."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from stepdown.rules.placement import Outcome, Rule, default_rule_set, life_areas
from stepdown.rules.placement.levels import levels
from tests.spec.test_placement_spec import EXAMPLES
from tests.spec.test_step_down_spec import TABLE

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
NOTE = """Written by `make fix` from the tests in `tests/spec` and the data beside the rules; change
those, not this page. These rules are our own, from public sources. They are advice: a clinician
decides and signs. Each clinic edits the numbers and a medical professional approves them.
"""
THEN = {
    Outcome.EMERGENCY: "emergency evaluation now",
    Outcome.DETOX_FIRST: "medical withdrawal care first",
    Outcome.MEDICAL_TODAY: "a medical professional today",
    Outcome.CANNOT_ADVISE_YET: "no advice yet",
    Outcome.OTHER_LEVEL: "another kind of care",
    Outcome.IOP: "intensive outpatient care",
}


def placement_page() -> str:
    rules = default_rule_set()
    parts = [
        f"# Placement advice\n\n{NOTE}\nRule set {rules.version}.\n",
        "## How it is decided\n\n",
        "Emergency comes before withdrawal care, that before a medical look today. Only where none"
        " of these\nholds and every fact is known is a level advised. A missing fact is never taken"
        " for a good one.\n\n",
        "## By example\n\n",
        *_table(
            ("Given somebody ready for this program, but with", "Then", "Rules", "Detox need"),
            _examples(),
        ),
        "\n## Every rule\n\n",
        *_table(("Rule", "Then", "Numbers", "Source", "Confirmed"), map(_rule, rules.rules)),
        "\n## Every number\n\n",
        *_numbers(),
        *_areas_and_levels(),
    ]
    return "".join(parts)


def _numbers() -> Iterator[str]:
    rows = (
        (
            one.id,
            f"{one.value:g} {one.unit}",
            f"{one.lowest:g} to {one.highest:g}",
            one.source,
            _yes(one.confirmed),
        )
        for one in default_rule_set().thresholds.values()
    )
    return _table(("Number", "Value", "A clinic may set", "Source", "Confirmed"), rows)


def _areas_and_levels() -> Iterator[str]:
    areas = life_areas()
    yield f"\n## Six life areas, version {areas.version}\n\n"
    yield "Rated 0 to 4 by the assessor before the advice is shown. Never added up.\n\n"
    yield from _table(
        ("Area", "0", "1", "2", "3", "4"),
        ((f"{one.label}: {one.about}", *one.degrees) for one in areas.areas),
    )
    yield "\n## Levels\n\nA code means nothing without its edition. Names are ours.\n\n"
    yield from _table(
        ("Code", "Edition", "Name", "Hours a week", "Adolescents", "Source"),
        (
            (one.code, one.edition, one.name, one.hours, one.adolescent_hours, one.source)
            for one in levels()
        ),
    )


def _examples() -> Iterator[tuple[str, ...]]:
    for one in EXAMPLES:
        yield one.given, THEN[one.then], ", ".join(one.rules), _yes(one.detox_need)


def _rule(rule: Rule) -> tuple[str, ...]:
    then = THEN[rule.outcome] if rule.outcome else "a note, whatever is advised"
    if rule.detox_need:
        then += "; opens a detox need"
    if rule.handled_here:
        then += ", which can also be handled here"
    codes = ", ".join(f"{code} ({edition})" for edition, code in rule.level.items())
    if codes:
        then += f": {codes}"
    return rule.id, then, ", ".join(rule.thresholds), rule.source, _yes(rule.confirmed)


def step_down_page() -> str:
    head, *rows = TABLE.strip().splitlines()
    columns = [*_cells(head)]
    return "".join(
        [
            f"# Step-down advice\n\n{NOTE}\n",
            "came/of: sessions attended of those expected in the last four weeks; first and latest"
            " are PHQ-9 totals;\nlow: weeks running below the planned hours. A question mark is not"
            " known.\n\n",
            *_table(columns, (tuple(_cells(row)) for row in rows)),
        ]
    )


def _cells(line: str) -> Iterator[str]:
    given, when, then, still_open = (part.strip() for part in line.split("|"))
    yield from (given, *when.split(), then, still_open)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    head = list(head)
    yield f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {"placement.md": placement_page(), "step-down.md": step_down_page()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
