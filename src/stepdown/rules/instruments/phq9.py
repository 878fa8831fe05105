"""PHQ-9: depression over two weeks, with its first two items (PHQ-2) read apart.

Value sets, bands and algorithm: CamCOPS 2.4.24. LOINC: the R4 Questionnaire of the National
Library of Medicine. Item 9 at 1 or more is a safety event in the same contact whatever the
total is, so the score carries the flag "safety".
"""

from datetime import date

from stepdown.rules.instruments.core import (
    Answers,
    Band,
    BandTable,
    Context,
    Instrument,
    Item,
    Reading,
)

_DAYS = (0, 1, 2, 3)
_PHQ2_POSITIVE_FROM = 3  # the usual cut-off of the PHQ-2; not re-read in its source

_BANDS = BandTable(
    name="band",
    version="1",
    source="CamCOPS 2.4.24, PHQ-9 task: 0-4, 5-9, 10-14, 15-19, 20-27",
    confirmed=True,
    bands=(
        Band(0, "minimal"),
        Band(5, "mild"),
        Band(10, "moderate"),
        Band(15, "moderately severe"),
        Band(20, "severe"),
    ),
)


def _measure(answers: Answers, context: Context) -> Reading:
    phq2 = answers["1"] + answers["2"]
    asks_for_safety = answers["9"] >= 1
    return Reading(
        total=sum(answers.values()),
        subscales={"phq2": phq2},
        findings={
            "phq2_pos": phq2 >= _PHQ2_POSITIVE_FROM,
            "item9_flag": asks_for_safety,
            "mdd_algorithm": _meets_major_algorithm(answers),
        },
        flags=("safety",) if asks_for_safety else (),
    )


def _meets_major_algorithm(answers: Answers) -> bool:
    # Five or more items on more than half the days, item 9 already at its first step,
    # with item 1 or 2 among them.
    present = {key for key, value in answers.items() if value >= (1 if key == "9" else 2)}
    return len(present) >= 5 and bool(present & {"1", "2"})


PHQ9 = Instrument(
    key="phq-9",
    version="1",
    title="PHQ-9",
    recall="the last 2 weeks",
    items=(
        Item("1", "Loss of interest", _DAYS, "44250-9"),
        Item("2", "Low mood", _DAYS, "44255-8"),
        Item("3", "Sleep", _DAYS, "44259-0"),
        Item("4", "Low energy", _DAYS, "44254-1"),
        Item("5", "Appetite", _DAYS, "44251-7"),
        Item("6", "Self-worth", _DAYS, "44258-2"),
        Item("7", "Concentration", _DAYS, "44252-5"),
        Item("8", "Slowed or restless", _DAYS, "44253-3"),
        Item("9", "Self-harm thoughts", _DAYS, "44260-8"),
    ),
    band_tables=(_BANDS,),
    source="CamCOPS 2.4.24; National Library of Medicine R4 Questionnaire; WorldVistA VistA-M",
    license="Owner is believed to ask for no permission to reproduce (not confirmed)",
    review_on=date(2027, 11, 1),
    panel_loinc="44249-1",
    total_loinc="44261-6",
    measure=_measure,
)
