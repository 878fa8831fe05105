"""The accounts of a demo: printed as a table, and written for programs that drive it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH = 110  # columns that the widest table needs


@dataclass(frozen=True)
class Account:
    """One account that a visitor may use. `role` is a role key."""

    role: str
    name: str
    email: str
    password: str
    site: str


def one_per_role(accounts: list[Account]) -> list[Account]:
    found: dict[str, Account] = {}
    for account in accounts:
        found.setdefault(account.role, account)
    return list(found.values())


def print_accounts(accounts: list[Account]) -> None:
    """Never wrapped, so that an address or a password can be copied in one piece."""
    table = Table(title="Walk in as one of these. Everyone is invented.", title_justify="left")
    for heading in ("Role", "Name", "E-mail", "Password"):
        table.add_column(heading, no_wrap=True)
    for one in accounts:
        table.add_row(one.role, one.name, one.email, one.password)
    Console(width=max(Console().width, WIDTH)).print(table)


def write_accounts(file: Path, accounts: list[Account]) -> None:
    file.write_text(json.dumps([asdict(account) for account in accounts], indent=1) + "\n")
