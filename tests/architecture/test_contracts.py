"""The import contracts name what is there, so that nothing escapes them."""

import tomllib

from tests.architecture.house import HOUSE, SOURCE

CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}
INSIDE_AN_AREA = "Inside an area: operations over queries over models"
AREAS_ORDERED = "Clinic areas are ordered"


def areas() -> set[str]:
    return {folder.parent.name for folder in (SOURCE / "clinic").glob("*/__init__.py")}


def test_every_area_keeps_operations_over_queries_over_models() -> None:
    assert {f"stepdown.clinic.{area}" for area in areas()} == set(
        CONTRACTS[INSIDE_AN_AREA]["containers"]
    )


def test_every_area_has_its_place_in_the_order() -> None:
    assert areas() <= {layer.strip("()") for layer in CONTRACTS[AREAS_ORDERED]["layers"]}


def test_no_area_is_empty() -> None:
    assert [area for area in sorted(areas()) if not _has_models(area)] == []


def _has_models(area: str) -> bool:
    folder = SOURCE / "clinic" / area
    return (folder / "models.py").exists() or (folder / "models").is_dir()


def test_no_contract_has_an_exception() -> None:
    assert [name for name, each in CONTRACTS.items() if "ignore_imports" in each] == []
