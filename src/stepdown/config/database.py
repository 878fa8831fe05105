"""The database: SQLite in the data folder, or PostgreSQL where STEPDOWN_DATABASE_URL names one."""

from pathlib import Path
from typing import Any

import dj_database_url

from stepdown.config.environment import UnableToConfigure, read_text

SQLITE_OPTIONS = {
    # IMMEDIATE: a writer waits its turn at BEGIN instead of failing at its first write.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: an acknowledged write survives loss of power, not only of the process.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

POSTGRESQL_OPTIONS = {
    # Values travel apart from the statement, so that one asked often is planned once a connection:
    # of Today, three quarters of the server's time were plans.
    "server_side_binding": True,
    "prepare_threshold": 2,
    # As on solid-state disks: else it reads years of sessions rather than follow their index.
    "options": "-c random_page_cost=1.1",
}


def read_database(data_dir: Path) -> dict[str, Any]:
    url = read_text("STEPDOWN_DATABASE_URL")
    if not url:
        name = str(data_dir / "stepdown.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": SQLITE_OPTIONS,
            "TEST": {"NAME": str(data_dir / "test.sqlite3")},
        }
    try:
        config: dict[str, Any] = dict(
            dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        )
    except ValueError as error:
        raise UnableToConfigure(f"STEPDOWN_DATABASE_URL cannot be read: {error}.") from error
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise UnableToConfigure("STEPDOWN_DATABASE_URL must start with postgres://.")
    return {**config, "OPTIONS": {**POSTGRESQL_OPTIONS, **config.get("OPTIONS", {})}}
