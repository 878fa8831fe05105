"""What a person told about their use, as it is asked, signed and read back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from stepdown.rules.placement import Substance, SubstanceUse

MOST_SUBSTANCES = 12


class Frequency(StrEnum):
    """How often a substance was used in the last 30 days of use."""

    DAILY = "daily"
    MOST_DAYS = "most_days"
    WEEKLY = "weekly"
    LESS = "less"
    NOT_KNOWN = "not_known"

    @property
    def is_daily(self) -> bool | None:
        return None if self is Frequency.NOT_KNOWN else self is Frequency.DAILY


@dataclass(frozen=True, kw_only=True)
class UsedSubstance:
    """One line. None: not known. `is_stable_prescription`: see `rules.placement.SubstanceUse`."""

    substance: Substance
    frequency: Frequency
    last_use_at: datetime | None = None
    is_heavy: bool | None = None
    is_stable_prescription: bool | None = None
    name: str = ""
    route: str = ""
    amount: str = ""
    years: int | None = None

    def as_body(self) -> dict[str, Any]:
        last = self.last_use_at.isoformat() if self.last_use_at else None
        return {**asdict(self), "last_use_at": last}

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "UsedSubstance":
        last = body["last_use_at"]
        return cls(
            **{
                **body,
                "substance": Substance(body["substance"]),
                "frequency": Frequency(body["frequency"]),
                "last_use_at": datetime.fromisoformat(last) if last else None,
            }
        )

    def as_fact(self, now: datetime) -> SubstanceUse:
        hours = None
        if self.last_use_at is not None:
            hours = max((now - self.last_use_at).total_seconds() / 3600, 0)
        return SubstanceUse(
            substance=self.substance,
            last_use_hours_ago=hours,
            is_daily=self.frequency.is_daily,
            is_heavy=self.is_heavy,
            is_stable_prescription=self.is_stable_prescription,
        )


@dataclass(frozen=True, kw_only=True)
class UseHistory:
    """The whole history. No substances: nothing was used in the last 12 months. None: not known.

    `pawss_total`: 0 to 10, scored elsewhere or on paper (prediction of alcohol withdrawal).
    """

    substances: tuple[UsedSubstance, ...]
    had_withdrawal_seizure_or_delirium: bool | None = None
    pregnant: bool | None = None
    has_unstable_condition: bool | None = None
    has_safe_adult_at_home: bool | None = None
    opioid_medicine_planned: bool | None = None
    pawss_total: int | None = None
    past_withdrawal: str = ""
    longest_break: str = ""
    medicines: str = ""

    def as_body(self) -> dict[str, Any]:
        substances = [used.as_body() for used in self.substances]
        return {**asdict(self), "substances": substances}

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "UseHistory":
        substances = tuple(UsedSubstance.from_body(row) for row in body["substances"])
        return cls(**{**body, "substances": substances})
