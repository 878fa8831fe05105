"""What people and programs put into forms that was not meant, by what it is."""

from tests.sweep.pages import Field

SCRIPT = "<script>alert('in')</script>"
IMAGE = "\"><img src=x onerror=alert('in')>"
ODD = {
    "empty": "",
    "blanks": "   ",
    "wrong type": "seven",
    "too long": "x" * 10_000,
    "emoji": "👩‍⚕️🫶🏽 zwei",
    "right to left": "\u202eשלום عليكم\u202c",  # noqa: RUF001 - meant
    "control characters": "a\x07b\x1b[31m",
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "markup": SCRIPT,
    "broken markup": IMAGE,
    "template": "{{ 7|add:7 }} {% now 'Y' %}",
    "SQL": "x'); DROP TABLE people_patient; --",
    "path": "../../../etc/passwd",
    "year 1800": "1800-01-01",
    "year 2300": "2300-12-31",
    "leap day": "2028-02-29",
    "no leap day": "2027-02-29",
    "year 0": "0000-00-00",
    "the hour that is skipped": "2027-03-14T02:30",
    "the hour that comes twice": "2026-11-01T01:30",
    "half past two": "02:30",
    "hour 25": "25:61",
    "negative": "-1",
    "huge": "99999999999999999999",
    "tiny": "1e-400",
    "infinite": "1e999",
    "not a number": "NaN",
    "fraction": "3.14159",
    "other digits": "१२३",
}
FOR_CHOICES = ("empty", "wrong type", "NUL", "huge", "markup")
DATES = ("year 1800", "year 2300", "leap day", "no leap day", "year 0")
CLOCKS = ("the hour that is skipped", "the hour that comes twice", "half past two", "hour 25")
NUMBERS = ("negative", "huge", "tiny", "infinite", "not a number", "fraction", "other digits")
LETTERS = tuple(name for name in ODD if name not in {*DATES, *CLOCKS, *NUMBERS})
BY_KIND = {"date": DATES, "time": CLOCKS, "datetime-local": (*DATES, *CLOCKS)}


def odd_values(one: Field) -> dict[str, str]:
    """The values that mean something to this kind of field."""
    if one.choices or one.kind in {"checkbox", "hidden"}:
        names: tuple[str, ...] = FOR_CHOICES
    elif one.kind in BY_KIND:
        names = ("empty", "wrong type", "NUL", "markup", "too long", "emoji", *BY_KIND[one.kind])
    elif one.mode in {"numeric", "decimal"}:
        names = ("empty", "wrong type", "NUL", "markup", "too long", "emoji", *NUMBERS)
    else:
        names = (*LETTERS, "leap day", "huge")
    return {name: ODD[name] for name in names}


def fitting(one: Field) -> str:
    """A value that the field is likely to take."""
    if one.choices:
        return next((choice for choice in one.choices if choice), "")
    if one.value or one.kind == "hidden":
        return one.value
    by_kind = {"date": "2026-11-23", "time": "18:00", "email": "someone@example.org"}
    if one.mode in {"numeric", "decimal"}:
        return "5"
    return by_kind.get(one.kind, "Words of 3 kinds")
