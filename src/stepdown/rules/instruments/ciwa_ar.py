"""CIWA-Ar: how severe alcohol withdrawal is now, rated by a clinician.

Items and value sets agree in two public instrument definitions (WorldVistA VistA-M, mental
health globals; CamCOPS 2.4.24). Someone who cannot talk cannot be scored. LOINC codes were not
found and stay empty.
"""

from datetime import date

from stepdown.rules.instruments.core import Band, BandTable, Instrument, Item

_0_TO_7 = tuple(range(8))

_CLASSIC = BandTable(
    name="classic",
    version="1",
    source="CamCOPS 2.4.24, CIWA-Ar task: below 8, 8-14, 15 and more",
    confirmed=True,
    bands=(Band(0, "mild"), Band(8, "moderate"), Band(15, "severe")),
)
_ASAM = BandTable(
    name="asam",
    version="1",
    source="ASAM alcohol withdrawal guideline, 2020: below 10, 10-18, 19 and more (not re-read)",
    confirmed=False,
    bands=(Band(0, "mild"), Band(10, "moderate"), Band(19, "severe")),
)
_TEACHING = BandTable(
    name="teaching",
    version="1",
    source="Teaching material: below 10, 10-15, above 15 (seen once in a public repository)",
    confirmed=False,
    bands=(Band(0, "mild"), Band(10, "moderate"), Band(16, "severe")),
)

CIWA_AR = Instrument(
    key="ciwa-ar",
    version="1",
    title="CIWA-Ar",
    recall="now",
    items=(
        Item("1", "Nausea, vomiting", _0_TO_7),
        Item("2", "Shaking hands", _0_TO_7),
        Item("3", "Sweating now", _0_TO_7),
        Item("4", "Anxiety level", _0_TO_7),
        Item("5", "Agitation level", _0_TO_7),
        Item("6", "Skin sensations", _0_TO_7),
        Item("7", "Hearing disturbances", _0_TO_7),
        Item("8", "Seeing disturbances", _0_TO_7),
        Item("9", "Head discomfort", _0_TO_7),
        Item("10", "Knowing where, when", tuple(range(5))),
    ),
    band_tables=(_CLASSIC, _ASAM, _TEACHING),
    is_rated=True,
    source="WorldVistA VistA-M mental health definitions; CamCOPS 2.4.24",
    author="Sullivan and others, 1989",
    license="The form is believed to be free of copyright (not confirmed)",
    review_on=date(2027, 11, 1),
)
