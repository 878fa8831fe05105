"""BSCQ: how sure a person is to resist in eight situations, each 0 to 100 percent.

The mean and the situations with the least confidence. It behaves as one dimension (abstract at
ifp.nyu.edu, n = 1384); the names of the situations were read at evolutionstreatment.com.
"""

from datetime import date

from stepdown.rules.instruments.core import Filled, Instrument, Reading, numbered


def _measure(filled: Filled) -> Reading:
    points = filled.points
    least = min(points.values())
    return Reading(
        findings={
            "mean": sum(points.values()) / len(points),
            "lowest": [int(key) for key, value in points.items() if value == least],
        }
    )


BSCQ = Instrument(
    key="bscq",
    version="1",
    title="BSCQ",
    recall="now",
    items=numbered(
        tuple(range(101)),
        "Unpleasant emotions",
        "Physical discomfort",
        "Pleasant emotions",
        "Testing own control",
        "Urges and cravings",
        "Conflict with others",
        "Pressure to use",
        "Pleasant times together",
    ),
    source="Abstract at ifp.nyu.edu; evolutionstreatment.com",
    author="Breslin, Sobell, Sobell and Agrawal, 2000",
    license="Believed to be free (not confirmed)",
    review_on=date(2027, 11, 1),
    has_total=False,
    measure=_measure,
)
