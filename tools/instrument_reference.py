"""Writes docs/reference/instruments.md from the definitions of the instruments."""

from collections.abc import Iterator
from pathlib import Path

from stepdown.rules.instruments import INSTRUMENTS, BandTable, Cut, Instrument, Item

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "instruments.md"
HEAD = """# Instruments

Written from the definitions in `src/stepdown/rules/instruments` by `make fix`; change those, not
this page. Labels are our own topics: no wording of any instrument is shipped
([decision 6](../adr/0006-instruments-without-wording.md)). "Not confirmed" means that nobody
re-read the source; a clinician checks it before use. `stepdown score` scores each of them.
"""


def reference() -> str:
    return HEAD + "".join("\n".join(_section(one)) for one in INSTRUMENTS.values())


def _section(one: Instrument) -> Iterator[str]:
    yield f"\n## {one.title}\n"
    yield f"`{one.key}`, version {one.version}. Asks about {one.recall}.\n"
    if one.note:
        yield f"{one.note}\n"
    if one.items:
        yield "| Item | Our label | Values | Counts | LOINC |\n|---|---|---|---|---|"
        yield from (_row(item) for item in one.items)
        yield ""
    yield from (f"- {line}" for line in _facts(one))
    yield ""


def _row(item: Item) -> str:
    return f"| {item.key} | {item.label} | {_values(item)} | {_counts(item)} | {item.loinc or ''} |"


def _values(item: Item) -> str:
    allowed = item.allowed
    if not allowed:
        return "none"
    if len(allowed) > 2 and allowed == tuple(range(allowed[0], allowed[-1] + 1)):
        return f"{allowed[0]} to {allowed[-1]}"
    return ", ".join(map(str, allowed))


def _counts(item: Item) -> str:
    words = "no" if not item.is_scored else "turned round" if item.is_reversed else "yes"
    if item.points is not None:
        words = "by points"
    return words if item.is_required else f"{words}; may stay empty"


def _facts(one: Instrument) -> Iterator[str]:
    if one.has_total:
        yield f"Total: up to {one.highest_total}"
    for scale in one.subscales:
        yield f"`{scale.name}`: {'mean' if scale.is_mean else 'sum'} of {', '.join(scale.keys)}"
    for table in one.band_tables:
        bands = ", ".join(f"{band.name} from {band.lowest}" for band in table.bands)
        yield f"Bands `{table.name}`, version {table.version}: {bands}. {_source(table)}"
    for cut in one.cuts:
        yield f"Cut-off `{cut.name}`: {cut.lowest} and more. {_source(cut)}"
    codes = {"form": one.panel_loinc, "total": one.total_loinc}
    if any(codes.values()):
        yield "LOINC: " + ", ".join(f"{name} {code}" for name, code in codes.items() if code)
    yield f"Author: {one.author}. Source: {one.source}"
    yield f"License: {one.license}"
    yield f"Checked by: {one.checker or 'nobody yet'}. To be reviewed by {one.review_on}"


def _source(of: BandTable | Cut) -> str:
    return f"Source: {of.source}{'' if of.confirmed else ' (not confirmed)'}"


if __name__ == "__main__":
    FILE.write_text(reference())
