"""The one way to score: check every answer, let the instrument measure, read the bands."""

from collections.abc import Mapping, Sequence

from stepdown.rules.instruments.core import (
    Answers,
    BandTable,
    Context,
    Instrument,
    Item,
    Reading,
    Score,
)


class UnableToScore(Exception):
    """The answers cannot be scored as they stand; the message says what to correct."""


def score_with(instrument: Instrument, answers: object, context: Context) -> Score:
    """Score `answers` with `instrument`; raises `UnableToScore` and never guesses a value."""
    if instrument.accepts_total and not isinstance(answers, Mapping | Sequence):
        checked: Answers = {}
        reading = Reading(total=_checked_total(instrument, answers))
    else:
        checked = _checked_answers(instrument, answers)
        reading = instrument.measure(checked, context)
    return Score(
        instrument_key=instrument.key,
        instrument_version=instrument.version,
        answers=checked,
        total=reading.total,
        subscales=reading.subscales,
        bands={table.name: table.band_for(reading.total) for table in instrument.band_tables},
        band_versions={table.name: table.version for table in instrument.band_tables},
        cautious_band=_cautious_band(instrument.band_tables, reading.total),
        findings=reading.findings,
        flags=reading.flags,
    )


def _cautious_band(tables: tuple[BandTable, ...], total: float) -> str | None:
    # Where published tables disagree, the more cautious decides. Tables of one instrument
    # therefore share the same names for the same ranks.
    if not tables:
        return None
    return max(tables, key=lambda table: table.rank(total)).band_for(total)


def _checked_answers(instrument: Instrument, answers: object) -> Answers:
    by_key = _by_key(instrument, answers)
    return {
        item.key: _checked_value(instrument, item, by_key[item.key]) for item in instrument.items
    }


def _by_key(instrument: Instrument, answers: object) -> Mapping[object, object]:
    keys = [item.key for item in instrument.items]
    if isinstance(answers, Mapping):
        _refuse_other_keys(instrument, keys, answers)
        return answers
    if isinstance(answers, Sequence) and not isinstance(answers, str | bytes):
        if len(answers) != len(keys):
            raise UnableToScore(
                f"{instrument.title} has {len(keys)} items, but {len(answers)} answers were given."
            )
        return dict(zip(keys, answers, strict=True))
    raise UnableToScore(f"Give the answers to {instrument.title} as a list or by item number.")


def _refuse_other_keys(
    instrument: Instrument, keys: list[str], answers: Mapping[object, object]
) -> None:
    missing = [key for key in keys if key not in answers]
    if missing:
        raise UnableToScore(f"{instrument.title} has no answer for item {', '.join(missing)}.")
    unknown = [str(key) for key in answers if key not in keys]
    if unknown:
        raise UnableToScore(f"{instrument.title} has no item {', '.join(unknown)}.")


def _checked_value(instrument: Instrument, item: Item, value: object) -> int:
    if value is None:
        raise UnableToScore(f"{instrument.title} has no answer for item {item.key}.")
    # bool is an int in Python; a ticked box is not a rating.
    if type(value) is int and value in item.allowed:
        return value
    allowed = ", ".join(str(number) for number in item.allowed)
    raise UnableToScore(
        f"{instrument.title}, item {item.key} ({item.label}): {_shown(value)} is not allowed. "
        f"Choose one of {allowed}."
    )


def _checked_total(instrument: Instrument, value: object) -> int:
    if type(value) is int and 0 <= value <= instrument.highest_total:
        return value
    raise UnableToScore(
        f"{instrument.title}: {_shown(value)} is not a count from 0 to {instrument.highest_total}."
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
