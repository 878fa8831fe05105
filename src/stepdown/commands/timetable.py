"""`stepdown timetable`: a clinic's week from a file, solved, checked and proved."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from stepdown.commands.program import Refused
from stepdown.commands.week.explain import explain_week
from stepdown.commands.week.reading import anticipated, require_folders
from stepdown.commands.week.repair import repair_week

if TYPE_CHECKING:
    from stepdown.rules.timetable import Problem, Progress, Result

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@click.group()
def timetable() -> None:
    """A clinic's week from a file: solve it, check it, prove how good it is, explain, repair.

    Files are JSON in the format of the timetable benchmark, gzipped where the name ends in .gz.
    """


timetable.add_command(explain_week)
timetable.add_command(repair_week)


@timetable.command("solve")
@click.argument("instance", type=EXISTING)
@click.option("--out", type=NEW, required=True, help="Where the solution goes.")
@click.option("--seconds", type=click.FloatRange(min=0), help="Stop after this long.")
@click.option("--seed", type=int, default=0, show_default=True, help="Chance starts here.")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--iterations", type=click.IntRange(min=0), help="Stop after so many rounds.")
@click.option("--certificate", type=NEW, help="Where the proof of the bound goes.")
def solve_week(
    instance: Path,
    out: Path,
    seconds: float | None,
    seed: int,
    threads: int,
    iterations: int | None,
    certificate: Path | None,
) -> None:
    """Find a week for INSTANCE; Ctrl-C keeps the best so far.

    Without --seconds and --iterations it stops after a minute. With one thread and --iterations
    alone, the same seed writes the same file.
    """
    from stepdown.rules.timetable import Stop, solve
    from stepdown.rules.timetable.files.certificates import write_certificate
    from stepdown.rules.timetable.files.problems import read_problem
    from stepdown.rules.timetable.files.solutions import write_solution

    require_folders(out, certificate)
    with anticipated():
        problem = read_problem(instance)
    if seconds is None and iterations is None:
        seconds = 60.0
    stop = Stop(seconds=seconds, iterations=iterations)
    result = solve(problem, stop=stop, seed=seed, threads=threads, on_progress=_Teller())
    with anticipated():
        write_solution(out, result.solution)
        if certificate is not None and result.certificate is not None:
            write_certificate(certificate, result.certificate)
    _say(problem, result)
    if certificate is not None and result.certificate is None:
        click.echo("No bound was proved in this time, so there is no certificate.")


@timetable.command("check")
@click.argument("instance", type=EXISTING)
@click.argument("solution", type=EXISTING)
def check_week(instance: Path, solution: Path) -> None:
    """Tell which hard rules SOLUTION breaks, and what it costs; exit status 1 if it breaks one."""
    from stepdown.rules.timetable import Rule, check, score
    from stepdown.rules.timetable.files.problems import read_problem
    from stepdown.rules.timetable.files.solutions import read_solution

    with anticipated():
        problem, week = read_problem(instance), read_solution(solution)
    broken = check(problem, week)
    for violation in broken[:20]:
        click.echo(f"{violation.rule.value}: {violation.sentence}")
    click.echo(f"{len(broken)} hard rules broken")
    if not any(violation.rule is Rule.SHAPE for violation in broken):
        made = score(problem, week)
        click.echo(f"fully served {len(made.fully_served)} of {len(problem.patients)}")
        click.echo(
            f"unmet {made.unmet}, not full {made.not_full}, disruption {made.disruption}, "
            f"burden {made.burden}, imbalance {made.imbalance}, cost {made.cost}"
        )
    if broken:
        raise SystemExit(1)


@timetable.command("certify")
@click.argument("instance", type=EXISTING)
@click.argument("certificate", type=EXISTING)
def certify_week(instance: Path, certificate: Path) -> None:
    """Recompute the bound that CERTIFICATE proves: no week for INSTANCE costs less.

    It trusts nothing but the prices in the file; docs/reference/timetable-certificate.md says why
    the bound holds.
    """
    from stepdown.rules.timetable import UnableToCertify, certify
    from stepdown.rules.timetable.files.certificates import read_certificate
    from stepdown.rules.timetable.files.problems import read_problem

    with anticipated():
        problem, prices = read_problem(instance), read_certificate(certificate)
    try:
        bound = certify(problem, prices)
    except UnableToCertify as error:
        raise Refused(str(error)) from error
    parts = (bound.people, bound.openings, -bound.capacities)
    people, openings, capacities = (part / bound.scale for part in parts)
    click.echo(f"people {people:.3f}  openings {openings:.3f}  capacities {capacities:.3f}")
    click.echo(f"bound {bound.cost}: no week costs less")


class _Teller:
    """One line on the terminal whenever something got better, at most a few times a second."""

    def __init__(self) -> None:
        self.last: tuple[int, int, int | None] | None = None
        self.told_at = -1.0

    def __call__(self, now: "Progress") -> None:
        news = (now.fully_served, now.cost, now.bound)
        if news == self.last or now.seconds < self.told_at + 0.5:
            return
        self.last, self.told_at = news, now.seconds
        click.echo(f"{now.seconds:7.1f} s  {_figures(*news, now.patients)}  {now.doing}", err=True)


def _figures(served: int, cost: int, bound: int | None, patients: int) -> str:
    text = f"served {served} of {patients}  cost {cost}"
    if bound is None:
        return text
    gap = (cost - bound) / cost if cost else 0.0
    return f"{text}  bound {bound}  gap {gap:.1%}"


def _say(problem: "Problem", result: "Result") -> None:
    figures = _figures(result.fully_served, result.cost, result.bound, len(problem.patients))
    click.echo(f"{figures}  seconds {result.seconds:.1f}  (cpu {result.cpu_seconds:.1f})")
