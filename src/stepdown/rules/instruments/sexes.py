"""Where a published limit differs by sex: unknown or other gets the lower one.

Clinic's correction 16 (unknown or other: the lower cut-off, so that nobody is missed).
"""

from stepdown.rules.instruments.core import Context


def is_male(context: Context) -> bool:
    """`context["sex"]` as recorded at birth: "M", "F" or anything else for not known."""
    return str(context.get("sex") or "").strip().casefold() in {"m", "male"}
