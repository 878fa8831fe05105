"""The lock files hold what pyproject.toml asks for, each with its hashes."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.house import HOUSE

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
DECLARED = tomllib.loads((HOUSE / "pyproject.toml").read_text())
GROUPS = DECLARED["dependency-groups"]
NEEDED = {
    "requirements.lock": [*DECLARED["project"]["dependencies"], *GROUPS["build"]],
    "requirements-dev.lock": [
        *DECLARED["project"]["dependencies"],
        *GROUPS["build"],
        *(each for each in GROUPS["dev"] if isinstance(each, str)),
    ],
}


def pins(lock: str) -> dict[str, set[Version]]:
    """Versions by name; a universal lock may hold several, by platform."""
    found: dict[str, set[Version]] = {}
    for name, version in PINNED.findall((HOUSE / lock).read_text()):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


@pytest.mark.parametrize("lock", NEEDED)
def test_every_declared_dependency_is_locked_in_its_range(lock: str) -> None:
    locked = pins(lock)
    wrong = [
        text
        for text in NEEDED[lock]
        for asked in [Requirement(text)]
        if not any(
            asked.specifier.contains(v) for v in locked.get(canonicalize_name(asked.name), ())
        )
    ]
    assert wrong == [], "type: make lock"


def test_serving_and_developing_use_the_same_versions() -> None:
    developing = pins("requirements-dev.lock")
    assert {
        name: versions
        for name, versions in pins("requirements.lock").items()
        if versions != developing.get(name)
    } == {}


@pytest.mark.parametrize("lock", NEEDED)
def test_every_locked_version_has_hashes_and_no_address(lock: str) -> None:
    text = (HOUSE / lock).read_text()
    blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if block]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert "--index" not in text


def test_every_dependency_is_explained_where_it_is_declared() -> None:
    lines = (HOUSE / "pyproject.toml").read_text().splitlines()
    unexplained = [
        text
        for text in NEEDED["requirements-dev.lock"]
        if not any(f'"{text}"' in line and "#" in line for line in lines)
    ]
    assert unexplained == []
