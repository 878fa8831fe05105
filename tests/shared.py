"""Where reference material beside the checkout lies; the only place that names it."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared_file(relative: str) -> Path:
    """Return the path of one reference file; skips the test by name where it is absent."""
    path = _FOLDER / relative
    if not path.exists():
        pytest.skip(f"reference material absent: {relative}")
    return path
