"""`stepdown score`: one form, or a file of test vectors. Needs no settings and no database."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from stepdown.commands.program import Refused
from stepdown.rules.instruments import INSTRUMENTS, Score, UnableToScore
from stepdown.rules.instruments import score as score_form
from stepdown.rules.instruments.vectors import differences, is_vector


@click.command()
@click.argument("instrument", required=False)
@click.option("--answers", metavar="JSON", help="A list in item order, or answers by item name.")
@click.option("--sex", metavar="F|M", help="Where a limit differs by sex; unknown is the lower.")
@click.option("--context", metavar="JSON", default="{}", help="Facts beside the answers, by name.")
@click.option("--band-table", metavar="NAME", help="Read the total by this table only.")
@click.option(
    "--vectors",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file of test vectors, instead of one form.",
)
@click.pass_context
def score(
    ctx: click.Context,
    instrument: str | None,
    answers: str | None,
    sex: str | None,
    context: str,
    band_table: str | None,
    vectors: Path | None,
) -> None:
    """Score one form of INSTRUMENT and print JSON: totals, subscales, bands and flags.

    With --vectors, score a whole file of {instrument, answers, context, expected}, print each
    failure and a count, and end with exit status 1 where any came out different.
    """
    if vectors is not None:
        _run_vectors(ctx, vectors)
    elif instrument is None or answers is None:
        raise Refused("Name an instrument and its --answers, or a file of --vectors.")
    else:
        facts = _facts(context, sex)
        click.echo(_as_json(_scored(instrument, _read("--answers", answers), facts), band_table))


def _facts(context: str, sex: str | None) -> dict[str, Any]:
    facts = _read("--context", context)
    if not isinstance(facts, dict):
        raise Refused('Write --context as a JSON object, such as {"exposed": true}.')
    return {**facts, **({"sex": sex} if sex else {})}


def _read(what: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"What {what} holds is not JSON: {error}.") from error


def _scored(instrument: str, answers: Any, context: Mapping[str, Any]) -> Score:
    try:
        return score_form(instrument, answers, context)
    except UnableToScore as error:
        raise Refused(str(error)) from error


def _as_json(result: Score, band_table: str | None) -> str:
    told = result.as_dict()
    versions = dict(result.band_versions)
    if band_table is not None:
        told = {**_without_bands(result, told), **_one_band(result, band_table)}
        versions = {band_table: versions[band_table]}
    elif len(versions) > 1:
        told["cautious_band"] = result.cautious_band
    return json.dumps(
        {
            "instrument": result.instrument_key,
            "instrument_version": result.instrument_version,
            **told,
            "band_versions": versions,
        },
        ensure_ascii=False,
        indent=2,
    )


def _without_bands(result: Score, told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in result.bands}


def _one_band(result: Score, name: str) -> dict[str, str]:
    if name not in result.bands:
        title = INSTRUMENTS[result.instrument_key].title
        known = ", ".join(result.bands) or "none"
        raise Refused(f"{title} has no band table {name}. There are: {known}.")
    return {name: result.bands[name], "band": result.bands[name]}


def _run_vectors(ctx: click.Context, file: Path) -> None:
    vectors = _read(file.name, _text(file))
    if not isinstance(vectors, list) or not vectors or not all(map(is_vector, vectors)):
        raise Refused(
            f"{file.name} is not a list of vectors, each with instrument, answers and expected."
        )
    failed = 0
    for number, vector in enumerate(vectors, start=1):
        found = differences(vector)
        failed += bool(found)
        for sentence in found:
            click.echo(f"vector {number} ({vector['instrument']}): {sentence}")
    click.echo(f"{len(vectors)} vectors: {len(vectors) - failed} passed, {failed} failed.")
    if failed:
        ctx.exit(1)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file.name} cannot be read as text.") from error
