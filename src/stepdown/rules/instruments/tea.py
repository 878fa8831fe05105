"""TEA: four areas of life, each 1 to 10, told by the person; only the course counts."""

from datetime import date

from stepdown.rules.instruments.core import Instrument, numbered

TEA = Instrument(
    key="tea",
    version="1",
    title="TEA",
    recall="since care began, or since the last time",
    items=numbered(
        tuple(range(1, 11)),
        "Substance use",
        "Personal health",
        "Lifestyle, duties",
        "Part of community",
    ),
    source="PMC3621788",
    author="Ling and others, 2012",
    license="Published as free of cost (PMC3621788)",
    review_on=date(2027, 11, 1),
    note="No cut-offs: look at the course.",
)
