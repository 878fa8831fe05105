"""FHIR dates: a year, a month, a day or a time (hl7.org/fhir/R4/datatypes#dateTime)."""

import re
from calendar import monthrange
from datetime import date

from stepdown.clinic.chart.arrivals import ArrivedDate, Precision

_SHAPE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(?P<time>T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d{1,9})?)?"
    r"(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?)?)?",
    re.ASCII,
)


def date_in(written: str) -> ArrivedDate | None:
    """The date ``written`` means, with its precision; None if it is no date of the calendar."""
    shape = _SHAPE.fullmatch(written)
    if shape is None:
        return None
    year, month, day = (int(part) if part else None for part in shape.group("year", "month", "day"))
    try:
        first_on, last_on = _span(year or 0, month, day)
    except ValueError:
        return None
    return ArrivedDate(written, _precision(month, day, shape.group("time")), first_on, last_on)


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    first_on = date(year, month, day or 1)
    last_day = day or monthrange(year, month)[1]
    return first_on, date(year, month, last_day)


def _precision(month: int | None, day: int | None, time: str | None) -> Precision:
    if month is None:
        return Precision.YEAR
    if day is None:
        return Precision.MONTH
    return Precision.TIME if time else Precision.DAY
