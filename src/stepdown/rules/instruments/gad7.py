"""GAD-7: anxiety over two weeks.

Value sets and bands: CamCOPS 2.4.24. LOINC items and total: HL7 PHR implementation guide.
"""

from datetime import date

from stepdown.rules.instruments.core import Band, BandTable, Instrument, Item

_DAYS = (0, 1, 2, 3)

_BANDS = BandTable(
    name="band",
    version="1",
    source="CamCOPS 2.4.24, GAD-7 task: below 5, 5-9, 10-14, 15 and more",
    confirmed=True,
    bands=(Band(0, "minimal"), Band(5, "mild"), Band(10, "moderate"), Band(15, "severe")),
)

GAD7 = Instrument(
    key="gad-7",
    version="1",
    title="GAD-7",
    recall="the last 2 weeks",
    items=(
        Item("1", "Nerves, tension", _DAYS, "69725-0"),
        Item("2", "Worry without end", _DAYS, "68509-9"),
        Item("3", "Worry over much", _DAYS, "69733-4"),
        Item("4", "Hard to unwind", _DAYS, "69734-2"),
        Item("5", "Unable to rest", _DAYS, "69735-9"),
        Item("6", "Short temper", _DAYS, "69689-8"),
        Item("7", "Sense of dread", _DAYS, "69736-7"),
    ),
    band_tables=(_BANDS,),
    source="CamCOPS 2.4.24; HL7 PHR implementation guide",
    author="Spitzer, Kroenke, Williams and Löwe, 2006",
    license="Owner is believed to ask for no permission to reproduce (not confirmed)",
    review_on=date(2027, 11, 1),
    total_loinc="70274-6",
)
