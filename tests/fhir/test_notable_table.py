"""The table of codes that point items out names its source in every row."""

import tomllib
from importlib.resources import files

from stepdown.fhir.notable import notable_rows


def test_every_row_names_its_source_and_can_match() -> None:
    for row in notable_rows():
        assert len(row.source) > 20
        assert row.kinds
        assert row.codes or row.pattern or row.words
        assert bool(row.codes or row.pattern) <= bool(row.system)


def test_the_table_has_a_version() -> None:
    text = files("stepdown.fhir").joinpath("notable.toml").read_text("utf-8")
    assert tomllib.loads(text)["version"] == "2026-11-1"
