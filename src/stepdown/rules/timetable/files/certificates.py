"""A certificate from and to its own format, `stepdown-certificate/1`."""

from pathlib import Path
from typing import Any

from stepdown.rules.timetable.certificate import Certificate, Price, Row
from stepdown.rules.timetable.files.reading import Field, UnableToReadFile, read_json, write_json

FORMAT = "stepdown-certificate/1"
KINDS = [row.value for row in Row]
NAMES = {
    Row.MOMENT: (str, int, int),
    Row.CONTACT: (str, int),
    Row.BREAK: (str, int),
    Row.ROOM: (str, str, int, int),
    Row.CASELOAD: (str,),
    Row.SEAT: (str, str, str, int),
}


def read_certificate(path: Path) -> Certificate:
    """Raises UnableToReadFile with one sentence that names the field."""
    return certificate_of(read_json(path))


def certificate_of(file: Field) -> Certificate:
    if file["format"].value != FORMAT:
        raise file["format"].fail(f'"{FORMAT}"')
    prices = file["prices"]
    for name, field in prices.named():
        if name not in KINDS:
            raise UnableToReadFile(f"{field.place} is no kind of row ({', '.join(KINDS)}).")
    return Certificate(
        instance=file["instance"].text(),
        scale=file["scale"].whole(),
        prices=tuple(
            _price(row, entry)
            for row in Row
            if row.value in prices.value
            for entry in prices[row.value].items()
        ),
    )


def _price(row: Row, entry: Field) -> Price:
    values = entry.items()
    if len(values) != len(NAMES[row]) + 1:
        raise entry.fail(f"{len(NAMES[row])} names and a price")
    names = tuple(
        value.text() if kind is str else value.whole()
        for kind, value in zip(NAMES[row], values, strict=False)
    )
    return Price(row, names, values[-1].whole())


def write_certificate(path: Path, certificate: Certificate) -> None:
    write_json(path, certificate_as_json(certificate))


def certificate_as_json(certificate: Certificate) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "instance": certificate.instance,
        "scale": certificate.scale,
        "prices": {
            row.value: [[*p.names, p.price] for p in certificate.prices if p.row is row]
            for row in Row
        },
    }
