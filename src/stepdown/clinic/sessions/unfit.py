"""What a safety step asks when somebody comes who is not fit for a group: `unfit.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NOT_YET, HOME = "not_yet", "home"


@dataclass(frozen=True)
class Choice:
    """One answer. `needs_medical`: who shows it is seen first; `sends_away`: nobody medical is
    asked."""

    key: str
    words: str
    needs_medical: bool = False
    sends_away: bool = False


@dataclass(frozen=True)
class UnfitQuestions:
    version: str
    seen: dict[str, Choice]
    decisions: dict[str, Choice]
    rides: dict[str, Choice]


@cache
def unfit_questions() -> UnfitQuestions:
    data = tomllib.loads((files(__package__) / "unfit.toml").read_text(encoding="utf-8"))
    seen, decisions, rides = (
        {row["key"]: Choice(**row) for row in data[name]} for name in ("seen", "decision", "ride")
    )
    return UnfitQuestions(data["version"], seen, decisions, rides)
