"""The product's settings, with one address and one folder of templates more."""

from pathlib import Path

from stepdown.config.settings import *  # noqa: F403 - the same settings are the point
from stepdown.config.settings import TEMPLATES

ROOT_URLCONF = "benchmarks.plain.urls"
TEMPLATES[0]["DIRS"] = [str(Path(__file__).parent / "templates")]
