"""The one way to score: check every answer, let the instrument measure, read the bands."""

from collections.abc import Mapping, Sequence
from typing import Any

from stepdown.rules.instruments.core import (
    BandTable,
    Context,
    Filled,
    Instrument,
    Item,
    Reading,
    Score,
    Subscale,
    UnableToScore,
    Unlisted,
    shown,
)


def score_with(instrument: Instrument, answers: object, context: Context) -> Score:
    """Score `answers` with `instrument`; raises `UnableToScore` and never guesses a value."""
    unlisted = _unlisted(instrument, answers, context)
    if unlisted is not None:
        return _score(instrument, unlisted.answers, {}, unlisted.reading)
    filled = _filled(instrument, answers, context)
    return _score(instrument, filled.answers, filled.subscales, instrument.measure(filled))


def _unlisted(instrument: Instrument, answers: object, context: Context) -> Unlisted | None:
    if instrument.take is not None:
        return instrument.take(answers, context)
    if instrument.accepts_total and not isinstance(answers, Mapping | Sequence):
        return Unlisted({}, Reading(total=_checked_total(instrument, answers)))
    return None


def _score(
    instrument: Instrument,
    answers: Mapping[str, Any],
    subscales: Mapping[str, float],
    reading: Reading,
) -> Score:
    banded = reading.total if reading.banded is None else reading.banded
    concern = instrument.concern(answers)
    tables = instrument.band_tables if reading.tables is None else reading.tables
    read = tables if banded is not None else ()
    return Score(
        instrument_key=instrument.key,
        instrument_version=instrument.version,
        answers=answers,
        total=reading.total if instrument.has_total else None,
        subscales={**subscales, **reading.subscales},
        bands={table.name: table.band_for(banded or 0) for table in read},
        band_versions={table.name: table.version for table in read},
        cautious_band=_cautious_band(read, banded or 0),
        findings=reading.findings,
        flags=(*(("safety",) if concern else ()), *reading.flags),
        concern=concern,
    )


def _cautious_band(tables: tuple[BandTable, ...], total: float) -> str | None:
    # Where published tables disagree, the more cautious decides. Tables of one instrument
    # therefore share the same names for the same ranks.
    if not tables:
        return None
    return max(tables, key=lambda table: table.rank(total)).band_for(total)


def _filled(instrument: Instrument, answers: object, context: Context) -> Filled:
    if isinstance(answers, Mapping) and instrument.prepare is not None:
        answers, context = instrument.prepare(answers, context)
    by_key = _by_key(instrument, answers)
    checked: dict[str, int] = {}
    points: dict[str, int] = {}
    for item in instrument.items:
        value = _checked_value(instrument, item, by_key.get(item.key))
        if value is not None:
            checked[item.key] = value
            if item.is_scored:
                points[item.key] = item.points_for(value)
    subscales = {scale.name: _read(scale, points) for scale in instrument.subscales}
    return Filled(checked, points, subscales, context)


def _read(scale: Subscale, points: Mapping[str, int]) -> float:
    total = sum(points[key] for key in scale.keys)
    return total / len(scale.keys) if scale.is_mean else total


def _by_key(instrument: Instrument, answers: object) -> Mapping[object, object]:
    if isinstance(answers, Mapping):
        _refuse_other_keys(instrument, answers)
        return answers
    if isinstance(answers, Sequence) and not isinstance(answers, str | bytes):
        keys = [item.key for item in instrument.items if item.is_listed]
        if len(answers) != len(keys):
            raise UnableToScore(
                f"{instrument.title} has {len(keys)} items, but {len(answers)} answers were given."
            )
        return dict(zip(keys, answers, strict=True))
    raise UnableToScore(f"Give the answers to {instrument.title} as a list or by item number.")


def _refuse_other_keys(instrument: Instrument, answers: Mapping[object, object]) -> None:
    required = [item.key for item in instrument.items if item.is_required]
    missing = [key for key in required if key not in answers]
    if missing:
        raise UnableToScore(f"{instrument.title} has no answer for item {', '.join(missing)}.")
    keys = {item.key for item in instrument.items}
    unknown = [shown(key).strip("'") for key in answers if key not in keys]
    if unknown:
        raise UnableToScore(f"{instrument.title} has no item {', '.join(unknown)}.")


def _checked_value(instrument: Instrument, item: Item, value: object) -> int | None:
    if value is None:
        if not item.is_required:
            return None
        raise UnableToScore(f"{instrument.title} has no answer for item {item.key}.")
    # bool is an int in Python; a ticked box is not a rating.
    if type(value) is int and value in item.allowed:
        return value
    raise UnableToScore(
        f"{instrument.title}, item {item.key} ({item.label}): {shown(value)} is not allowed. "
        f"{_choices(item)}"
    )


def _choices(item: Item) -> str:
    allowed = item.allowed
    if not allowed:
        return "Leave it empty."
    if len(allowed) > 11:
        return f"Give a whole number from {allowed[0]} to {allowed[-1]}."
    return f"Choose one of {', '.join(str(number) for number in allowed)}."


def _checked_total(instrument: Instrument, value: object) -> int:
    if type(value) is int and 0 <= value <= instrument.highest_total:
        return value
    raise UnableToScore(
        f"{instrument.title}: {shown(value)} is not a count from 0 to {instrument.highest_total}."
    )
