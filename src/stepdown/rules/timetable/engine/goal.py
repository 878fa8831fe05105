"""What a model of a part of the week is for, and how CP-SAT then works best."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """What of the freed people's weeks counts, and the solver's parameters for it.

    `must_fill`: nobody freed may lack anything; that is decided, and nothing is weighed.
    `has_burden`: besides service, what a week costs those who live it, and balance.
    """

    must_fill: bool
    has_burden: bool
    parameters: str  # of CP-SAT, in its text format

    def reckon(self, service: int, burden: int) -> int:
        return service + burden * self.has_burden


QUICK = "cp_model_presolve: false linearization_level: 0"
FULL = Goal(
    True,
    False,
    f"{QUICK} cp_model_probing_level: 0 use_sat_inprocessing: false "
    "initial_polarity: POLARITY_RANDOM",  # a hint alone was sometimes a hundred times slower
)
SERVICE = Goal(False, False, QUICK)
COST = Goal(False, True, "linearization_level: 2")
