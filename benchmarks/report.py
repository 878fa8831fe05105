"""What was measured, as one table and as JSON."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 132
HEADINGS = ("Page", "People", "Clients", "p50", "p95", "x plain", "x smallest", "Queries", "KB")


def machine() -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def write(results: dict[str, Any], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n")


def show(results: dict[str, Any]) -> None:
    """One table; times in milliseconds, both ratios of p95."""
    table = Table(*HEADINGS, title="Measured")
    for column in table.columns[1:]:
        column.justify = "right"
    for database, found in results.get("pages", {}).items():
        table.add_section()
        table.add_row(f"[bold]{database}[/bold]")
        for row in page_rows(found["by_people"]):
            table.add_row(*row)
        for name, said in other_figures(found):
            table.add_row(name, said)
    floods = {f"flood, {kind}": each for kind, each in results.get("flood", {}).items()}
    for name, figures in {**floods, **results}.items():
        if name in {"clone", "advice", "scoring", "weeks", "signing", *floods}:
            table.add_section()
            table.add_row(f"[bold]{name}[/bold]")
            for key, value in figures.items():
                table.add_row(key.replace("_", " "), _number(value))
    Console(width=max(Console().width, WIDTH)).print(table)


def page_rows(by_people: dict[str, Any]) -> list[tuple[str, ...]]:
    """A row per page, size and clients at once, in the order of HEADINGS."""
    smallest = next(iter(by_people.values()))["pages"]
    return [
        (name, people, *_page_row(found["pages"][name], clients, smallest[name]))
        for name in smallest
        for people, found in by_people.items()
        for clients in smallest[name]["by_clients"]
    ]


def _page_row(page: dict[str, Any], clients: int, smallest: dict[str, Any]) -> tuple[str, ...]:
    timed = page["by_clients"][clients]
    times, least = timed["times"], smallest["by_clients"][clients]["times"]
    return (
        str(clients),
        f"{times['p50']:.1f}",
        f"{times['p95']:.1f}",
        f"{times['p95'] / timed['plain']['p95']:.2f}",
        f"{times['p95'] / least['p95']:.2f}",
        str(page["queries"]),
        f"{timed['bytes'] / 1024:.1f}",
    )


def other_figures(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Building, filling, verifying, memory, and what first views weigh."""
    lines = [("demo built", _spent(found["demo"]))]
    for people, each in found["by_people"].items():
        if "load" in each:
            lines.append((f"loaded up to {people}", _spent(each["load"])))
        lines.append((f"ledger verified, {each['events']} events", _spent(each["verify"])))
        lines.append((f"server's peak, {people} people", f"{each['server_megabytes']:.0f} MB"))
        for name, view in each["first_views"].items():
            sizes = ", ".join(f"{kind} {size / 1024:.1f}" for kind, size in view.items())
            lines.append((f"{name}, first view, {people} people", f"KB: {sizes}"))
    return lines


def _spent(run: dict[str, float]) -> str:
    return f"{run['seconds']:.1f} s, {run['megabytes']:.0f} MB"


def _number(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_number(each)}" for key, each in value.items())
    return f"{value:.1f}" if isinstance(value, float) else str(value)
