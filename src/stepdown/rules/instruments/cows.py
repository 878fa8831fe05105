"""COWS: how severe opioid withdrawal is now, rated by a clinician.

Each item has its own set of values with gaps (WorldVistA VistA-M, mental health definitions);
a value in a gap is refused. LOINC codes were not found and stay empty.
"""

from datetime import date

from stepdown.rules.instruments.core import Band, BandTable, Instrument, Item

_BANDS = BandTable(
    name="band",
    version="1",
    source="Four public definitions agree: 5-12, 13-24, 25-36, above 36; below 5 none",
    confirmed=True,
    bands=(
        Band(0, "none"),
        Band(5, "mild"),
        Band(13, "moderate"),
        Band(25, "moderately severe"),
        Band(37, "severe"),
    ),
)

COWS = Instrument(
    key="cows",
    version="1",
    title="COWS",
    recall="now, and the last 30 minutes",
    items=(
        Item("1", "Resting pulse", (0, 1, 2, 4)),
        Item("2", "Sweating lately", (0, 1, 2, 3, 4)),
        Item("3", "Restless, cannot sit", (0, 1, 3, 5)),
        Item("4", "Pupil size", (0, 1, 2, 5)),
        Item("5", "Bone, joint aches", (0, 1, 2, 4)),
        Item("6", "Nose, eyes running", (0, 1, 2, 4)),
        Item("7", "Stomach, bowels", (0, 1, 2, 3, 5)),
        Item("8", "Tremor of hands", (0, 1, 2, 4)),
        Item("9", "Yawning now", (0, 1, 2, 4)),
        Item("10", "Anxiety, irritability", (0, 1, 2, 4)),
        Item("11", "Skin, gooseflesh", (0, 3, 5)),
    ),
    band_tables=(_BANDS,),
    is_rated=True,
    source="WorldVistA VistA-M mental health definitions",
    author="Wesson and Ling, 2003",
    license="The form is believed to allow copying for clinical use (not confirmed)",
    review_on=date(2027, 11, 1),
)
