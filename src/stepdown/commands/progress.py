"""What a long command shows while it works; on stderr, so that its answer can be piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

Note = Callable[[str], None]


@contextmanager
def steps(title: str) -> Iterator[Note]:
    """Shows what is being done right now: `note("the anchor")`."""
    with Console(stderr=True).status(title) as status:
        yield lambda what: status.update(f"{title}: {what}")


@contextmanager
def counted(title: str, total: int) -> Iterator[Note]:
    """A bar that moves on by one at each note."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda what: bar.update(task, advance=1, description=what)
