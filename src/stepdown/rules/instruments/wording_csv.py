"""Wording packs as CSV, the simple way: one row for each answer.

Columns: item, text, value, answer. A typed number has one row with neither value nor answer. An
instrument may be named in a column of that name, the words above the form in one called intro.
"""

import csv
import io

from stepdown.rules.instruments.wording import (
    OfferedChoice,
    OfferedPack,
    OfferedQuestion,
    UnableToUseWording,
)

_COLUMNS = ("item", "text", "value", "answer")
_MOST_ROWS = 5000
Row = dict[str, str]


def read_csv(raw: bytes) -> OfferedPack:
    """Raises UnableToUseWording for what is no such table."""
    rows = _rows(raw)
    questions: list[list[Row]] = []
    for row in rows:
        if questions and row["item"] == questions[-1][0]["item"]:
            questions[-1].append(row)
        else:
            questions.append([row])
    return OfferedPack(
        names=(rows[0].get("instrument", ""),),
        codes=frozenset(),
        questions=tuple(_question(each) for each in questions),
        intro=rows[0].get("intro", ""),
    )


def _rows(raw: bytes) -> list[Row]:
    try:
        text = raw.decode("utf-8-sig")
        read = csv.DictReader(io.StringIO(text, newline=""))
        names = [name.strip().casefold() for name in read.fieldnames or ()]
        rows = [_row(names, list(row.values())) for row in read]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnableToUseWording("This file is not a CSV table in UTF-8.") from error
    if not set(_COLUMNS) <= set(names):
        raise UnableToUseWording(f"The table needs the columns {', '.join(_COLUMNS)}.")
    if not 0 < len(rows) <= _MOST_ROWS:
        raise UnableToUseWording(f"The table has {len(rows)} rows; 1 to {_MOST_ROWS} can be read.")
    return rows


def _row(names: list[str], values: list[object]) -> Row:
    if len(values) != len(names) or not all(isinstance(value, str) for value in values):
        raise UnableToUseWording("A row has not as many fields as the table has columns.")
    return {name: str(value).strip() for name, value in zip(names, values, strict=True)}


def _question(rows: list[Row]) -> OfferedQuestion:
    first = rows[0]
    if any(row["text"] not in ("", first["text"]) for row in rows):
        raise UnableToUseWording(f"Item {first['item']} has two different texts.")
    is_number = len(rows) == 1 and not first["value"] and not first["answer"]
    choices = () if is_number else tuple(_choice(row) for row in rows)
    return OfferedQuestion(text=first["text"], choices=choices, marks=(first["item"],))


def _choice(row: Row) -> OfferedChoice:
    value = row["value"]
    if not value.isascii() or not value.lstrip("-").isdigit() or len(value) > 6:
        raise UnableToUseWording(f"Item {row['item']}: {value!r} is not a whole number.")
    return OfferedChoice(int(value), row["answer"])
