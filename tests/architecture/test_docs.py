"""What exists is documented, and what is documented exists."""

import re
from pathlib import Path

import pytest

from stepdown.commands.program import program
from tests.architecture.house import HOUSE, SOURCE, files_named, name_of
from tools import instrument_reference
from tools.command_reference import commands, reference

REFERENCE = HOUSE / "docs" / "reference"
SETTING = re.compile(r"\bSTEPDOWN_[A-Z_]+\b")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
DECISIONS = sorted((HOUSE / "docs" / "adr").glob("*.md"))


def settings_in(paths: list[Path]) -> set[str]:
    return {name for path in paths for name in SETTING.findall(path.read_text())}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    described = re.findall(
        r"^\| `(STEPDOWN_[A-Z_]+)`", (REFERENCE / "settings.md").read_text(), re.M
    )
    assert len(described) == len(set(described))
    assert set(described) == settings_in(files_named(".py", under=SOURCE))


def test_no_document_names_a_setting_that_does_not_exist() -> None:
    assert settings_in(files_named(".md")) <= settings_in(files_named(".py", under=SOURCE))


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert (REFERENCE / "commands.md").read_text() == reference(), "type: make fix"


def test_the_page_of_instruments_is_what_their_definitions_say() -> None:
    page = (REFERENCE / "instruments.md").read_text()
    assert page == instrument_reference.reference(), "type: make fix"


def test_every_command_explains_itself() -> None:
    silent = [each.command_path for each in commands(program, "stepdown") if not each.command.help]
    assert silent == []


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{name_of(path)}: {target}"
        for path in files_named(".md")
        for target in LINK.findall(path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_its_context_and_its_consequences(path: Path) -> None:
    text = path.read_text()
    assert re.match(r"# \d{4} ", text)
    assert text.split()[1] == path.stem[:4]
    for heading in ("## Why", "## Decision", "## Consequences"):
        assert heading in text, heading


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.stem[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
